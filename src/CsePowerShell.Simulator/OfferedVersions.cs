using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator;

/// <summary>The API versions of a cloud.</summary>
internal static class OfferedVersions
{
    private static readonly string[] s_standard = ["27.0!", "28.0!", "29.0!", "30.0!", "31.0", "32.0", "33.0", "34.0", "35.0", "35.2", "36.0",
        "36.1", "36.2", "36.3"];

    public static IReadOnlyList<(ApiVersion Version, bool IsDeprecated)> Parse(IReadOnlyList<string>? versions)
    {
        List<(ApiVersion, bool)> offered = [];
        foreach (string text in versions is { Count: > 0 } ? versions : s_standard)
        {
            if (!ApiVersion.TryParse(text.TrimEnd('!'), out ApiVersion version))
                throw new FormatException($"'{text}' is not an API version. Write 36.0, or 30.0! for a deprecated one.");
            offered.Add((version, text.EndsWith('!')));
        }
        return offered;
    }
}

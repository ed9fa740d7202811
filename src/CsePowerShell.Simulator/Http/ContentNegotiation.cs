using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Http;

/// <summary>What a client accepts: media ranges, each with an API version.</summary>
internal sealed class ContentNegotiation(IReadOnlyList<(ApiVersion Version, bool IsDeprecated)> offered)
{
    public ApiVersion Highest => offered.Max(offer => offer.Version);

    /// <summary>Picks the version of the answer and the ranges that go with it; null when the server has nothing that the client accepts.</summary>
    public Acceptance? Read(string accept)
    {
        ApiVersion? chosen = null;
        List<string> ranges = [];
        foreach (string part in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pieces = part.Split(';', StringSplitOptions.TrimEntries);
            string? text = pieces.Skip(1).FirstOrDefault(piece => piece.StartsWith("version=", StringComparison.OrdinalIgnoreCase))?[8..].Trim('"');
            if (text is null || !ApiVersion.TryParse(text, out ApiVersion version) || !offered.Any(offer => offer.Version == version)) continue;
            if (chosen is not null && chosen != version) continue;
            chosen = version;
            ranges.Add(pieces[0]);
        }
        return chosen is { } best ? new Acceptance(best, ranges) : null;
    }
}

/// <summary>A chosen version and the media ranges a client takes in it.</summary>
internal sealed record Acceptance(ApiVersion Version, IReadOnlyList<string> Ranges)
{
    public bool WantsJson => Ranges.Any(range => range.Equals("application/json", StringComparison.OrdinalIgnoreCase));

    public bool Takes(string mediaType) => Ranges.Any(range => Takes(range, mediaType));

    private static bool Takes(string range, string mediaType)
    {
        if (range is "*/*" or "application/*") return true;
        if (range.StartsWith("application/*+", StringComparison.OrdinalIgnoreCase))
            return mediaType.EndsWith(range[13..], StringComparison.OrdinalIgnoreCase);
        return range.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
    }
}

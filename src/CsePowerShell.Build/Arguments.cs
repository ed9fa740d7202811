namespace CsePowerShell.Build;

/// <summary>What stands behind <c>dotnet run build.cs --</c>.</summary>
internal sealed class Arguments(string[] words)
{
    public string Task { get; } = words.FirstOrDefault(word => !word.StartsWith('-'))?.ToLowerInvariant() ?? "help";

    /// <summary>Behave as on a machine without PowerShell, Pester and SSH.NET.</summary>
    public bool Bare { get; } = words.Contains("--bare");

    /// <summary>Missing servers may be installed.</summary>
    public bool Install { get; } = words.Contains("--install") || Environment.GetEnvironmentVariable("CI") == "true";

    public string? Trace { get; } = Option(words, "--trace");

    public string? Only { get; } = Option(words, "--only");

    /// <summary>The words behind the task's name, for a program that has options of its own.</summary>
    public IEnumerable<string> Rest => words.SkipWhile(word => !word.Equals(Task, StringComparison.OrdinalIgnoreCase)).Skip(1);

    private static string? Option(string[] words, string name)
    {
        int at = Array.IndexOf(words, name);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
    }
}

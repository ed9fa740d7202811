namespace CsePowerShell.Build.Testing;

/// <summary>A test that failed.</summary>
internal sealed record FailedTest(string Name, string Message)
{
    /// <summary>Who can run it again; null where the run itself broke.</summary>
    public ITestRunner? Runner { get; init; }

    /// <summary>What the runner finds it by: an xunit method, a Pester file.</summary>
    public string Place { get; init; } = "";

    /// <summary>The first lines of the message, as one, without where it came from.</summary>
    public string ShortMessage => string.Join(" | ", Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => !line.StartsWith("at ", StringComparison.Ordinal) && !line.StartsWith("---", StringComparison.Ordinal)).Take(4));
}

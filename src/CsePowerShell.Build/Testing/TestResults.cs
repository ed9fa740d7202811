namespace CsePowerShell.Build.Testing;

/// <summary>What one or several runners found.</summary>
internal sealed record TestResults
{
    public static TestResults None { get; } = new();

    public int Passed { get; init; }

    public int Failed => Failures.Length;

    public int Skipped { get; init; }

    public FailedTest[] Failures { get; init; } = [];

    /// <summary>What was skipped, each with the reason.</summary>
    public string[] Skips { get; init; } = [];

    /// <summary>A run that broke before it could say anything: a failure of its own.</summary>
    public static TestResults Broken(string name, string message) => new() { Failures = [new FailedTest(name, message)] };

    public TestResults WithPassed(FailedTest[] tests) => this with { Passed = Passed + tests.Length, Failures = [.. Failures.Except(tests)] };

    public static TestResults operator +(TestResults a, TestResults b) => new()
    {
        Passed = a.Passed + b.Passed,
        Skipped = a.Skipped + b.Skipped,
        Failures = [.. a.Failures, .. b.Failures],
        Skips = [.. a.Skips, .. b.Skips],
    };
}

namespace CsePowerShell.Build.Testing;

/// <summary>One runner with its tests.</summary>
internal interface ITestRunner
{
    /// <summary>Runs all its tests, or again the ones that are given.</summary>
    Task<TestResults> RunAsync(FailedTest[] again);
}

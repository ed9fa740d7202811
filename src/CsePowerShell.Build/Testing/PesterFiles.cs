using System.Text.Json;
using CsePowerShell.Build.Machine;

namespace CsePowerShell.Build.Testing;

/// <summary>The files in tests/pester, run by one PowerShell.</summary>
internal sealed class PesterFiles(Checkout checkout) : ITestRunner
{
    private readonly string _folder = Path.Combine(checkout.Root, "tests", "pester");

    public string Version { get; private set; } = "";

    /// <summary>Why they cannot run on this machine; null if they can.</summary>
    public async Task<string?> WhyNotAsync(PowerShellEngine? engine)
    {
        if (engine is null)
        {
            return "pwsh is not on this machine";
        }

        Output found = await PowerShellEngine.RunAsync("(Get-Module -ListAvailable Pester | Where-Object Version -ge ([version] '5.0') | Sort-Object Version -Descending | Select-Object -First 1).Version.ToString()", TimeSpan.FromMinutes(1));
        Version = found.Text.Trim();
        return found.ExitCode == 0 && Version.Length > 0 ? null : "Pester 5 is not installed (Install-Module Pester)";
    }

    public TestResults AllSkipped(string why)
    {
        int files = Directory.GetFiles(_folder, "*.Tests.ps1").Length;
        return new TestResults { Skipped = files, Skips = [$"Pester ({files} files in tests/pester): {why}"] };
    }

    public async Task<TestResults> RunAsync(FailedTest[] again)
    {
        string file = checkout.FreshResults("pester.json");
        string[] paths = again.Length == 0 ? [_folder] : [.. again.Select(failed => failed.Place).Distinct()];
        Output run = await PowerShellEngine.RunAsync(Script(paths, file), TimeSpan.FromMinutes(30), checkout.TestEnvironment);
        if (!File.Exists(file))
        {
            return TestResults.Broken("Pester", $"ended without a result (exit code {run.ExitCode}):\n{run.Text}");
        }

        Report report = JsonSerializer.Deserialize<Report>(await File.ReadAllTextAsync(file))!;
        return new TestResults
        {
            Passed = report.Passed,
            Skipped = report.Skipped.Length,
            Skips = [.. report.Skipped.Select(name => "Pester: " + name)],
            Failures = [.. report.Failed.Select(failed => new FailedTest("Pester: " + failed.Name, failed.Message) { Runner = this, Place = failed.File })],
        };
    }

    // A file or a block that breaks outside of its tests has failed, too: it is one failure, whatever it holds.
    private static string Script(string[] paths, string results) => $$"""
        Import-Module Pester -MinimumVersion 5.0
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = {{string.Join(", ", paths.Select(Quoted))}}
        $configuration.Run.PassThru = $true
        $configuration.Output.RenderMode = 'Plaintext'
        $run = Invoke-Pester -Configuration $configuration
        $broken = @($run.FailedBlocks | ForEach-Object { @{ Name = $_.ExpandedPath; File = $_.BlockContainer.Item.FullName; Message = "$($_.ErrorRecord)" } }) +
            @($run.FailedContainers | ForEach-Object { @{ Name = $_.Item.Name; File = $_.Item.FullName; Message = "$($_.ErrorRecord)" } })
        $failed = @($run.Failed | ForEach-Object { @{ Name = $_.ExpandedPath; File = $_.Block.BlockContainer.Item.FullName; Message = @($_.ErrorRecord | ForEach-Object { "$_"; $_.ScriptStackTrace }) -join "`n" } })
        @{ Passed = $run.PassedCount; Failed = $failed + $broken; Skipped = @(@($run.Skipped) + @($run.NotRun) | ForEach-Object { $_.ExpandedPath }) } |
            ConvertTo-Json -Depth 4 | Set-Content -LiteralPath {{Quoted(results)}}
        exit 0
        """;

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed record Report(int Passed, ReportedFailure[] Failed, string[] Skipped);

    private sealed record ReportedFailure(string Name, string File, string Message);
}

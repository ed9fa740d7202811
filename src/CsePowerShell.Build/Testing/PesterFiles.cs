using System.Text.Json;
using CsePowerShell.Build.Machine;

namespace CsePowerShell.Build.Testing;

/// <summary>The files in tests/pester, run by some PowerShell processes that each take the next file.</summary>
internal sealed class PesterFiles(Checkout checkout, int lanes) : ITestRunner
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
        string[] files = again.Length == 0 ? Directory.GetFiles(_folder, "*.Tests.ps1") : [.. again.Select(failed => failed.Place).Distinct()];
        string tickets = Path.Combine(checkout.Artifacts, "test-results", "pester");
        if (Directory.Exists(tickets))
        {
            Directory.Delete(tickets, recursive: true);
        }

        // A file for each test file, named in the order of their length: whoever moves it away runs the test.
        Directory.CreateDirectory(tickets);
        foreach ((int place, string file) in files.OrderByDescending(file => new FileInfo(file).Length).Index())
        {
            await File.WriteAllTextAsync(Path.Combine(tickets, $"{place:000}.waiting"), file);
        }

        TestResults[] results = await Task.WhenAll(Enumerable.Range(1, Math.Min(lanes, files.Length)).Select(lane => RunLaneAsync(tickets, lane)));
        return results.Aggregate((sum, next) => sum + next);
    }

    private async Task<TestResults> RunLaneAsync(string tickets, int lane)
    {
        string file = Path.Combine(tickets, $"lane{lane}.json");
        Output run = await PowerShellEngine.RunAsync(Script(tickets, file), TimeSpan.FromMinutes(30), checkout.TestEnvironment);
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

    // One process runs many files: they share a simulated cluster and a broker. A file or a block that breaks outside of its tests has failed, too: it is one
    // failure, whatever it holds.
    private static string Script(string tickets, string results) => $$"""
        Import-Module Pester -MinimumVersion 5.0
        $passed = 0
        $failed = @()
        $skipped = @()
        foreach ($ticket in Get-ChildItem -LiteralPath {{Quoted(tickets)}} -Filter *.waiting | Sort-Object Name) {
            $mine = [IO.Path]::ChangeExtension($ticket.FullName, "$PID")
            try { [IO.File]::Move($ticket.FullName, $mine) } catch [IO.FileNotFoundException] { continue }
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = [IO.File]::ReadAllText($mine)
            $configuration.Run.PassThru = $true
            $configuration.Output.RenderMode = 'Plaintext'
            $run = Invoke-Pester -Configuration $configuration
            $passed += $run.PassedCount
            $skipped += @(@($run.Skipped) + @($run.NotRun) | ForEach-Object { $_.ExpandedPath })
            $failed += @($run.Failed | ForEach-Object { @{ Name = $_.ExpandedPath; Message = @($_.ErrorRecord | ForEach-Object { "$_"; $_.ScriptStackTrace }) -join "`n" } }) +
                @($run.FailedBlocks | ForEach-Object { @{ Name = $_.ExpandedPath; Message = "$($_.ErrorRecord)" } }) +
                @($run.FailedContainers | ForEach-Object { @{ Name = $_.Item.Name; Message = "$($_.ErrorRecord)" } }) |
                ForEach-Object { $_.File = [IO.File]::ReadAllText($mine); $_ }
        }

        @{ Passed = $passed; Failed = $failed; Skipped = $skipped } | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath {{Quoted(results)}}
        exit 0
        """;

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed record Report(int Passed, ReportedFailure[] Failed, string[] Skipped);

    private sealed record ReportedFailure(string Name, string File, string Message);
}

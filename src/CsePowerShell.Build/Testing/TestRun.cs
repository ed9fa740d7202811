using System.Collections.Concurrent;
using System.Diagnostics;
using CsePowerShell.Build.Machine;

namespace CsePowerShell.Build.Testing;

/// <summary>All tests: the xunit projects and the Pester files, side by side.</summary>
internal sealed class TestRun(Checkout checkout, PowerShellEngine? engine, string? only)
{
    // Failures in more places than these (an xunit method, a Pester file) are no bad luck.
    private const int MostSecondLooks = 5;

    // So many xunit projects at a time, and beside them so many processes that run Pester files: tests wait for servers far more than they compute.
    private static readonly int s_lanes = Math.Clamp(Environment.ProcessorCount, 1, 2);

    /// <summary>Runs them and prints what failed, what was skipped, and the sum of all runners as the last line.</summary>
    /// <returns>0 when nothing failed.</returns>
    public async Task<int> RunAsync()
    {
        string[] projects = [.. Directory.GetDirectories(Path.Combine(checkout.Root, "tests"), "*Tests").Select(folder => Path.GetFileName(folder)).Where(Wanted).OrderByDescending(SizeOf)];
        Task<TestResults> pester = Wanted("pester") ? PesterAsync() : Task.FromResult(TestResults.None);
        ConcurrentQueue<TestResults> results = new();
        await Parallel.ForEachAsync(projects, new ParallelOptions { MaxDegreeOfParallelism = s_lanes }, async (project, _) => results.Enqueue(await TimedAsync(project, new XunitProject(checkout, project))));
        TestResults total = results.Append(await pester).Aggregate((sum, next) => sum + next);
        total = await SecondLookAsync(total);
        foreach (string skipped in total.Skips)
        {
            Console.WriteLine($"skipped: {skipped}");
        }

        foreach (FailedTest failed in total.Failures)
        {
            Console.WriteLine($"failed: {failed.Name}: {failed.ShortMessage}");
        }

        Console.WriteLine($"{total.Passed} passed, {total.Failed} failed, {total.Skipped} skipped");
        return total.Failed == 0 && total.Passed > 0 ? 0 : 1;
    }

    // What takes long goes first, so that no lane ends long after the other.
    private long SizeOf(string project) => new FileInfo(checkout.Built(project)).Length;

    private bool Wanted(string name) => only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase);

    private async Task<TestResults> PesterAsync()
    {
        PesterFiles files = new(checkout, s_lanes);
        return await files.WhyNotAsync(engine) is { } why ? files.AllSkipped(why) : await TimedAsync($"Pester {files.Version} on {engine}", files);
    }

    internal static async Task<TestResults> TimedAsync(string name, ITestRunner runner)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TestResults results = await AttemptAsync(name, runner, again: []);
        foreach (FailedTest failed in results.Failures)
        {
            Console.WriteLine($"test: {failed.Name}:\n{failed.Message}");
        }

        Console.WriteLine($"test: {name}: {results.Passed} passed, {results.Failed} failed, {results.Skipped} skipped in {watch.Elapsed.TotalSeconds:0} s");
        return results;
    }

    // One that was stopped for taking too long is a failure among others: those beside it are waited for, and the sum is told.
    private static async Task<TestResults> AttemptAsync(string name, ITestRunner runner, FailedTest[] again)
    {
        try
        {
            return await runner.RunAsync(again);
        }
        catch (BuildException stopped)
        {
            return TestResults.Broken(name, stopped.Message);
        }
    }

    // Tests with real servers can fall over a busy machine. What failed is run once more with nothing beside it: what fails again has failed, what passes is
    // named as unsteady, so that somebody looks at it, and counted as passed.
    private static async Task<TestResults> SecondLookAsync(TestResults first)
    {
        if (first.Failures.Select(failed => failed.Place).Distinct().Count() is 0 or > MostSecondLooks || first.Failures.Any(failed => failed.Runner is null))
        {
            return first;
        }

        foreach (IGrouping<ITestRunner, FailedTest> group in first.Failures.GroupBy(failed => failed.Runner!).ToArray())
        {
            TestResults second = await AttemptAsync(group.First().Name, group.Key, again: [.. group]);
            if (second.Failed > 0 || second.Passed == 0)
            {
                continue;
            }

            foreach (FailedTest unsteady in group)
            {
                Console.WriteLine($"unsteady: {unsteady.Name}: passed when run again alone, but before: {unsteady.ShortMessage}");
            }

            first = first.WithPassed([.. group]);
        }

        return first;
    }
}

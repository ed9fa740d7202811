using System.Diagnostics;

namespace CsePowerShell.Benchmarks;

/// <summary>What Import-Module adds to an empty PowerShell session.</summary>
internal static class ModuleImport
{
    private const int Rounds = 7;
    private const double LimitMilliseconds = 100;

    public static async Task RunAsync(Table table)
    {
        if (Environment.GetEnvironmentVariable("CSE_TEST_MODULE") is not { } module || !File.Exists(module))
        {
            table.Note("import of the module: not measured, CSE_TEST_MODULE does not name its manifest");
            return;
        }

        try
        {
            // Whole processes are compared, because what an import drags in must count, too. The fastest of several runs is the one least disturbed.
            double empty = await FastestAsync("exit 0");
            double imported = await FastestAsync($"Import-Module '{module.Replace("'", "''", StringComparison.Ordinal)}'; exit 0");
            double cost = imported - empty;
            Measurement measurement = new() { Seconds = cost / 1000 };
            table.Row($"import of the module over an empty session", measurement, null, new Budget($"under {LimitMilliseconds:0} ms ({cost:0} ms: {imported:0} - {empty:0})", cost < LimitMilliseconds));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            table.Note("import of the module: not measured, pwsh is not on this machine");
        }
    }

    private static async Task<double> FastestAsync(string command)
    {
        double fastest = double.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            using Process process = Process.Start("pwsh", ["-NoProfile", "-NonInteractive", "-Command", command]);
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException("pwsh failed; its message is above.");
            fastest = Math.Min(fastest, watch.Elapsed.TotalMilliseconds);
        }

        return fastest;
    }
}

using System.Diagnostics;
using System.Text.Json;
using CsePowerShell.Simulator;

namespace CsePowerShell.Benchmarks;

/// <summary>Runs one scenario in a fresh process, so that its peak memory and its warm-up are its own.</summary>
internal static class Child
{
    // One management key for all scenarios: who resizes a cluster must be who created it.
    private static readonly string s_keys = Directory.CreateTempSubdirectory("cse-bench-").FullName;

    public static void RemoveKeys() => Directory.Delete(s_keys, recursive: true);

    public static async Task<Measurement> RunAsync(string scenario, SimulatedCloud cloud, params string[] more)
    {
        string[] words = ["--child", scenario, cloud.Endpoint.ToString(), cloud.CertificateThumbprint, cloud.GuestSshPort.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more];
        ProcessStartInfo info = new("dotnet", [typeof(Child).Assembly.Location, .. words]) { RedirectStandardOutput = true };
        info.Environment["CSE_BENCH_PASSWORD"] = new SimulatorOptions().Password;
        info.Environment["CSE_BENCH_KEY"] = Path.Combine(s_keys, "management-key");
        using Process process = Process.Start(info)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measurement>(output)!
            : throw new InvalidOperationException($"The scenario '{scenario}' failed; its message is above.");
    }
}

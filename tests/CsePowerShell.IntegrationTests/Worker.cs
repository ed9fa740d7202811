using System.Diagnostics;
using CsePowerShell.Simulator;

namespace CsePowerShell.IntegrationTests;

/// <summary>A process that works on a cluster and can be killed.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _reading;

    private Worker(Process process)
    {
        _process = process;
        _reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lock (_lines)
                    _lines.Add(line);
            }
        });
    }

    /// <summary>What it said so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_lines) return [.. _lines]; }
    }

    public static Worker Start(SimulatedCloud cloud, string keyPath, string name, int workers, string action)
    {
        // artifacts/bin/<project>/<configuration>: the program is built beside these tests.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "CsePowerShell.CreateWorker", configuration, "CsePowerShell.CreateWorker.dll"));
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { program, cloud.Endpoint.AbsoluteUri, cloud.CertificateThumbprint, keyPath, cloud.GuestSshPort.ToString(), name, workers.ToString(), action },
        };
        return new Worker(Process.Start(start)!);
    }

    /// <summary>Kills it with SIGKILL as soon as a condition holds. False: it ended before that.</summary>
    public async Task<bool> KillWhenAsync(Func<Worker, bool> condition, TimeSpan limit, CancellationToken ct)
    {
        long begun = Stopwatch.GetTimestamp();
        while (!condition(this))
        {
            if (_process.HasExited)
                return false;
            if (Stopwatch.GetElapsedTime(begun) > limit)
                throw new TimeoutException("The worker did not get there: " + string.Join(" | ", Lines));
            await Task.Delay(5, ct);
        }

        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(ct);
        await _reading;
        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit(5000);
        _process.Dispose();
    }
}

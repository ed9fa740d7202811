using System.Collections.Concurrent;
using System.Diagnostics;

namespace CsePowerShell.LibraryDemo;

/// <summary>A host of the service: the program CsePowerShell.Service, as systemd would run it.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    /// <param name="program">Path of CsePowerShell.Service.dll.</param>
    /// <param name="configuration">Path of its configuration; passwords are in the environment.</param>
    /// <param name="secrets">The environment variables that the configuration names.</param>
    public HostProcess(string program, string configuration, IReadOnlyDictionary<string, string> secrets)
    {
        ProcessStartInfo start = new("dotnet", [program, "run", "--config", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in secrets)
            start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException("The host did not start.");
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool Said(string text) => _log.Any(line => line.Contains(text, StringComparison.Ordinal));

    public async Task<HostProcess> ReadyAsync()
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !Said("Connected to the broker"); await Task.Delay(100))
            UnexpectedException.Unless(!_process.HasExited && watch.Elapsed < s_patience, $"The host is not ready:{Environment.NewLine}{string.Join(Environment.NewLine, _log)}");
        return this;
    }

    /// <summary>As a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line) => _log.Enqueue(line.Data ?? "");
}

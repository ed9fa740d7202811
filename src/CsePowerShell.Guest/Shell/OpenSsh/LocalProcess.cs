using System.Diagnostics;

namespace CsePowerShell.Guest;

/// <summary>A child process with its three streams. Reads on threads of its own: a pipe's asynchronous read holds a pool thread, and ten nodes at once would starve the pool.</summary>
internal sealed class LocalProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<bool> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _clock;
    private readonly Task _pumps;
    private readonly object _gate = new();
    private bool _disposed;

    private LocalProcess(ProcessStartInfo start, byte[]? input, bool keepInputOpen, Action<ArraySegment<byte>> onOutput, Action<ArraySegment<byte>> onError, TimeProvider clock)
    {
        _clock = clock;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult(true);
        _process.Start();
        if (input is { Length: > 0 })
            OnThread("input", () => Feed(input));
        else if (!keepInputOpen)
            _process.StandardInput.Close();
        _pumps = Task.WhenAll(
            OnThread("output", () => Pump(_process.StandardOutput.BaseStream, onOutput)),
            OnThread("error", () => Pump(_process.StandardError.BaseStream, onError)));
        Ended = EndAsync();
    }

    /// <summary>The exit code, once the process has ended and its output is read.</summary>
    public Task<int> Ended { get; }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static LocalProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, byte[]? input, bool keepInputOpen,
        Action<ArraySegment<byte>> onOutput, Action<ArraySegment<byte>> onError, TimeProvider clock)
    {
        // Ctrl+C in a terminal goes to every process of the foreground group. ssh has to outlive it, or there would be no connection left to kill what runs in the guest.
        // Ignored signals stay ignored across exec; on Windows a process without our console gets no Ctrl+C.
        ProcessStartInfo start = PrivateFiles.IsWindows
            ? new ProcessStartInfo(program) { Arguments = ProcessArguments.Join(arguments) }
            : new ProcessStartInfo("/bin/sh") { Arguments = ProcessArguments.Join(["-c", "trap '' INT QUIT; exec \"$@\"", "sh", program, .. arguments]) };
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (KeyValuePair<string, string> variable in environment)
            start.Environment[variable.Key] = variable.Value;
        return new LocalProcess(start, input, keepInputOpen, onOutput, onError, clock);
    }

    public void Kill()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            try
            {
                _process.Kill();
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended already.
            }
        }
    }

    public void Dispose()
    {
        Kill();
        _ = DisposeAfterAsync();
    }

    private async Task DisposeAfterAsync()
    {
        await Ended.ConfigureAwait(false);
        lock (_gate)
        {
            _disposed = true;
            _process.Dispose();
        }
    }

    private async Task<int> EndAsync()
    {
        await _exited.Task.ConfigureAwait(false);

        // A child of the process (ssh to a jump host) may hold the pipes a moment longer, or hang.
        await Task.WhenAny(_pumps, _clock.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        return _process.ExitCode;
    }

    private void Feed(byte[] input)
    {
        try
        {
            using Stream stream = _process.StandardInput.BaseStream;
            stream.Write(input, 0, input.Length);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program ended without reading all of it.
        }
    }

    private static void Pump(Stream from, Action<ArraySegment<byte>> to)
    {
        byte[] buffer = new byte[32 * 1024];
        try
        {
            int read;
            while ((read = from.Read(buffer, 0, buffer.Length)) > 0)
                to(new ArraySegment<byte>(buffer, 0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone.
        }
    }

    private static Task OnThread(string name, Action work)
    {
        TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            work();
            done.TrySetResult(true);
        }, 256 * 1024)
        { IsBackground = true, Name = "ssh " + name };
        thread.Start();
        return done.Task;
    }
}

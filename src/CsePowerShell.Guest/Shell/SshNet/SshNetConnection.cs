#if SSHNET
using Renci.SshNet;

namespace CsePowerShell.Guest;

/// <summary>A logged-in SSH.NET client; every command is a channel of it. Its calls and streams block, so they run on threads of their own.</summary>
internal sealed class SshNetConnection(SshClient client, ForwardedPortLocal? forward, SshClient? jump) : ISshConnection
{
    private int _disposed;

    public async Task<string> ExecuteAsync(
        string line, byte[]? input, Action<ArraySegment<byte>> onOutput, Action<ArraySegment<byte>> onError, CancellationToken cancellationToken)
    {
        // SSH.NET sends the end of input only behind some input: without any, a program that reads would wait for ever.
        bool hasInput = input is { Length: > 0 };
        SshCommand command = client.CreateCommand(hasInput ? line : line + " </dev/null");
        try
        {
            TaskCompletionSource<bool> gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = cancellationToken.Register(() => gaveUp.TrySetResult(true));

            // Never with our token: SSH.NET answers a cancellation by waiting half a second inside the call that cancels.
            Task<Task> opening = Task.Factory.StartNew(
                () => command.ExecuteAsync(CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (await Task.WhenAny(opening, gaveUp.Task).ConfigureAwait(false) == gaveUp.Task)
                return "";
            Task done = await opening.ConfigureAwait(false);
            Task output = OnThread(() => Pump(command.OutputStream, onOutput));
            Task errors = OnThread(() => Pump(command.ExtendedOutputStream, onError));
            if (hasInput)
                _ = OnThread(() => Feed(command, input!));
            Task end = Task.WhenAll(done, output, errors);
            if (await Task.WhenAny(end, gaveUp.Task).ConfigureAwait(false) == end)
                await end.ConfigureAwait(false);
            else
                _ = end.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return "";
        }
        finally
        {
            // Closing a channel waits for the other side's answer.
            _ = Task.Run(command.Dispose, CancellationToken.None);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _ = OnThread(DisposeAll);
    }

    private void DisposeAll()
    {
        foreach (IDisposable? part in new IDisposable?[] { client, forward, jump })
        {
            try
            {
                part?.Dispose();
            }
            catch (Exception)
            {
                // The connection was broken before: nothing is left to close.
            }
        }
    }

    private static void Feed(SshCommand command, byte[] input)
    {
        try
        {
            using Stream stream = command.CreateInputStream();
            stream.Write(input, 0, input.Length);
        }
        catch (Exception)
        {
            // The program ended without reading all of it, or the connection is gone, which the command itself reports.
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
        catch (ObjectDisposedException)
        {
            // Given up.
        }
    }

    private static Task OnThread(Action work)
    {
        TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                work();
                done.TrySetResult(true);
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        }, 256 * 1024)
        { IsBackground = true, Name = "SSH.NET channel" };
        thread.Start();
        return done.Task;
    }
}
#endif

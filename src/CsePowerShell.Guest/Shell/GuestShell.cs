using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Guest;

/// <summary>Runs programs over a connection: deadlines, cancellation, killing what still runs. The same for every transport.</summary>
internal sealed partial class GuestShell(GuestEndpoint endpoint, ISshConnection connection, GuestShellOptions options) : IGuestShell
{
    // sshd allows 10 sessions per connection (MaxSessions): one keeps it open, one is left for killing.
    private const int SideBySide = 8;
    private static readonly TimeSpan s_killTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _slots = new(SideBySide);
    private readonly object _gate = new();
    private readonly List<Task> _kills = [];
    private bool _disposed;

    public GuestEndpoint Endpoint { get; } = endpoint;

    public async Task<GuestCommandResult> RunAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        RemoteRun run = new(command);
        (int exitCode, TimeSpan elapsed) = await RunAsync(run, command, cancellationToken).ConfigureAwait(false);
        return new GuestCommandResult(exitCode, run.Output, run.IsOutputTruncated, run.LastLines, elapsed);
    }

    public void Dispose()
    {
        Task[] kills;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            kills = _kills.Where(task => !task.IsCompleted).ToArray();
        }

        // A program that was just cancelled is still being killed over this connection; that takes ten seconds at most.
        if (kills.Length == 0)
            connection.Dispose();
        else
            _ = DisposeAfterAsync(kills);
    }

    private async Task<(int ExitCode, TimeSpan Elapsed)> RunAsync(RemoteRun run, GuestCommand command, CancellationToken cancellationToken)
    {
        if (_disposed)
            throw new ObjectDisposedException(nameof(GuestShell));
        cancellationToken.ThrowIfCancellationRequested();
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);

        // The deadline starts here: waiting for a free session does not use it up.
        long start = options.Clock.GetTimestamp();
        CancellationTokenSource giveUp = new();
        Task<string> channel = ExecuteAsync(run, command.StandardInput, giveUp);
        using CancellationTokenSource deadline = options.Clock.CreateCancellationTokenSource(command.Deadline);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);

        Task first = await Task.WhenAny(channel, run.Exited, run.CallbackFault, When(stop.Token)).ConfigureAwait(false);
        if (first == run.Exited)
        {
            // The channel closes with the last holder of the output; a daemon that the program left behind may hold it for ever.
            using CancellationTokenSource drain = options.Clock.CreateCancellationTokenSource(s_drainTime);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, drain.Token);
            await Task.WhenAny(channel, When(either.Token)).ConfigureAwait(false);
        }

        run.Close();
        TimeSpan elapsed = options.Clock.GetElapsedTime(start);
        if (run.Exited.IsCompleted && !run.CallbackFault.IsCompleted)
        {
            giveUp.Cancel();
            int exitCode = await run.Exited.ConfigureAwait(false);
            LogEnded(options.Logger, command.Program, Endpoint.NodeName, exitCode, elapsed.TotalSeconds);
            return (exitCode, elapsed);
        }

        Kill(run, channel, giveUp);
        if (run.CallbackFault.IsCompleted)
            ExceptionDispatchInfo.Capture(await run.CallbackFault.ConfigureAwait(false)).Throw();
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested)
            throw new GuestDeadlineException(Endpoint.NodeName, command.Program, elapsed, run.LastLines);
        throw await DescribeLossAsync(run, channel).ConfigureAwait(false);
    }

    private async Task<string> ExecuteAsync(RemoteRun run, byte[]? input, CancellationTokenSource giveUp)
    {
        try
        {
            return await connection.ExecuteAsync(run.Line, input, run.OnOutput, run.OnError, giveUp.Token).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Exception> DescribeLossAsync(RemoteRun run, Task<string> channel)
    {
        try
        {
            string detail = await channel.ConfigureAwait(false);
            return new GuestConnectionLostException(Endpoint, detail.Length > 0 ? detail : run.BeforeStart.TrimEnd('.'));
        }
        catch (Exception e)
        {
            return new GuestConnectionLostException(Endpoint, e.Message.TrimEnd('.'), e);
        }
    }

    private void Kill(RemoteRun run, Task channel, CancellationTokenSource giveUp)
    {
        Task kill = KillAsync(run, channel, giveUp);
        lock (_gate)
        {
            _kills.RemoveAll(task => task.IsCompleted);
            _kills.Add(kill);
        }
    }

    // Closing a channel does not end the program behind it: it would run on until it next prints something.
    private async Task KillAsync(RemoteRun run, Task channel, CancellationTokenSource giveUp)
    {
        try
        {
            using CancellationTokenSource limit = options.Clock.CreateCancellationTokenSource(s_killTime);
            Task late = When(limit.Token);
            await Task.WhenAny(run.Started, channel, late).ConfigureAwait(false);
            if (run.Started.IsCompleted && !run.Exited.IsCompleted)
            {
                int pid = await run.Started.ConfigureAwait(false);
                await Task.WhenAny(connection.ExecuteAsync(RemoteRun.KillLine(pid), null, static _ => { }, static _ => { }, limit.Token), late).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // The guest ends the program itself a little after the deadline.
            LogNotKilled(options.Logger, Endpoint.NodeName, e.Message);
        }
        finally
        {
            giveUp.Cancel();
            try
            {
                await channel.ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Given up, or gone: the caller has its answer already.
            }
        }
    }

    private async Task DisposeAfterAsync(Task[] kills)
    {
        await Task.WhenAll(kills).ConfigureAwait(false);
        connection.Dispose();
    }

    private static Task When(CancellationToken token)
    {
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => cancelled.TrySetResult(true));
        return cancelled.Task;
    }

    [LoggerMessage(1, LogLevel.Debug, "{Program} on {Node} ended with exit code {ExitCode} after {Seconds:0.00} s")]
    private static partial void LogEnded(ILogger logger, string program, string node, int exitCode, double seconds);

    [LoggerMessage(2, LogLevel.Debug, "What was cancelled on {Node} could not be killed there: {Problem}")]
    private static partial void LogNotKilled(ILogger logger, string node, string problem);
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Lets a cmdlet be asynchronous. PowerShell accepts writes from the pipeline thread alone, so the work runs on the pool and posts small
/// closures, and the pipeline thread runs them one by one until the work ends. No synchronization context: with one, an await inside a cmdlet
/// that then asks a question waits for the very thread that waits for it.
/// </summary>
/// <remarks>
/// Leaving early is normal. <c>Select-Object -First 1</c> and <c>-ErrorAction Stop</c> surface as an exception inside a posted write, Ctrl+C as the
/// stop token. In each case the work is cancelled, every closure that somebody waits for is released, the work gets a short time to end,
/// and what it writes afterwards is dropped.
/// </remarks>
internal sealed class PipelinePump(TimeSpan grace) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly object _gate = new();
    private volatile Round? _round;
    private Action? _lastWords;

    public PipelinePump()
        : this(TimeSpan.FromSeconds(1))
    {
    }

    /// <summary>What to say when the user stops the pipeline while the work runs: the line that resumes. Null when there is nothing to say.</summary>
    public Action? LastWords
    {
        get { lock (_gate) { return _lastWords; } }
        set { lock (_gate) { _lastWords = value; } }
    }

    /// <summary>
    /// Runs the work to its end. Called on the pipeline thread, which does the posted writes meanwhile.
    /// What a posted write throws belongs to the engine and is thrown on; what the work threw is returned.
    /// </summary>
    public Exception? Run(Func<CancellationToken, Task> work)
    {
        if (_stop.IsCancellationRequested)
        {
            throw new PipelineLeftException();
        }

        // Not disposed: a post that comes too late must find a completed collection, not a disposed one.
        Round round = new();
        _round = round;
        Task running = Task.Run(() => work(_stop.Token), CancellationToken.None);
        _ = running.ContinueWith(_ => round.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        bool finished = false;
        try
        {
            finished = round.Drain(_stop.Token);
            if (!finished)
            {
                LastWords?.Invoke();
                throw new PipelineLeftException();
            }
        }
        finally
        {
            _round = null;
            if (!finished)
            {
                Leave(round, running);
            }
        }

        return running.Exception?.InnerException ?? (running.IsCanceled ? new OperationCanceledException() : null);
    }

    /// <summary>Has a write done on the pipeline thread and waits for it, so that a pipeline which ends early ends the work, too.</summary>
    public Task PostAsync(Action write) => AskAsync(() => { write(); return true; });

    /// <summary>Has a question asked on the pipeline thread and waits for the answer.</summary>
    public Task<T> AskAsync<T>(Func<T> question)
    {
        Question<T> posted = new(question);
        if (_round is not { } round || !round.TryAdd(posted))
        {
            posted.Release();
        }

        return posted.Answer;
    }

    /// <summary>
    /// Has a write done on the pipeline thread some time soon; dropped when the pipeline has moved on. For progress and verbose text.
    /// </summary>
    public void Post(Action write) => _round?.TryAdd(new Note(write));

    /// <summary>Called from any thread. Only cancels: everything else happens on the pipeline thread, which wakes up from it.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet ended in the same moment; nothing is left to stop.
        }
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Leave(Round round, Task running)
    {
        _stop.Cancel();
        round.Complete();
        round.ReleaseAll();

        // A short wait lets the work close what it opened. Work that does not listen must not hold the prompt: it ends on its own.
        Stopwatch waited = Stopwatch.StartNew();
        while (!running.IsCompleted && waited.Elapsed < grace)
        {
            _ = Task.WaitAny([running], TimeSpan.FromMilliseconds(50));
            round.ReleaseAll();
        }

        // Nobody reads the work's own exception any more; observe it.
        _ = running.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The closures of one hook (begin, process or end).</summary>
    private sealed class Round
    {
        private readonly BlockingCollection<IPosted> _posted = [];

        public bool TryAdd(IPosted posted)
        {
            try
            {
                return _posted.TryAdd(posted);
            }
            catch (InvalidOperationException)
            {
                // Completed between the check and the call: the pipeline has moved on.
                return false;
            }
        }

        public void Complete() => _posted.CompleteAdding();

        /// <summary>True when the work has ended and all it posted is done; false when the user stopped the pipeline first.</summary>
        public bool Drain(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                IPosted? posted;
                try
                {
                    if (!_posted.TryTake(out posted, Timeout.Infinite, stop))
                    {
                        return !stop.IsCancellationRequested;
                    }
                }
                catch (OperationCanceledException)
                {
                    return false;
                }

                posted.Execute();
            }

            return false;
        }

        public void ReleaseAll()
        {
            while (_posted.TryTake(out IPosted? posted))
            {
                posted.Release();
            }
        }
    }

    private interface IPosted
    {
        void Execute();

        void Release();
    }

    private sealed class Note(Action write) : IPosted
    {
        public void Execute() => write();

        public void Release()
        {
        }
    }

    private sealed class Question<T>(Func<T> question) : IPosted
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public void Execute()
        {
            try
            {
                _answer.TrySetResult(question());
            }
            catch
            {
                // The pipeline ends here: the worker is told that nobody listens, the engine gets the exception itself.
                _answer.TrySetCanceled();
                throw;
            }
        }

        public void Release() => _answer.TrySetCanceled();
    }
}

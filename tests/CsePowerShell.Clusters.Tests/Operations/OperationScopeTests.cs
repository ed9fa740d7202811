namespace CsePowerShell.Clusters.Tests;

public class OperationScopeTests
{
    private readonly FakeClock _clock = new();
    private readonly ClusterOperation _operation;

    public OperationScopeTests() => _operation = new ClusterOperation("op", OperationKind.Create, "id", "c1", "acme", "vdc", "New-CseCluster c1", _clock);

    [Fact]
    public async Task A_step_that_takes_too_long_names_itself_the_node_and_the_time()
    {
        using OperationScope scope = Scope();
        Task<bool> step = scope.StepAsync("Joining", "node-a1b2", TimeSpan.FromSeconds(30), HangAsync);
        _clock.Advance(TimeSpan.FromSeconds(31));
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => step);
        Assert.Equal((ErrorCodes.DeadlineExceeded, "Joining", "node-a1b2"), (error.Code, error.Step, error.Node));
        Assert.Equal(31, error.Elapsed!.Value.TotalSeconds);
        Assert.Contains("31 s", error.Message);
    }

    [Fact]
    public async Task The_whole_operation_has_a_deadline_too()
    {
        using OperationScope scope = Scope(TimeSpan.FromMinutes(1));
        Task<bool> step = scope.WaitAsync("Cloning VMs", TimeSpan.FromHours(1), HangAsync);
        _clock.Advance(TimeSpan.FromSeconds(61));
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => step);
        Assert.Equal(ErrorCodes.DeadlineExceeded, error.Code);
        Assert.Contains("whole operation", error.Message);
    }

    [Fact]
    public async Task A_limit_that_no_timer_holds_is_none()
    {
        TimeSpan limit = TimeSpan.FromSeconds(int.MaxValue);
        using OperationScope scope = Scope(limit, options => options.Clock = TimeProvider.System);
        Assert.True(await scope.WaitAsync("Waiting", limit, ct => Task.FromResult(!ct.IsCancellationRequested)));
    }

    [Fact]
    public async Task A_stop_ends_a_wait_at_once_and_lets_a_step_come_to_its_end()
    {
        using OperationScope scope = Scope();
        var finished = new TaskCompletionSource<bool>();
        Task<bool> wait = scope.WaitAsync("Waiting", TimeSpan.FromHours(1), HangAsync);
        Task<bool> step = scope.StepAsync("Working", null, TimeSpan.FromHours(1), ct => finished.Task.WaitAsync(ct));

        _operation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.False(step.IsCompleted);
        finished.SetResult(true);
        Assert.True(await step);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scope.StepAsync("Next", null, TimeSpan.FromHours(1), _ => Task.FromResult(true)));
    }

    [Fact]
    public async Task Cleaning_up_goes_on_after_a_stop_and_after_the_deadline()
    {
        using OperationScope scope = Scope(TimeSpan.FromMinutes(1));
        _operation.Cancel();
        _clock.Advance(TimeSpan.FromMinutes(2));
        using OperationScope cleaning = scope.ForCleaningUp();
        Assert.True(await cleaning.WaitAsync("Deleting", TimeSpan.FromMinutes(1), ct =>
        {
            ct.ThrowIfCancellationRequested();
            return Task.FromResult(true);
        }));
    }

    [Fact]
    public async Task Node_work_runs_side_by_side_within_the_bound()
    {
        using OperationScope scope = Scope(change: options => options.MaxParallelNodes = 3);
        int running = 0, most = 0;
        await scope.ForEachNodeAsync(Enumerable.Range(0, 20), async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(10, TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref running);
        });
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task After_a_failure_no_further_node_is_begun_and_what_runs_comes_to_its_end()
    {
        using OperationScope scope = Scope(change: options => options.MaxParallelNodes = 2);
        var begun = new List<int>();
        var ended = new List<int>();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => scope.ForEachNodeAsync(Enumerable.Range(0, 10), async number =>
        {
            lock (begun)
                begun.Add(number);
            if (number == 0)
                throw new InvalidOperationException("first");
            await Task.Delay(50, TestContext.Current.CancellationToken);
            lock (ended)
                ended.Add(number);
        }));
        Assert.Equal("first", error.Message);
        Assert.InRange(begun.Count, 1, 3);
        Assert.Equal(begun.Where(number => number != 0).Order(), ended.Order());
    }

    [Fact]
    public void A_handler_that_throws_does_not_break_the_work_and_the_log_is_bounded()
    {
        _operation.Progress += (_, _) => throw new InvalidOperationException("a faulty handler");
        for (int line = 0; line < 2000; line++)
            _operation.Tell("line " + line);
        Assert.Equal(500, _operation.Log.Count);
        Assert.Equal("line 1999", _operation.Log[^1].Text);
    }

    [Fact]
    public void Percent_never_falls()
    {
        _operation.Enter("Cloning", 40, "");
        _operation.Enter("Composing", 2, "");
        _operation.Advance(30, "");
        Assert.Equal(40, _operation.Percent);
    }

    private OperationScope Scope(TimeSpan? limit = null, Action<EngineOptions>? change = null)
    {
        var options = new EngineOptions { Clock = _clock };
        change?.Invoke(options);
        return OperationScope.For(null!, options, _operation, limit);
    }

    private async Task<bool> HangAsync(CancellationToken ct)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        return true;
    }
}

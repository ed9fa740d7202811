using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Clusters.Tests.Remote;

/// <summary>An operation of the service, followed by its task.</summary>
public sealed class TaskFollowerTests
{
    private readonly FakeTasks _tasks = new();
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly FakeClock _clock = new();
    private readonly CancellationTokenSource _closed = new();
    private static ServiceTaskView View(OperationState state, string details, int percent, ClusterException? failure = null) => new(
        new OperationRecord { Id = "t", State = state, Phase = ProgressText.Read(details).Phase, Percent = percent, Failure = failure }, ProgressText.Read(details));

    private void Say(Func<ServiceTaskView?> now) => _tasks.Now = now;

    private ClusterOperation Follow(Func<bool, OperationResult>? result = null)
    {
        var operation = new ClusterOperation("t", OperationKind.Create, "c", "c1", "acme", "v", "New-CseCluster c1", _clock) { TaskId = "t", IsRemote = true };
        new TaskFollower(_tasks, _clock, _closed.Token).Follow(operation, (changed, _) => Task.FromResult(result?.Invoke(changed) ?? new OperationResult { Changed = changed }));
        return operation;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        DateTime end = DateTime.UtcNow + s_limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "It did not come about.");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Phases_nodes_and_the_result_look_like_those_of_direct_mode()
    {
        ClusterOperation operation = Follow();
        Say(() => View(OperationState.Running, "Cloning VMs: Cloning 2 VMs\nnode-a1b2: cloning (30 %)", 12));
        await UntilAsync(() => operation is { Phase: "Cloning VMs", Percent: 12 } && operation.Nodes is [{ Node: "node-a1b2", Percent: 30, IsDone: false }]);
        Say(() => View(OperationState.Running, "Joining workers: Joining", 80));
        await UntilAsync(() => operation.Phase == "Joining workers" && operation.Nodes is [{ IsDone: true }]);
        Say(() => View(OperationState.Succeeded, "", 100));
        await UntilAsync(() => operation.Completion.IsCompleted);
        Assert.True((await operation.Completion).Changed);
        Assert.Equal((OperationState.Succeeded, 100), (operation.State, operation.Percent));
        Assert.Contains(operation.Log, line => line.Text == "Cloning 2 VMs");
    }

    [Fact]
    public async Task The_error_of_the_task_is_the_error_of_the_operation()
    {
        ClusterOperation operation = Follow();
        Say(() => View(OperationState.Failed, "", 30, new ClusterException(ErrorCodes.QuotaExceeded, "No room.")));
        await UntilAsync(() => operation.Completion.IsCompleted);
        Assert.Equal(ErrorCodes.QuotaExceeded, (await Assert.ThrowsAsync<ClusterException>(() => operation.Completion)).Code);
        Assert.Equal(OperationState.Failed, operation.State);
    }

    [Fact]
    public async Task A_cancel_goes_to_vcd_once_and_the_operation_ends_when_its_task_does()
    {
        ClusterOperation operation = Follow();
        operation.Cancel();
        await UntilAsync(() => _tasks.Cancels == 1);
        Assert.False(operation.Completion.IsCompleted);
        Say(() => View(OperationState.Canceled, "", 30));
        await UntilAsync(() => operation.Completion.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.Completion);
        Assert.Equal((OperationState.Canceled, 1), (operation.State, _tasks.Cancels));
    }

    [Fact]
    public async Task A_closed_connection_ends_the_following_and_not_the_operation()
    {
        ClusterOperation operation = Follow();
        await UntilAsync(() => operation.Log.Count > 0);
        await _closed.CancelAsync();
        await UntilAsync(() => operation.Completion.IsCompleted);
        ClusterException lost = await Assert.ThrowsAsync<ClusterException>(() => operation.Completion);
        Assert.Contains("Wait-CseTask t", lost.Hint);
        Assert.True(operation.IsLost);
        Assert.Equal((OperationState.Running, 0), (operation.State, _tasks.Cancels));
    }

    [Fact]
    public async Task A_vcd_that_is_away_for_a_while_loses_nothing()
    {
        ClusterOperation operation = Follow();
        Say(() => throw new ClusterException(ErrorCodes.VcdUnavailable, "Nobody there."));
        await UntilAsync(() => operation.Log.Any(line => line.IsWarning));
        Say(() => View(OperationState.Succeeded, "", 100));
        await UntilAsync(() => operation.Completion.IsCompleted);
        Assert.Equal(OperationState.Succeeded, operation.State);
    }

    [Fact]
    public async Task A_session_that_has_ended_loses_sight_at_once()
    {
        ClusterOperation operation = Follow();
        Say(() => throw new ClusterException(ErrorCodes.Unauthenticated, "Gone."));
        await UntilAsync(() => operation.Completion.IsCompleted);
        Assert.Equal(ErrorCodes.Unauthenticated, (await Assert.ThrowsAsync<ClusterException>(() => operation.Completion)).Code);
        Assert.True(operation.IsLost);
    }

    private sealed class FakeTasks : IServiceTasks
    {
        public volatile Func<ServiceTaskView?> Now = () => View(OperationState.Running, "Cloning VMs: Cloning", 1);

        public int Cancels;

        public Task<ServiceTaskView?> ReadAsync(string taskId, CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            return Task.FromResult(Now());
        }

        public Task CancelAsync(string taskId, CancellationToken ct)
        {
            Interlocked.Increment(ref Cancels);
            return Task.CompletedTask;
        }
    }
}

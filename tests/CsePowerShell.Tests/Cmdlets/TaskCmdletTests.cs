using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class TaskCmdletTests
{
    private readonly Session _session = new();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeClusters Clusters => _session.Clusters;

    [Fact]
    public void Tasks_of_this_process_and_of_records_are_listed_once_each_latest_first()
    {
        CseTask local = StartAsync("web");
        Clusters.Records.AddRange([Record("db", OperationState.Succeeded, "old", -60), Record("web", OperationState.Running, local.Id, -1)]);
        _session.Host.Output.Clear();
        _session.Run(new GetCseTaskCommand());
        Assert.Equal([local.Id, "old"], _session.OutputOf<CseTask>().Select(task => task.Id));
        Assert.Same(local, _session.Host.Output[0]);
    }

    [Fact]
    public void Tasks_are_filtered_by_status_cluster_and_number()
    {
        Clusters.Records.AddRange([Record("a", OperationState.Failed, "1", -3), Record("b", OperationState.Interrupted, "2", -2), Record("b", OperationState.Failed, "3", -1)]);
        _session.Run(new GetCseTaskCommand { Status = ["failed"] });
        Assert.Equal(["3", "1"], Ids());
        _session.Run(new GetCseTaskCommand { Cluster = [new CseClusterIdentity("b*")] });
        Assert.Equal(["3", "2"], Ids());
        _session.Run(new GetCseTaskCommand { Last = 1 });
        Assert.Equal(["3"], Ids());
    }

    [Fact]
    public void Failed_tasks_of_the_service_say_why_also_when_nothing_is_left_of_their_cluster()
    {
        for (int i = 1; i <= 10; i++)
        {
            OperationRecord failed = Record("gone", OperationState.Failed, $"t{i}", -i);
            failed.IsTask = true;
            Clusters.Records.Add(failed);
            Clusters.Tasks.Add(new OperationRecord { Id = failed.Id, IsTask = true, State = OperationState.Failed, ErrorCode = ErrorCodes.QuotaExceeded, ErrorMessage = $"Why {failed.Id} failed." });
        }

        _session.Run(new GetCseTaskCommand());
        List<CseTask> tasks = [.. _session.OutputOf<CseTask>()];
        Assert.Equal(("QUOTA_EXCEEDED", "Why t1 failed."), (tasks[0].ErrorCode, tasks[0].ErrorMessage));
        Assert.Equal(8, tasks.Count(task => task.ErrorMessage.StartsWith("Why", StringComparison.Ordinal)));
        Assert.Equal("Get-CseTask t10 tells why.", tasks[9].ErrorMessage);
    }

    [Fact]
    public void A_task_is_found_by_id_and_a_missing_one_is_an_error()
    {
        Clusters.Records.Add(Record("a", OperationState.Interrupted, "1", -3));
        _session.Run(new GetCseTaskCommand { Id = [new CseTaskIdentity("1"), new CseTaskIdentity("none")] });
        Assert.Equal(["1"], Ids());
        Assert.Equal("CseNotFound", Assert.Single(_session.Host.Errors).Id);
    }

    [Fact]
    public void Waiting_for_a_task_gives_the_cluster_and_with_PassThru_the_task()
    {
        CseTask task = StartAsync("web");
        _go.SetResult();
        _session.Run(new WaitCseTaskCommand { Task = [new CseTaskIdentity(task)] });
        Assert.Equal("web", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        _session.Host.Output.Clear();
        _session.With("PassThru").Run(new WaitCseTaskCommand { Task = [new CseTaskIdentity(task.Id)] });
        Assert.Equal("Succeeded", Assert.Single(_session.OutputOf<CseTask>()).Status);
    }

    [Fact]
    public void Many_are_waited_for_at_once_with_a_line_each()
    {
        CseTask[] tasks = [StartAsync("a"), StartAsync("b"), StartAsync("c")];
        // They go on once each has its line.
        _session.Host.OnProgress = () =>
        {
            if (_session.Host.Progress.Select(update => update.Id).Distinct().Count() == tasks.Length)
                _go.TrySetResult();
        };
        _session.Run(new WaitCseTaskCommand(), [.. tasks.Select<CseTask, Action<WaitCseTaskCommand>>(task => command => command.Task = [new CseTaskIdentity(task)])]);
        Assert.Equal(["a", "b", "c"], _session.OutputOf<CseCluster>().Select(cluster => cluster.Name).Order());
        Assert.Equal(3, _session.Host.Progress.Select(update => update.Id).Distinct().Count());
        Assert.Equal(3, _session.Host.Progress.Count(update => update.IsCompleted));
    }

    [Fact]
    public void Any_ends_with_the_first()
    {
        CseTask never = StartAsync("never");
        Clusters.Records.Add(Record("db", OperationState.Running, "far", -1));
        Clusters.All.Add(FakeClusters.Cluster("db"));
        Clusters.Records[0].ClusterId = Clusters.All[0].Id;
        Clusters.Waiting = (_, _) => Task.FromResult(Ended(Clusters.Records[0], OperationState.Succeeded));
        _session.With("Any").Run(new WaitCseTaskCommand { Task = [new CseTaskIdentity(never), new CseTaskIdentity("far")] });
        Assert.Equal("db", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        Assert.Empty(_session.Host.Errors);
        Assert.Equal("Running", never.Status);
    }

    [Fact]
    public void When_the_time_is_over_the_task_is_an_error_with_its_id_and_goes_on()
    {
        CseTask task = StartAsync("web");
        _session.Run(new WaitCseTaskCommand { Task = [new CseTaskIdentity(task)], TimeoutSec = 1 });
        Assert.Equal("CseDeadlineExceeded", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains($"Wait-CseTask {task.Id}", _session.Host.Errors[0].Message);
        Assert.Same(task, _session.Host.Errors[0].Target);
        Assert.Equal("Running", task.Status);
        Assert.False(Clusters.LastOperation!.StopToken.IsCancellationRequested);
    }

    [Fact]
    public void A_failed_task_is_an_error_with_the_code_of_its_failure_and_the_others_come()
    {
        Clusters.Work = operation =>
        {
            if (operation.ClusterName == "bad")
            {
                operation.Fail(new ClusterException(ErrorCodes.GuestUnreachable, "No answer."));
            }
            else
            {
                operation.Succeed(new OperationResult { Changed = true, Cluster = FakeClusters.Cluster(operation.ClusterName) });
            }

            return Task.CompletedTask;
        };
        CseTask[] tasks = [Begin("bad"), Begin("good")];
        _session.Host.Output.Clear();
        _session.Run(new WaitCseTaskCommand { Task = [.. tasks.Select(task => new CseTaskIdentity(task))] });
        Assert.Equal("CseGuestUnreachable", Assert.Single(_session.Host.Errors).Id);
        Assert.Equal("good", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        Assert.Equal(("Failed", "GUEST_UNREACHABLE"), (tasks[0].Status, tasks[0].ErrorCode));
    }

    [Fact]
    public void A_task_of_another_process_is_waited_for_through_the_engine()
    {
        Cluster web = FakeClusters.Cluster("web");
        Clusters.All.Add(web);
        Clusters.Waiting = (_, _) => Task.FromResult(Ended(Record("web", OperationState.Running, "far", -1), OperationState.Interrupted));
        _session.Run(new WaitCseTaskCommand { Task = [Far(web, "Create")] });
        Assert.Equal("CseCancelled", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains("interrupted", _session.Host.Errors[0].Message);
    }

    [Fact]
    public void A_remove_elsewhere_has_ended_well_when_the_cluster_is_gone()
    {
        Cluster web = FakeClusters.Cluster("web");
        Clusters.Records.Add(Record("web", OperationState.Running, "far", -1));
        Clusters.Records[0].Kind = OperationKind.Remove;
        Clusters.Waiting = (_, _) => throw new ClusterException(ErrorCodes.ClusterNotFound, "Gone.");
        _session.With("PassThru").Run(new WaitCseTaskCommand { Task = [Far(web, "Remove")] });
        Assert.Empty(_session.Host.Errors);
        Assert.Equal("Succeeded", Assert.Single(_session.OutputOf<CseTask>()).Status);
    }

    [Fact]
    public async Task Stopping_the_wait_leaves_the_operations_and_says_how_to_wait_again()
    {
        CseTask task = StartAsync("web");
        WaitCseTaskCommand command = new() { Task = [new CseTaskIdentity(task)] };
        Task stopper = Task.Run(async () =>
        {
            await Task.Delay(300);
            command.InvokeStop();
        }, TestContext.Current.CancellationToken);
        Assert.ThrowsAny<System.Management.Automation.PipelineStoppedException>(() => _session.Run(command));
        Assert.Contains($"Wait-CseTask {task.Id}", Assert.Single(_session.Host.Warnings));
        Assert.False(Clusters.LastOperation!.StopToken.IsCancellationRequested);
        await stopper;
    }

    private static OperationRecord Record(string cluster, OperationState state, string id, int minutes) => new()
    {
        Id = id, ClusterName = cluster, ClusterId = Guid.NewGuid().ToString(), State = state, Started = DateTimeOffset.UtcNow.AddMinutes(minutes), Org = "acme", Vdc = "acme-vdc",
    };

    private static OperationRecord Ended(OperationRecord record, OperationState state)
    {
        record.State = state;
        return record;
    }

    private CseTaskIdentity Far(Cluster cluster, string kind)
    {
        if (Clusters.Records.Count == 0)
        {
            Clusters.Records.Add(Record(cluster.Name, OperationState.Running, "far", -1));
        }

        Clusters.Records[0].ClusterId = cluster.Id;
        return new CseTaskIdentity(new CseTask { Id = "far", Kind = kind, ClusterId = cluster.Id, ClusterName = cluster.Name, Server = _session.Connection.Id });
    }

    private CseTask StartAsync(string name)
    {
        Clusters.Work = async operation =>
        {
            operation.Enter("Clone", 20, "Cloning");
            await _go.Task;
            operation.Succeed(new OperationResult { Changed = true, Cluster = FakeClusters.Cluster(operation.ClusterName) });
        };
        CseTask task = Begin(name);
        _session.Host.Output.Clear();
        return task;
    }

    private CseTask Begin(string name)
    {
        _session.With("RunAsync").Run(new NewCseClusterCommand { Name = name, Vdc = "v", Network = "n", Template = "t" });
        return _session.OutputOf<CseTask>().Last();
    }

    private string[] Ids()
    {
        string[] ids = [.. _session.OutputOf<CseTask>().Select(task => task.Id)];
        _session.Host.Output.Clear();
        return ids;
    }
}

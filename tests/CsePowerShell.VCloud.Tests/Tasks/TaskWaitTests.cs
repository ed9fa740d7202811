namespace CsePowerShell.VCloud.Tests.Tasks;

public sealed class TaskWaitTests
{
    private const string Path = "/api/task/7a1c2f1e-2b57-4d0e-9d43-5a0c4f0e8f11";

    [Fact]
    public async Task It_is_read_after_half_a_second_then_1_2_4_5_and_5_seconds()
    {
        await using var world = await World.StartAsync(7, progress: _ => null);
        VCloudTask done = await world.Clock.RunAsync(world.Client.Tasks.WaitAsync(world.Task, null, StandInCloud.Cancel));
        Assert.Equal(VCloudTaskStatus.Success, done.Status);
        Assert.Equal([0.5, 1, 2, 4, 5, 5, 5], world.Clock.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task A_task_that_tells_its_progress_is_read_once_when_it_should_have_ended()
    {
        // 30 seconds long, as the progress says: at 27.5 s it is at 91 %, so it is read at 30.7 and not only at 32.5 s.
        int[] progress = [1, 5, 11, 25, 41, 58, 75, 91, 99];
        await using var world = await World.StartAsync(11, progress: read => progress[Math.Min(read, progress.Length) - 1]);
        await world.Clock.RunAsync(world.Client.Tasks.WaitAsync(world.Task, null, StandInCloud.Cancel));
        Assert.Equal([0.5, 1, 2, 4, 5, 5, 5, 5, 3.2, 5, 5], world.Clock.Waits.Select(w => Math.Round(w.TotalSeconds, 1)));
    }

    [Fact]
    public async Task Progress_is_told_each_time_and_once_more_at_the_end()
    {
        await using var world = await World.StartAsync(3);
        var told = new List<(VCloudTaskStatus, int?)>();
        var options = new TaskWaitOptions
        {
            OnProgress = task =>
            {
                told.Add((task.Status, task.Progress));
                return Task.CompletedTask;
            },
        };
        await world.Clock.RunAsync(world.Client.Tasks.WaitAsync(world.Task, options, StandInCloud.Cancel));
        Assert.Equal(
            [(VCloudTaskStatus.Running, null), (VCloudTaskStatus.Running, 33), (VCloudTaskStatus.Running, 66), (VCloudTaskStatus.Success, (int?)100)],
            told);
    }

    [Fact]
    public async Task A_finished_task_is_not_read_again()
    {
        await using var world = await World.StartAsync(0);
        var finished = new VCloudTask("task", "https://vcd.example" + Path, null, VCloudTaskStatus.Success);
        Assert.Same(finished, await world.Client.Tasks.WaitAsync(finished, null, StandInCloud.Cancel));
        Assert.Empty(world.Cloud.Server.Sent("GET", Path));
    }

    [Fact]
    public async Task A_failure_carries_the_inner_error()
    {
        await using var world = await World.StartAsync(2, "error", """<Error majorErrorCode="400" minorErrorCode="OPERATION_LIMITS_EXCEEDED" message="[ 24e9f319-05bd-474e-bd1d-2b8bb3ea9c98 ] The VM quota is used up"/>""");
        var failure = await Assert.ThrowsAsync<VCloudTaskException>(() => world.Clock.RunAsync(world.Client.Tasks.WaitAsync(world.Task, null, StandInCloud.Cancel)));
        Assert.Equal(400, failure.MajorErrorCode);
        Assert.Equal("OPERATION_LIMITS_EXCEEDED", failure.MinorErrorCode);
        Assert.Equal("The VM quota is used up", failure.ServerMessage);
        Assert.Contains("Composed Virtual Application c1", failure.Message);
        Assert.Equal(VCloudTaskStatus.Error, failure.Task.Status);
    }

    [Theory]
    [InlineData("canceled", VCloudTaskStatus.Canceled)]
    [InlineData("aborted", VCloudTaskStatus.Aborted)]
    public async Task Canceled_and_aborted_are_failures_too(string status, VCloudTaskStatus expected)
    {
        await using var world = await World.StartAsync(1, status);
        var failure = await Assert.ThrowsAsync<VCloudTaskException>(() => world.Clock.RunAsync(world.Client.Tasks.WaitAsync(world.Task, null, StandInCloud.Cancel)));
        Assert.Equal(expected, failure.Task.Status);
    }

    [Fact]
    public async Task A_deadline_ends_the_wait_on_time_and_leaves_the_task()
    {
        await using var world = await World.StartAsync(1000);
        DateTimeOffset start = world.Clock.GetUtcNow();
        var failure = await Assert.ThrowsAsync<VCloudTaskTimeoutException>(() =>
            world.Clock.RunAsync(world.Client.Tasks.WaitAsync(world.Task, new TaskWaitOptions { Deadline = TimeSpan.FromSeconds(14) }, StandInCloud.Cancel)));
        Assert.Equal(TimeSpan.FromSeconds(14), world.Clock.GetUtcNow() - start);
        Assert.Equal(VCloudTaskStatus.Running, failure.Task.Status);
        Assert.Equal(TimeSpan.FromSeconds(14), failure.Waited);
    }

    [Fact]
    public async Task The_users_stop_is_a_cancellation_and_not_a_deadline()
    {
        await using var world = await World.StartAsync(1000);
        using var stop = new CancellationTokenSource();
        Task wait = world.Client.Tasks.WaitAsync(world.Task, new TaskWaitOptions { Deadline = TimeSpan.FromMinutes(5) }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Cancel_follows_the_tasks_link()
    {
        await using var world = await World.StartAsync(5);
        world.Cloud.On("POST", Path + "/action/cancel", 204);
        await world.Client.Tasks.CancelAsync(world.Task, StandInCloud.Cancel);
        SeenRequest sent = world.Cloud.Server.Sent("POST", Path + "/action/cancel").Single();
        Assert.Equal("0", sent.Headers["Content-Length"]);
        Assert.False(sent.Headers.ContainsKey("Content-Type"));
    }

    [Fact]
    public async Task A_task_that_has_ended_cannot_be_canceled()
    {
        await using var world = await World.StartAsync(0);
        var failure = await Assert.ThrowsAsync<VCloudLinkMissingException>(() => world.Client.Tasks.CancelAsync(world.Task, StandInCloud.Cancel));
        Assert.Equal("task:cancel", failure.Rel);
    }

    private sealed class World : IAsyncDisposable
    {
        private World(StandInCloud cloud, VCloudClient client, FakeClock clock)
        {
            Cloud = cloud;
            Client = client;
            Clock = clock;
        }

        public StandInCloud Cloud { get; }

        public VCloudClient Client { get; }

        public FakeClock Clock { get; }

        public VCloudTask Task { get; } = new("task", "https://vcd.example" + Path, null, VCloudTaskStatus.Running);

        public static async Task<World> StartAsync(int reads, string end = "success", string error = "", Func<int, int?>? progress = null)
        {
            var clock = new FakeClock();
            StandInCloud cloud = await StandInCloud.StartAsync();
            int read = 0;
            cloud.On("GET", Path, (context, _) =>
            {
                read++;
                int? percent = progress is null ? 100 * read / Math.Max(1, reads) : progress(read);
                string told = percent is null ? "" : $"<Progress>{percent}</Progress>";
                string body = read < reads
                    ? $"""status="running" operation="Composing Virtual Application c1"><Link rel="task:cancel" href="https://vcd.example{Path}/action/cancel"/>{told}</Task>"""
                    : $"""status="{end}" operation="Composed Virtual Application c1">{error}<Progress>100</Progress></Task>""";
                return StandInCloud.Send(context, 200, $"""<Task xmlns="http://www.vmware.com/vcloud/v1.5" name="task" href="https://vcd.example{Path}" {body}""");
            });
            VCloudClient client = await clock.RunAsync(cloud.ConnectAsync(o => (o.Clock, o.RequestTimeout) = (clock, TimeSpan.FromDays(1))));
            clock.Waits.Clear();
            return new World(cloud, client, clock);
        }

        public async ValueTask DisposeAsync()
        {
            await Client.LogoutAsync();
            Client.Dispose();
            await Cloud.DisposeAsync();
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CsePowerShell.VCloud.Tests.Http;

public sealed class RepeatTests
{
    private const string VAppPath = "/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885";
    private const string TaskDocument = "<Task xmlns=\"http://www.vmware.com/vcloud/v1.5\" status=\"running\" href=\"https://vcd.example/api/task/1\"/>";
    private const string VAppDocument = "<VApp xmlns=\"http://www.vmware.com/vcloud/v1.5\" name=\"c1\" href=\"https://vcd.example" + VAppPath + "\" status=\"8\"/>";
    private static readonly EntityReference s_vapp = new("c1", "https://vcd.example" + VAppPath);

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_repeated_until_the_server_recovers(int status)
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        int left = 3;
        cloud.On("GET", VAppPath, (context, _) => left-- > 0 ? StandInCloud.Send(context, status) : StandInCloud.Send(context, 200, VAppDocument));
        using VCloudClient client = await Connect(cloud, clock);
        VApp vapp = await clock.RunAsync(client.VApps.GetAsync(s_vapp, StandInCloud.Cancel));
        Assert.Equal("c1", vapp.Name);
        Assert.Equal(4, cloud.Server.Sent("GET", VAppPath).Count);
        Assert.Equal(3, client.Traffic.Retries);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData(429, 6)]
    [InlineData(503, 6)]
    [InlineData(502, 1)]
    [InlineData(504, 1)]
    [InlineData(500, 1)]
    public async Task A_post_is_repeated_only_where_the_server_said_that_it_did_nothing(int status, int times)
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("POST", VAppPath + "/power/action/powerOn", status);
        using VCloudClient client = await Connect(cloud, clock);
        var failure = await Assert.ThrowsAnyAsync<VCloudException>(() => clock.RunAsync(client.VApps.PowerOnAsync(s_vapp, StandInCloud.Cancel)));
        Assert.Equal(status, failure.HttpStatus);
        Assert.Equal(times, failure.Attempts);
        Assert.Equal(times, cloud.Server.Sent("POST", VAppPath + "/power/action/powerOn").Count);
        Assert.Equal(status is 429 or 503, failure is VCloudBusyException);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_busy_entity_is_waited_for_even_by_a_post()
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        int left = 2;
        cloud.On("POST", VAppPath + "/power/action/powerOn", (context, _) => left-- > 0
            ? StandInCloud.Send(context, 400, StandInCloud.Error(400, "BUSY_ENTITY", "The entity vapp1 is busy completing an operation."))
            : StandInCloud.Send(context, 202, TaskDocument));
        using VCloudClient client = await Connect(cloud, clock);
        await clock.RunAsync(client.VApps.PowerOnAsync(s_vapp, StandInCloud.Cancel));
        Assert.Equal(2, client.Traffic.Retries);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task Pauses_add_up_to_seconds_and_differ_from_client_to_client()
    {
        TimeSpan[][] pauses = await Task.WhenAll(PausesAsync(), PausesAsync(), PausesAsync());
        Assert.All(pauses, p => Assert.Equal(5, p.Length));
        // Each single pause may be short by chance; together they leave a busy object or a restarting cell time to recover.
        Assert.All(pauses, p => Assert.All(p, pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(8))));
        Assert.All(pauses, p => Assert.InRange(p.Sum(pause => pause.TotalSeconds), 5, 12));
        Assert.Equal(3, pauses.Select(p => p[0]).Distinct().Count());
    }

    [Fact]
    public async Task The_servers_own_pause_is_kept()
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        int left = 1;
        cloud.On("GET", VAppPath, (context, _) =>
        {
            if (left-- <= 0)
                return StandInCloud.Send(context, 200, VAppDocument);
            context.Response.Headers.RetryAfter = "17";
            return StandInCloud.Send(context, 429);
        });
        using VCloudClient client = await Connect(cloud, clock);
        clock.Waits.Clear();
        await clock.RunAsync(client.VApps.GetAsync(s_vapp, StandInCloud.Cancel));
        Assert.Equal([TimeSpan.FromSeconds(17)], clock.Waits);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_pause_of_many_minutes_is_told_instead_of_waited()
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, (context, _) =>
        {
            context.Response.Headers.RetryAfter = "1800";
            return StandInCloud.Send(context, 503);
        });
        using VCloudClient client = await Connect(cloud, clock);
        await Assert.ThrowsAsync<VCloudBusyException>(() => clock.RunAsync(client.VApps.GetAsync(s_vapp, StandInCloud.Cancel)));
        Assert.Single(cloud.Server.Sent("GET", VAppPath));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 1)]
    public async Task A_connection_that_breaks_is_tried_again_for_reads_only(bool isRead, int times)
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        string path = isRead ? VAppPath : VAppPath + "/power/action/powerOn";
        cloud.On(isRead ? "GET" : "POST", path, (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using VCloudClient client = await Connect(cloud, clock);
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => isRead
            ? clock.RunAsync(client.VApps.GetAsync(s_vapp, StandInCloud.Cancel))
            : clock.RunAsync(client.VApps.PowerOnAsync(s_vapp, StandInCloud.Cancel)));
        Assert.Equal(VCloudConnectionFailure.Broken, failure.Kind);
        Assert.Equal(times, cloud.Server.Sent(isRead ? "GET" : "POST", path).Count);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_metadata_merge_whose_answer_was_lost_is_sent_again_since_twice_is_the_same()
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        int left = 2;
        cloud.On("POST", VAppPath + "/metadata", (context, _) =>
        {
            if (left-- <= 0)
                return StandInCloud.Send(context, 202, TaskDocument);
            context.Abort();
            return Task.CompletedTask;
        });
        using VCloudClient client = await Connect(cloud, clock);
        VCloudTask task = await clock.RunAsync(client.Metadata.MergeAsync(s_vapp, [new MetadataEntry("k", MetadataValue.Of("v"))], StandInCloud.Cancel));
        Assert.Equal(VCloudTaskStatus.Running, task.Status);
        Assert.Equal(3, cloud.Server.Sent("POST", VAppPath + "/metadata").Count);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task An_answer_that_is_cut_in_the_middle_is_read_again()
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        int left = 1;
        cloud.On("GET", VAppPath, async (context, _) =>
        {
            if (left-- <= 0)
            {
                await StandInCloud.Send(context, 200, VAppDocument);
                return;
            }

            context.Response.ContentLength = VAppDocument.Length;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(VAppDocument[..20]));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using VCloudClient client = await Connect(cloud, clock);
        Assert.Equal("c1", (await clock.RunAsync(client.VApps.GetAsync(s_vapp, StandInCloud.Cancel))).Name);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    public async Task A_refusal_is_not_repeated(int status)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, status, StandInCloud.Error(status, "SOMETHING", "No."));
        using VCloudClient client = await cloud.ConnectAsync();
        await Assert.ThrowsAnyAsync<VCloudException>(() => client.VApps.GetAsync(s_vapp, StandInCloud.Cancel));
        Assert.Single(cloud.Server.Sent("GET", VAppPath));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task The_users_stop_ends_a_pause_at_once()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using var stop = new CancellationTokenSource();
        cloud.On("GET", VAppPath, (context, _) =>
        {
            stop.CancelAfter(50);
            context.Response.Headers.RetryAfter = "30";
            return StandInCloud.Send(context, 503);
        });
        using VCloudClient client = await cloud.ConnectAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.VApps.GetAsync(s_vapp, stop.Token));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_a_timeout_and_tried_twice()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using var over = new CancellationTokenSource();
        cloud.On("GET", VAppPath, async (context, _) => await Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(over.Token, context.RequestAborted).Token).ContinueWith(_ => { }, TaskScheduler.Default));
        using VCloudClient client = await cloud.ConnectAsync(o => o.RequestTimeout = TimeSpan.FromSeconds(0.5));
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => client.VApps.GetAsync(s_vapp, StandInCloud.Cancel));
        Assert.Equal(VCloudConnectionFailure.Timeout, failure.Kind);
        Assert.Equal(2, cloud.Server.Sent("GET", VAppPath).Count);
        await over.CancelAsync();
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task Nobody_listening_is_told_at_once_when_connecting()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() =>
            VCloudClient.ConnectAsync(new VCloudConnectionOptions { Server = $"127.0.0.1:{port}", Org = "o", UserName = "u", Password = "p" }, StandInCloud.Cancel));
        Assert.Equal(VCloudConnectionFailure.Refused, failure.Kind);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3000);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_told_at_once()
    {
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() =>
            VCloudClient.ConnectAsync(new VCloudConnectionOptions { Server = "no-such-host.invalid", Org = "o", UserName = "u", Password = "p" }, StandInCloud.Cancel));
        Assert.Equal(VCloudConnectionFailure.NameNotResolved, failure.Kind);
        Assert.Contains("no-such-host.invalid", failure.Message);
    }

    [Theory]
    [InlineData("not a server", null, null)]
    [InlineData("http://vcd.example.com", null, null)]
    [InlineData("vcd.example.com", "xyz", null)]
    [InlineData("127.0.0.1:1", null, 70000)]
    public async Task A_value_that_cannot_be_is_told_without_the_words_of_a_programming_language(string server, string? thumbprint, int? port)
    {
        var options = new VCloudConnectionOptions { Server = server, Port = port, CertificateThumbprint = thumbprint, Org = "o", UserName = "u", Password = "p" };
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => VCloudClient.ConnectAsync(options, StandInCloud.Cancel));
        Assert.DoesNotContain("Parameter", failure.Message);
        Assert.EndsWith(".", failure.Message);
    }

    private static Task<VCloudClient> Connect(StandInCloud cloud, FakeClock clock) => clock.RunAsync(cloud.ConnectAsync(o =>
    {
        o.Clock = clock;
        // The time limit of a request runs on the same clock, and is not what these tests are about.
        o.RequestTimeout = TimeSpan.FromDays(1);
    }));

    private static async Task<TimeSpan[]> PausesAsync()
    {
        var clock = new FakeClock();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, 503);
        using VCloudClient client = await Connect(cloud, clock);
        clock.Waits.Clear();
        await Assert.ThrowsAsync<VCloudBusyException>(() => clock.RunAsync(client.VApps.GetAsync(s_vapp, StandInCloud.Cancel)));
        TimeSpan[] waits = [.. clock.Waits];
        await client.LogoutAsync(StandInCloud.Cancel);
        return waits;
    }
}

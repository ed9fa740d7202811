using System.Text;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters.Tests.Remote;

/// <summary>The client side of /api/cse/_1: paths, bodies, errors, and what is sent again.</summary>
public sealed class ServiceApiTests
{
    private const string Urn = "urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly List<string> _sent = [];
    private readonly Queue<Func<ExtensionAnswer>> _answers = new();
    private readonly FakeClock _clock = new();

    private ServiceApi Api => new(
        (method, path, json, _) =>
        {
            _sent.Add($"{method} {path}{(json is null ? "" : " " + Encoding.UTF8.GetString(json))}");
            return Task.FromResult(_answers.Dequeue()());
        },
        _clock);

    private static ExtensionAnswer Json(int status, object document) => new(status, ContractJson.Write(document));

    private static ExtensionAnswer OfVCloud(int status, string words) => new(status, Encoding.UTF8.GetBytes("<Error/>")) { VCloudMessage = words };

    private static AcceptedDocument Accepted => new() { ClusterId = Guid.NewGuid().ToString("D"), ClusterName = "c1", TaskId = Guid.NewGuid().ToString("D"), TaskHref = "https://vcd/api/task/x" };

    private void Answer(params ExtensionAnswer[] answers)
    {
        foreach (ExtensionAnswer answer in answers)
            _answers.Enqueue(() => answer);
    }

    /// <summary>Lets the pauses between two tries pass.</summary>
    private async Task<T> EndAsync<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await call;
    }

    [Fact]
    public async Task Every_request_has_the_path_and_body_of_the_contract()
    {
        Answer(Json(202, Accepted), Json(202, Accepted), Json(202, Accepted), Json(200, new ClusterPlan { Kind = OperationKind.Remove, ClusterName = "c1" }), new ExtensionAnswer(200, Encoding.UTF8.GetBytes("apiVersion: v1\nname: ä\n")));
        await Api.CreateAsync(Requests.Create(ClusterSpec.Simple("c1", "v", "n", "t", 2), new CreateOptions { Timeout = TimeSpan.FromMinutes(1.5) }), Stop);
        await Api.ResizeAsync(Urn, Requests.Resize(new ResizeRequest { WorkerCount = 3, DrainTimeout = TimeSpan.FromSeconds(0.2) }), true, Stop);
        await Api.RemoveAsync(Urn, force: true, timeoutSeconds: 60, Stop);
        Assert.Equal(OperationKind.Remove, (await Api.PlanRemoveAsync("7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa", Stop)).Kind);
        Assert.Equal("apiVersion: v1\nname: ä\n", await Api.KubeconfigAsync(Urn, Stop));

        string escaped = Uri.EscapeDataString(Urn);
        Assert.StartsWith("POST /api/cse/_1/clusters {\"spec\":{\"name\":\"c1\"", _sent[0]);
        Assert.EndsWith("\"noRollback\":false,\"timeoutSeconds\":90}", _sent[0]);
        Assert.StartsWith($"POST /api/cse/_1/clusters/{escaped}/resize {{\"pool\":null,\"workerCount\":3", _sent[1]);
        Assert.Contains("\"drainTimeoutSeconds\":1", _sent[1]);
        Assert.DoesNotContain("timeoutSeconds\":null", _sent[1]);
        Assert.Equal($"DELETE /api/cse/_1/clusters/{escaped}?force=true&timeoutSeconds=60", _sent[2]);
        Assert.Equal("POST /api/cse/_1/clusters/7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa/remove/plan", _sent[3]);
        Assert.Equal($"GET /api/cse/_1/clusters/{escaped}/kubeconfig", _sent[4]);
    }

    public static TheoryData<string> AllCodes => [.. ErrorStatus.All.Keys];

    [Theory]
    [MemberData(nameof(AllCodes))]
    public async Task An_error_of_the_engine_arrives_as_the_same_error(string code)
    {
        var thrown = new ClusterException(code, "It did not work.", "Do this.") { Details = [new ErrorDetail { Name = "WorkerCount", Message = "too many" }], VcdMajorErrorCode = 400, VcdMinorErrorCode = "BUSY_ENTITY", VcdRequestId = "vr" };
        for (int i = 0; i < 10; i++)
            Answer(Json(ErrorStatus.Of(code), ApiError.From(thrown, "r-1")));
        ClusterException caught = await Assert.ThrowsAsync<ClusterException>(() => EndAsync(Api.NodesAsync(Urn, Stop)));
        Assert.Equal((code, thrown.Summary, thrown.Hint, "r-1"), (caught.Code, caught.Summary, caught.Hint, caught.ServiceRequestId));
        Assert.Equal(("WorkerCount", "too many"), (Assert.Single(caught.Details).Name, caught.Details[0].Message));
        Assert.Equal((400, "BUSY_ENTITY", "vr"), (caught.VcdMajorErrorCode, caught.VcdMinorErrorCode, caught.VcdRequestId));
    }

    [Theory]
    [InlineData(404, "No such path.", ErrorCodes.ServiceDisabled)]
    [InlineData(504, "External service 'cse' failed to respond in the specified timeout (10 SECONDS)", ErrorCodes.DeadlineExceeded)]
    [InlineData(500, "Internal Server Error", ErrorCodes.BrokerUnavailable)]
    [InlineData(403, "Access is forbidden", ErrorCodes.Forbidden)]
    [InlineData(401, "Access is forbidden", ErrorCodes.Unauthenticated)]
    public async Task What_vcd_says_in_the_place_of_the_service_has_a_code_its_words_and_a_next_step(int status, string words, string code)
    {
        for (int i = 0; i < 3; i++)
            Answer(OfVCloud(status, words));
        ClusterException caught = await Assert.ThrowsAsync<ClusterException>(() => EndAsync(Api.CreateAsync(new CreateClusterDocument(), Stop)));
        Assert.Equal(code, caught.Code);
        Assert.Contains(words.TrimEnd('.'), caught.Summary);
        Assert.NotEmpty(caught.Hint);
    }

    [Fact]
    public async Task What_the_service_has_not_begun_is_sent_again_after_the_pause_it_asks_for()
    {
        Answer(
            new ExtensionAnswer(429, ContractJson.Write(new ApiError { Code = ErrorCodes.TooManyRequests, Message = "Too many." })) { RetryAfter = TimeSpan.FromSeconds(5) },
            new ExtensionAnswer(503, ContractJson.Write(new ApiError { Code = ErrorCodes.BrokerUnavailable, Message = "Not stored." })) { RetryAfter = TimeSpan.FromSeconds(5) },
            Json(202, Accepted));
        DateTimeOffset began = _clock.GetUtcNow();
        await EndAsync(Api.ResizeAsync(Urn, new ResizeClusterDocument { Add = 1 }, mayRepeat: false, Stop));
        Assert.Equal(3, _sent.Count);
        Assert.True(_clock.GetUtcNow() - began >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_answer_that_got_lost_is_asked_for_again_only_where_twice_is_as_good_as_once()
    {
        Answer(OfVCloud(504, "External service 'cse' failed to respond"), Json(202, Accepted));
        await EndAsync(Api.ResizeAsync(Urn, new ResizeClusterDocument { WorkerCount = 3 }, mayRepeat: true, Stop));
        Assert.Equal(2, _sent.Count);

        Answer(OfVCloud(504, "External service 'cse' failed to respond"));
        await Assert.ThrowsAsync<ClusterException>(() => EndAsync(Api.ResizeAsync(Urn, new ResizeClusterDocument { Add = 1 }, mayRepeat: false, Stop)));
        Assert.Equal(3, _sent.Count);
    }

    [Theory]
    [InlineData(ErrorCodes.GuestUnreachable)]
    [InlineData(ErrorCodes.ServiceDisabled)]
    public async Task What_will_be_no_better_in_a_moment_is_told_at_once(string code)
    {
        Answer(new ExtensionAnswer(503, ContractJson.Write(new ApiError { Code = code, Message = "No." })) { RetryAfter = TimeSpan.FromSeconds(5) });
        Assert.Equal(code, (await Assert.ThrowsAsync<ClusterException>(() => Api.KubeconfigAsync(Urn, Stop))).Code);
        Assert.Single(_sent);
    }

    [Fact]
    public async Task An_answer_that_is_none_of_the_service_is_said_to_be_one()
    {
        Answer(new ExtensionAnswer(200, Encoding.UTF8.GetBytes("<html>Welcome</html>")), Json(202, new AcceptedDocument { ClusterId = "c", TaskId = "../../admin" }));
        Assert.Equal(ErrorCodes.VersionUnsupported, (await Assert.ThrowsAsync<ClusterException>(() => Api.NodesAsync(Urn, Stop))).Code);
        Assert.Equal(ErrorCodes.VersionUnsupported, (await Assert.ThrowsAsync<ClusterException>(() => Api.RemoveAsync(Urn, false, null, Stop))).Code);
    }

    [Theory]
    [InlineData(200, """{"status":"ok","host":"h1","version":"0.1.0"}""", null, ServiceState.Enabled)]
    [InlineData(200, """{"status":"draining","host":"h1","version":"0.1.0"}""", null, ServiceState.Enabled)]
    [InlineData(200, """{"status":"disabled","host":"h1","version":"0.1.0"}""", null, ServiceState.Disabled)]
    [InlineData(404, "", "No such path", ServiceState.None)]
    [InlineData(404, "", null, ServiceState.None)]
    [InlineData(403, "", "No access to entity", ServiceState.None)]
    [InlineData(504, "", "External service 'cse' failed to respond", ServiceState.Silent)]
    [InlineData(500, "", "Internal Server Error", ServiceState.Silent)]
    [InlineData(500, """{"message": "'status_code'"}""", null, ServiceState.Foreign)]
    [InlineData(500, """{"message": {"reason": "x", "description": "y", "stacktrace": []}}""", null, ServiceState.Foreign)]
    [InlineData(200, "<html/>", null, ServiceState.Foreign)]
    public async Task Connecting_learns_from_one_answer_what_is_there(int status, string body, string? vcd, ServiceState state)
    {
        Answer(new ExtensionAnswer(status, Encoding.UTF8.GetBytes(body)) { VCloudMessage = vcd });
        ServiceProbe probe = await ServiceProbe.AskAsync(Api, _clock, Stop);
        Assert.Equal(state, probe.State);
        Assert.Equal(state is ServiceState.Enabled or ServiceState.Disabled ? "0.1.0" : null, probe.Version);
        Assert.NotEmpty(probe.Detail);
        Assert.Equal("GET /api/cse/_1/health", Assert.Single(_sent));
    }

    [Fact]
    public async Task A_service_that_hangs_does_not_hold_up_a_connect()
    {
        var api = new ServiceApi(async (_, _, _, ct) =>
        {
            await _clock.Delay(Timeout.InfiniteTimeSpan, ct);
            throw new InvalidOperationException();
        }, _clock);
        Task<ServiceProbe> probing = ServiceProbe.AskAsync(api, _clock, Stop);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(ServiceState.Silent, (await probing).State);
    }
}

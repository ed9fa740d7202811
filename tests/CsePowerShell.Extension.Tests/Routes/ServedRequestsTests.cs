using System.Text;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Extension.Tests.Routes;

/// <summary>Requests over a real broker, as a cell publishes them.</summary>
public sealed class ServedRequestsTests(BrokerFixture brokers)
{
    private const string CreateBody = """{"name":"c1","node_count":2,"vdc":"acme-vdc","cpu":null,"memory":null,"network":"acme-net","storage_profile":null,"ssh_key":null,"template":null}""";

    private static CellRequest Alice(string method, string path, string? body = null) =>
        new(method, path) { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = body };

    private static Cluster SomeCluster(string name = "c9") => new()
    {
        Id = "7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa", Name = name, Org = "acme", Vdc = "acme-vdc", VdcUrn = FakeVCloud.VdcId, VAppUrn = "urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885",
        VAppHref = "https://vcd.example/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885", VAppStatus = "POWERED_ON", ControlPlaneEndpoint = "10.0.0.5:6443", VmCount = 3, Template = "t1", CseVersion = "1.2.7",
        Nodes =
        [
            new Node { Name = "mstr-a1b2", Role = NodeRole.ControlPlane, Address = "10.0.0.5", PowerState = "POWERED_ON", Cpu = 2, MemoryMB = 2048 },
            new Node { Name = "node-a1b2", Role = NodeRole.Worker, PowerState = "POWERED_OFF" },
        ],
    };

    private async Task RunAsync(Func<Cell, FakeVCloud, TestHost, Task> test, Action<Extension.Hosting.ServiceSettings>? configure = null)
    {
        var broker = BrokerFixture.OptionsFor(await brokers.PortAsync(), brokers.NextName());
        var cloud = new FakeVCloud();
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost host = await new TestHost(cloud, broker, configure: configure).ReadyAsync();
        await test(cell, cloud, host);
    }

    [Fact]
    public Task A_list_has_the_old_shape_with_texts_for_numbers() => RunAsync(async (cell, cloud, _) =>
    {
        cloud.Clusters["1"] = SomeCluster();
        CellAnswer answer = await cell.SendAsync(Alice("GET", "/api/cse"));
        Assert.Equal(200, answer.Status);
        var first = (JObject)answer.Json[0]!;
        Assert.Equal("3", (string?)first["number_of_vms"]);
        Assert.Equal("10.0.0.5", (string?)first["leader_endpoint"]);
        Assert.Equal("484e63ae-a22d-4710-ba58-c33c0c2b4885", (string?)first["vapp_id"]);
        Assert.Equal("https://vcd.example/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2", (string?)first["vdc_href"]);
    });

    [Fact]
    public Task Information_has_nodes_where_the_old_clients_look() => RunAsync(async (cell, cloud, _) =>
    {
        cloud.Clusters["1"] = SomeCluster();
        JToken info = (await cell.SendAsync(Alice("GET", "/api/cse/c9/info"))).Json;
        Assert.Equal("Powered on", (string?)info["master_nodes"]![0]!["status"]);
        Assert.Equal("2048", (string?)info["master_nodes"]![0]!["memoryMB"]);
        Assert.Equal("", (string?)info["nodes"]![0]!["ipAddress"]);
        Assert.Equal("Powered off", (string?)(await cell.SendAsync(Alice("GET", "/api/cse/c9/node-a1b2/info"))).Json["status"]);
        Assert.Equal("NODE_NOT_FOUND", (string?)(await cell.SendAsync(Alice("GET", "/api/cse/c9/node-zzzz/info"))).Json["code"]);
    });

    [Fact]
    public Task A_kubeconfig_is_a_json_string_on_the_old_route_and_yaml_on_the_new() => RunAsync(async (cell, cloud, _) =>
    {
        cloud.Clusters["1"] = SomeCluster();
        Assert.Equal("\"apiVersion: v1\\nkind: Config\\n\"", (await cell.SendAsync(Alice("GET", "/api/cse/c9/config"))).Text);
        CellAnswer yaml = await cell.SendAsync(Alice("GET", "/api/cse/_1/clusters/7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa/kubeconfig"));
        Assert.Equal("apiVersion: v1\nkind: Config\n", yaml.Text);
        cloud.VApp = cloud.VApp with { MayChange = false };
        Assert.Equal(403, (await cell.SendAsync(Alice("GET", "/api/cse/c9/config"))).Status);
    });

    [Fact]
    public Task Templates_and_plain_system_information_ask_vcd_for_nobody() => RunAsync(async (cell, cloud, _) =>
    {
        CellAnswer templates = await cell.SendAsync(new CellRequest("GET", "/api/cse/template") { Token = "nobody" });
        Assert.Equal("ubuntu-24.04_k8s-1.31", (string?)templates.Json[0]!["name"]);
        Assert.True((bool)templates.Json[0]!["is_default"]!);
        CellAnswer system = await cell.SendAsync(Alice("GET", "/api/cse/system"));
        Assert.Equal("CSE", (string?)system.Json["product"]);
        Assert.Null(system.Json["status"]);
        Assert.Equal("Running", (string?)(await cell.SendAsync(new CellRequest("GET", "/api/cse/system") { Org = FakeVCloud.SystemId })).Json["status"]);
        Assert.Equal(200, (await cell.SendAsync(new CellRequest("GET", "/api/cse/_1/health"))).Status);
        Assert.Equal(200, (await cell.SendAsync(new CellRequest("GET", "/api/cse/swagger.json"))).Status);
        Assert.Equal(0, cloud.Logins);
    });

    [Fact]
    public Task The_openapi_document_names_what_is_read_of_paths_and_query_strings() => RunAsync(async (cell, _, _) =>
    {
        JToken paths = (await cell.SendAsync(new CellRequest("GET", "/api/cse/_1/openapi.json"))).Json["paths"]!;
        static string[] Parameters(JToken operation, string place) =>
            [.. operation["parameters"]!.Where(parameter => (string?)parameter["in"] == place).Select(parameter => $"{parameter["name"]}:{parameter["schema"]!["type"]}")];

        Assert.Equal(["name:string", "org:string", "vdc:string", "nodes:boolean"], Parameters(paths["/api/cse/_1/clusters"]!["get"]!, "query"));
        Assert.Equal(["force:boolean", "timeoutSeconds:integer"], Parameters(paths["/api/cse/_1/clusters/{id}"]!["delete"]!, "query"));
        Assert.Equal(["id:string"], Parameters(paths["/api/cse/_1/clusters/{id}"]!["delete"]!, "path"));
        JToken seconds = paths["/api/cse/_1/delay"]!["get"]!["parameters"]![0]!;
        Assert.Equal((true, 1, 120), ((bool)seconds["required"]!, (int)seconds["schema"]!["minimum"]!, (int)seconds["schema"]!["maximum"]!));
    });

    [Theory]
    [InlineData("PUT", "/api/cse", null, 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "/api/cse/c1", null, 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "/api/cse/c1/d/e/f", null, 404, "NOT_FOUND")]
    [InlineData("GET", "/api/cse/c1/info", null, 404, "CLUSTER_NOT_FOUND")]
    [InlineData("DELETE", "/api/cse/c1", null, 404, "CLUSTER_NOT_FOUND")]
    [InlineData("POST", "/api/cse", "{not json", 400, "BAD_REQUEST")]
    [InlineData("POST", "/api/cse", "[]", 400, "BAD_REQUEST")]
    [InlineData("POST", "/api/cse", "{\"node_count\": \"many\"}", 400, "BAD_REQUEST")]
    [InlineData("POST", "/api/cse", "{}", 400, "VALIDATION_FAILED")]
    [InlineData("POST", "/api/cse", "{\"name\":\"c1\",\"vdc\":\"nope\",\"network\":\"acme-net\"}", 404, "NOT_FOUND")]
    [InlineData("POST", "/api/cse", "{\"name\":\"c1\",\"vdc\":\"acme-vdc\",\"network\":\"nope\"}", 404, "NOT_FOUND")]
    [InlineData("POST", "/api/cse", "{\"name\":\"c1\",\"vdc\":\"acme-vdc\",\"network\":\"acme-net\",\"template\":\"nope\"}", 404, "TEMPLATE_NOT_FOUND")]
    [InlineData("POST", "/api/cse", "{\"name\":\"c1\",\"vdc\":\"acme-vdc\",\"network\":\"acme-net\",\"enable_nfs\":true}", 400, "VALIDATION_FAILED")]
    [InlineData("POST", "/api/cse", "{\"name\":\"c1\",\"vdc\":\"acme-vdc\",\"network\":\"acme-net\",\"ssh_key\":\"ssh-rsa x'; rm -rf /\"}", 400, "VALIDATION_FAILED")]
    [InlineData("PUT", "/api/cse/system", "{\"enabled\":false}", 403, "FORBIDDEN")]
    public Task An_error_has_the_status_that_means_something(string method, string path, string? body, int status, string code) => RunAsync(async (cell, cloud, _) =>
    {
        CellAnswer answer = await cell.SendAsync(Alice(method, path, body));
        Assert.Equal(status, answer.Status);
        Assert.Equal(code, (string?)answer.Json["code"]);
        Assert.Equal(JTokenType.String, answer.Json["message"]!.Type);
        Assert.DoesNotContain("reason", (string)answer.Json["message"]!);
        Assert.Empty(cloud.Tasks);
    });

    [Fact]
    public Task An_expired_session_is_xml_for_the_old_clients_and_json_beyond() => RunAsync(async (cell, _, _) =>
    {
        CellAnswer old = await cell.SendAsync(new CellRequest("GET", "/api/cse") { Token = "gone" });
        Assert.Equal(401, old.Status);
        Assert.Equal("401", System.Xml.Linq.XDocument.Parse(old.Text).Root!.Attribute("majorErrorCode")!.Value);
        CellAnswer beyond = await cell.SendAsync(new CellRequest("GET", "/api/cse/_1/clusters") { Token = "gone" });
        Assert.Equal((401, "UNAUTHENTICATED"), (beyond.Status, (string?)beyond.Json["code"]));
        Assert.Equal(401, (await cell.SendAsync(new CellRequest("GET", "/api/cse"))).Status);
    });

    [Fact]
    public Task A_token_of_another_user_than_vcd_authenticated_is_refused() => RunAsync(async (cell, _, _) =>
    {
        CellAnswer answer = await cell.SendAsync(new CellRequest("GET", "/api/cse/_1/clusters") { Token = "admin-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId });
        Assert.Equal((403, "FORBIDDEN"), (answer.Status, (string?)answer.Json["code"]));
    });

    [Fact]
    public Task A_missing_right_and_a_missing_link_are_told_apart() => RunAsync(async (cell, cloud, _) =>
    {
        CellRequest withoutRight = Alice("POST", "/api/cse", CreateBody);
        withoutRight.Rights = [];
        Assert.Equal("RIGHT_MISSING", (string?)(await cell.SendAsync(withoutRight)).Json["code"]);
        cloud.Vdc = cloud.Vdc with { MayCompose = false };
        Assert.Equal("FORBIDDEN", (string?)(await cell.SendAsync(Alice("POST", "/api/cse", CreateBody))).Json["code"]);
        cloud.Clusters["1"] = SomeCluster();
        cloud.VApp = cloud.VApp with { MayChange = false };
        Assert.Equal("FORBIDDEN", (string?)(await cell.SendAsync(Alice("DELETE", "/api/cse/c9"))).Json["code"]);
        cloud.VApp = cloud.VApp with { IsBusy = true };
        Assert.Equal("CLUSTER_BUSY", (string?)(await cell.SendAsync(Alice("DELETE", "/api/cse/c9"))).Json["code"]);
        Assert.Empty(cloud.Tasks);
    });

    [Fact]
    public Task A_create_of_a_cluster_that_is_there_answers_with_its_own_id() => RunAsync(async (cell, cloud, _) =>
    {
        cloud.Clusters["1"] = SomeCluster("c1");
        cloud.Clusters["1"].VdcUrn = "urn:vcloud:vdc:00000000-0000-4000-8000-000000000009";
        cloud.Vdc = cloud.Vdc with { VApps = ["c1"] };
        Assert.Equal("CLUSTER_EXISTS", (string?)(await cell.SendAsync(Alice("POST", "/api/cse", CreateBody))).Json["code"]);
        cloud.Clusters["1"].VdcUrn = FakeVCloud.VdcId;
        CellAnswer answer = await cell.SendAsync(Alice("POST", "/api/cse", CreateBody));
        Assert.Equal((202, SomeCluster().Id), (answer.Status, (string?)answer.Json["cluster_id"]));
        Assert.Equal(SomeCluster().Id, cloud.Tasks[(string)answer.Json["task_href"]!].ClusterId);
    });

    [Fact]
    public Task A_disabled_service_answers_only_about_itself() => RunAsync(async (cell, cloud, _) =>
    {
        CellRequest off = new("PUT", "/api/cse/system") { Token = "admin-token", Body = """{"enabled": false}""" };
        Assert.Equal("Updated", (string?)(await cell.SendAsync(off)).Json["message"]);
        Assert.False(cloud.IsEnabled);
        CellAnswer refused = await cell.SendAsync(Alice("GET", "/api/cse"));
        Assert.Equal((503, "SERVICE_DISABLED"), (refused.Status, (string?)refused.Json["code"]));
        Assert.NotEqual("", refused.Header("Retry-After"));
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse/system"))).Status);
        Assert.Equal(200, (await cell.SendAsync(new CellRequest("PUT", "/api/cse/system") { Token = "admin-token", Body = """{"enabled": true}""" })).Status);
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse"))).Status);
    });

    [Fact]
    public Task Too_many_requests_of_one_organization_leave_room_for_others() => RunAsync(async (cell, cloud, host) =>
    {
        var gate = new TaskCompletionSource();
        cloud.BeforeList = gate.Task;
        Task<CellAnswer>[] slow = [cell.SendAsync(Alice("GET", "/api/cse")), cell.SendAsync(Alice("GET", "/api/cse"))];
        await Eventually.TrueAsync(() => host.Metrics.RequestsInFlight == 2, "two requests wait");
        CellAnswer refused = await cell.SendAsync(Alice("GET", "/api/cse"));
        Assert.Equal((429, "TOO_MANY_REQUESTS"), (refused.Status, (string?)refused.Json["code"]));
        Assert.NotEqual("", refused.Header("Retry-After"));
        Assert.Equal(200, (await cell.SendAsync(new CellRequest("GET", "/api/cse/template") { Org = "urn:vcloud:org:other" })).Status);
        gate.SetResult();
        Assert.All(await Task.WhenAll(slow), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse"))).Status);
    }, settings => settings.MaxRequestsPerOrg = 2);

    [Fact]
    public Task A_vcd_that_hangs_is_answered_for_before_the_cell_gives_up() => RunAsync(async (cell, cloud, _) =>
    {
        cloud.BeforeList = new TaskCompletionSource().Task;
        CellAnswer answer = await cell.SendAsync(Alice("GET", "/api/cse"));
        Assert.Equal((503, "VCD_UNAVAILABLE"), (answer.Status, (string?)answer.Json["code"]));
    }, settings => settings.RequestDeadline = TimeSpan.FromMilliseconds(300));

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    public Task Methods_that_nobody_serves_are_405_with_those_that_are_possible(string method) => RunAsync(async (cell, _, _) =>
    {
        CellAnswer answer = await cell.SendAsync(Alice(method, "/api/cse"));
        Assert.Equal((405, "GET, POST"), (answer.Status, answer.Header("Allow")));
        Assert.Equal(method == "HEAD", answer.Text.Length == 0);
    });

    [Fact]
    public Task Odd_but_well_meant_requests_are_served() => RunAsync(async (cell, cloud, _) =>
    {
        cloud.Clusters["1"] = SomeCluster("größe");
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse/"))).Status);
        CellAnswer info = await cell.SendAsync(Alice("GET", "/api/cse/gr%C3%B6%C3%9Fe/info"));
        Assert.Equal("größe", (string?)info.Json["name"]);
        Assert.Equal(Encoding.UTF8.GetByteCount(info.Text).ToString(), info.Header("Content-Length"));
        Assert.Equal("application/json", info.Header("Content-Type"));
        CellRequest odd = Alice("get", "/api/cse");
        odd.Headers.Clear();
        odd.Headers["ACCEPT"] = "image/png;version=none";
        odd.Query = "?a=b&&=&name";
        Assert.Equal(200, (await cell.SendAsync(odd)).Status);
        CellRequest bearer = new("GET", "/api/cse");
        bearer.Headers["AUTHORIZATION"] = "bearer alice-token";
        Assert.Equal(200, (await cell.SendAsync(bearer)).Status);
        Assert.Equal(404, (await cell.SendAsync(Alice("GET", "/api/cse//info"))).Status);
        Assert.Equal(404, (await cell.SendAsync(Alice("GET", "/api/cse/c*/info"))).Status);
        Assert.Equal(413, (await cell.SendAsync(Alice("POST", "/api/cse", new string(' ', 1_200_000)))).Status);
    });

    [Fact]
    public Task A_message_larger_than_any_request_costs_nobody_the_connection() => RunAsync(async (cell, _, host) =>
    {
        string correlation = Guid.NewGuid().ToString();
        Task<CellAnswer> answer = cell.Expect(correlation);
        await cell.PublishAsync(new byte[40_000_000], correlation);
        Assert.Equal(413, (await answer.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse/template"))).Status);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("The connection to the broker"));
    });

    [Fact]
    public Task An_exchange_for_answers_that_goes_away_and_comes_back_blocks_nothing() => RunAsync(async (cell, _, host) =>
    {
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse/template"))).Status);
        await cell.DeleteReplyExchangeAsync();
        byte[] good = Alice("GET", "/api/cse/template").ToBytes();
        // More than are worked on at a time: were one of them kept, the queue would stand still.
        for (int i = 0; i < 200; i++)
            await cell.PublishAsync(good, "lost" + i);
        await cell.PublishAsync(good, "own", replyExchange: "amq.rabbitmq.trace");
        // Those that were answered before the broker had said that the exchange is gone are lost, as they would be for any sender; the next ones are set aside.
        DateTime aside = DateTime.UtcNow.AddSeconds(30);
        for (int i = 0; !host.Metrics.ToText().Contains("cse_messages_set_aside_total{why=\"unknown-reply-exchange\"}"); i++)
        {
            Assert.True(DateTime.UtcNow < aside, "Answers to nowhere are not set aside.");
            await cell.PublishAsync(good, "more" + i);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => host.Metrics.RequestsInFlight == 0, "all are settled");
        await cell.MakeReplyExchangeAsync();
        DateTime until = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            string correlation = Guid.NewGuid().ToString();
            Task<CellAnswer> answer = cell.Expect(correlation);
            await cell.PublishAsync(good, correlation);
            if (await Task.WhenAny(answer, Task.Delay(1000, TestContext.Current.CancellationToken)) == answer)
                break;
            Assert.True(DateTime.UtcNow < until, "No answer comes although the exchange is back.");
        }

        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("The connection to the broker"));
    });

    [Fact]
    public Task Two_thousand_hostile_messages_are_settled_while_good_ones_are_answered() => RunAsync(async (cell, _, host) =>
    {
        var random = new Random(4711);
        byte[] good = Alice("GET", "/api/cse/template").ToBytes();
        var answered = 0;
        Task hostile = Task.Run(async () =>
        {
            for (int i = 0; i < 2000; i++)
                await cell.PublishAsync(Hostile(random, good, i), i % 7 == 0 ? null : "h" + i, i % 11 == 0 ? "no-such-exchange" : null, i % 13 == 0 ? null : Cell.ReplyKey, i % 17 != 0);
        }, TestContext.Current.CancellationToken);
        var slowest = TimeSpan.Zero;
        while (!hostile.IsCompleted || answered < 50)
        {
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            CellAnswer answer = await cell.SendAsync(Alice("GET", "/api/cse/template"));
            Assert.Equal(200, answer.Status);
            TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
            answered++;
        }

        await hostile;
        Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse/template"))).Status);
        await Eventually.TrueAsync(() => host.Metrics.RequestsInFlight == 0, "every message is settled");
        Assert.DoesNotContain(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.Contains("The connection to the broker"));
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"The slowest good answer took {slowest}.");
        TestContext.Current.SendDiagnosticMessage($"{answered} good answers meanwhile, the slowest in {slowest.TotalMilliseconds:0} ms");
    });

    private static byte[] Hostile(Random random, byte[] good, int i)
    {
        switch (i % 8)
        {
            case 0:
                byte[] noise = new byte[random.Next(0, 2000)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return good[..random.Next(0, good.Length)];
            case 2:
                byte[] flipped = [.. good];
                for (int n = 0; n < 8; n++)
                    flipped[random.Next(flipped.Length)] = (byte)random.Next(256);
                return flipped;
            case 3:
                return Encoding.UTF8.GetBytes(new string('[', random.Next(1, 5000)));
            case 4:
                return Encoding.UTF8.GetBytes("""{"id":"x","method":"GET","requestUri":"/api/cse/template"}""");
            case 5:
                return Encoding.UTF8.GetBytes($$$"""[{"id":{"a":[{{{i}}}]},"method":["GET"],"requestUri":null,"headers":[],"body":{}},[[]]]""");
            case 6:
                return i % 400 == 6 ? new byte[1_600_000] : Alice("GET", "/api/cse/" + new string('x', 3000) + "/info").ToBytes();
            default:
                return Alice("POST", "/api/cse", new string('{', random.Next(1, 3000))).ToBytes();
        }
    }
}

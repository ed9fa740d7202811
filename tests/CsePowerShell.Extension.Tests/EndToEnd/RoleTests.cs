using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.VCloud;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>Seeing is not permission: who may do what through the service, as vCD's own links say it.</summary>
public sealed class RoleTests(BrokerFixture brokers) : IAsyncLifetime
{
    private const string Body = """{"name":"NAME","node_count":1,"vdc":"acme-vdc","cpu":null,"memory":null,"network":"acme-net","storage_profile":null,"ssh_key":null,"template":null}""";

    private RegisteredCloud _cloud = null!;
    private CloudHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await RegisteredCloud.StartAsync(brokers);
        _host = await new CloudHost(_cloud).ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_cloud is not null)
            await _cloud.DisposeAsync();
    }

    private Task<Tenant> LogInAsync(string user, string org = "acme") => Tenant.LogInAsync(_cloud.Cloud, user, org);

    /// <summary>A vApp with the marks of a 1.x cluster.</summary>
    private async Task<(string Id, EntityReference VApp)> MakeClusterAsync(string user, string org, string vdc, string network, string name, string? id = null)
    {
        using VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions { Server = _cloud.Cloud.Endpoint.AbsoluteUri, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = _cloud.Cloud.CertificateThumbprint });
        VdcSummary found = (await client.Vdcs.ListAsync(vdc)).Single();
        VApp vapp = await client.VApps.ComposeAsync(await client.Vdcs.GetAsync(found), new ComposeVApp { Name = name, Network = (await client.Vdcs.GetAsync(found)).Networks.First(candidate => candidate.Name == network) });
        await client.Tasks.WaitAsync(vapp.RunningTask!);
        id ??= Guid.NewGuid().ToString("D");
        await client.Tasks.WaitAsync(await client.Metadata.MergeAsync(vapp,
            [new MetadataEntry("cse.cluster.id", MetadataValue.Of(id)), new MetadataEntry("cse.version", MetadataValue.Of("1.2.7")), new MetadataEntry("cse.template", MetadataValue.Of("photon-v2")),
             new MetadataEntry("cse.master.ip", MetadataValue.Of("10.9.9.9"))]));
        await client.LogoutAsync();
        return (id, vapp);
    }

    [Theory]
    [InlineData("alice", "acme", 202, "")]
    [InlineData("carol", "acme", 202, "")]
    [InlineData("dave", "acme", 403, "FORBIDDEN")]
    [InlineData("erin", "acme", 403, "FORBIDDEN")]
    [InlineData("bob", "globex", 404, "NOT_FOUND")]
    [InlineData("administrator", "System", 202, "")]
    public async Task Creating_needs_the_link_that_vcd_offers_for_it(string user, string org, int status, string code)
    {
        using Tenant tenant = await LogInAsync(user, org);
        HttpAnswer answer = await tenant.SendAsync("POST", "/api/cse", Body.Replace("NAME", "r-" + user[..3]));
        Assert.True(answer.Status == status, answer.ToString());
        if (code.Length > 0)
            Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task A_role_without_the_right_is_told_which_one_is_missing()
    {
        await using RegisteredCloud strict = await RegisteredCloud.StartAsync(brokers, grant: false);
        await using CloudHost host = await new CloudHost(strict).ReadyAsync();
        using Tenant alice = await Tenant.LogInAsync(strict.Cloud, "alice", "acme");
        HttpAnswer answer = await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "r1"));
        Assert.Equal((403, "RIGHT_MISSING"), (answer.Status, answer.Code));
        Assert.Contains("{cse}:CSE NATIVE DEPLOY RIGHT", (string?)answer.Json["message"]);
        Assert.Equal(200, (await alice.SendAsync("GET", "/api/cse")).Status);
    }

    [Fact]
    public async Task Changing_is_for_the_owner_and_administrators()
    {
        await MakeClusterAsync("carol", "acme", "acme-vdc", "acme-net", "carols");
        using Tenant frank = await LogInAsync("frank");
        Assert.Equal(404, (await frank.SendAsync("DELETE", "/api/cse/carols")).Status);
        using Tenant bob = await LogInAsync("bob", "globex");
        Assert.Equal("[]", (await bob.SendAsync("GET", "/api/cse")).Text);
        Assert.Equal(404, (await bob.SendAsync("GET", "/api/cse/carols/info")).Status);
        Assert.Equal(404, (await bob.SendAsync("DELETE", "/api/cse/carols")).Status);

        // A share for reading lets frank see it, and no more.
        await ShareAsync("carol", "carols", "ReadOnly");
        Assert.Equal(200, (await frank.SendAsync("GET", "/api/cse/carols/info")).Status);
        HttpAnswer refused = await frank.SendAsync("DELETE", "/api/cse/carols");
        Assert.Equal((403, "FORBIDDEN"), (refused.Status, refused.Code));
        Assert.Equal(403, (await frank.SendAsync("GET", "/api/cse/carols/config")).Status);
        using Tenant alice = await LogInAsync("alice");
        HttpAnswer accepted = await alice.SendAsync("DELETE", "/api/cse/carols");
        Assert.Equal(202, accepted.Status);
        Assert.Equal("success", (await alice.FinishAsync((string)accepted.Json["task_href"]!, TimeSpan.FromSeconds(60))).Status);
        Assert.DoesNotContain(_cloud.Cloud.VApps, vapp => vapp.Name == "carols");
    }

    [Fact]
    public async Task A_forged_cluster_id_harms_nobody_but_its_forger()
    {
        (string id, _) = await MakeClusterAsync("alice", "acme", "acme-vdc", "acme-net", "victim");
        await MakeClusterAsync("bob", "globex", "globex-vdc", "globex-net", "forged", id);
        using Tenant bob = await LogInAsync("bob", "globex");
        HttpAnswer accepted = await bob.SendAsync("DELETE", "/api/cse/_1/clusters/" + id);
        Assert.True(accepted.Status == 202, accepted.ToString());
        (string Status, string Operation, string? Error) task = await bob.FinishAsync((string)accepted.Json["taskHref"]!, TimeSpan.FromSeconds(60));
        Assert.True(task.Status == "success", task.ToString());
        Assert.DoesNotContain(_cloud.Cloud.VApps, vapp => vapp.Name == "forged");
        Assert.Contains(_cloud.Cloud.VApps, vapp => vapp.Name == "victim");
    }

    [Fact]
    public async Task Only_system_administrators_switch_the_service()
    {
        using Tenant alice = await LogInAsync("alice");
        Assert.Equal(403, (await alice.SendAsync("PUT", "/api/cse/system", """{"enabled": false}""")).Status);
        HttpAnswer off = await _cloud.Admin.SendAsync("PUT", "/api/cse/system", """{"enabled": false}""");
        Assert.True(off.Status == 200, off.ToString());
        HttpAnswer refused = await alice.SendAsync("GET", "/api/cse");
        Assert.Equal((503, "SERVICE_DISABLED"), (refused.Status, refused.Code));
        Assert.Equal("Disabled", (string?)(await _cloud.Admin.SendAsync("GET", "/api/cse/system")).Json["status"]);

        // Another host reads at its start what this one has kept in vCD.
        await using CloudHost second = await new CloudHost(_cloud, settings => settings.HostName = "h2").ReadyAsync();
        await Eventually.TrueAsync(() => !second.Worker.IsEnabled, "the new host is disabled, too");
        Assert.Equal(200, (await _cloud.Admin.SendAsync("PUT", "/api/cse/system", """{"enabled": true}""")).Status);
        Assert.Equal(200, (await alice.SendAsync("GET", "/api/cse")).Status);
    }

    [Fact]
    public async Task The_container_provider_of_a_vdc_is_kept_for_system_administrators_of_1_2()
    {
        using Tenant alice = await LogInAsync("alice");
        string vdc = new Uri((string)(await VdcAsync(alice, "acme-vdc"))!).AbsolutePath.Split('/')[^1];
        string path = $"/api/cse/ovdc/{vdc}/info";
        Assert.Equal(403, (await alice.SendAsync("GET", path)).Status);
        Assert.Equal(403, (await alice.SendAsync("PUT", path, """{"container_provider":"vcd"}""")).Status);
        HttpAnswer before = await _cloud.Admin.SendAsync("GET", path);
        // As 1.2.7: null while nobody has said anything.
        Assert.Equal((200, null, "NotSet", "acme-vdc"), (before.Status, (string?)before.Json["container_provider"], (string?)before.Json["state"], (string?)before.Json["ovdc_name"]));

        // As the client of 1.2.7 sends it.
        HttpAnswer changed = await _cloud.Admin.SendAsync("PUT", path, $$"""{"ovdc_id":"{{vdc}}","ovdc_name":"acme-vdc","container_provider":"vcd","pks_plans":null,"org_name":"acme","enable":true}""");
        Assert.True(changed.Status == 202, changed.ToString());
        Assert.Equal("acme-vdc", (string?)changed.Json["ovdc_name"]);
        Assert.Equal("success", (await _cloud.Admin.FinishAsync((string)changed.Json["task_href"]!, TimeSpan.FromSeconds(30))).Status);
        Assert.Equal("vcd", (string?)(await _cloud.Admin.SendAsync("GET", path)).Json["container_provider"]);

        HttpAnswer off = await _cloud.Admin.SendAsync("PUT", path, """{"container_provider":null,"disable":true}""");
        Assert.Equal("success", (await _cloud.Admin.FinishAsync((string)off.Json["task_href"]!, TimeSpan.FromSeconds(30))).Status);
        Assert.Equal("none", (string?)(await _cloud.Admin.SendAsync("GET", path)).Json["container_provider"]);
        // Kept to, and what a tenant writes under the same key is nobody's word.
        await _cloud.Admin.SendXmlAsync("POST", $"/api/admin/vdc/{vdc}/metadata", """
            <Metadata xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><MetadataEntry><Domain visibility="READWRITE">GENERAL</Domain>
            <Key>container_provider</Key><TypedValue xsi:type="MetadataStringValue"><Value>vcd</Value></TypedValue></MetadataEntry></Metadata>
            """, "application/vnd.vmware.vcloud.metadata+xml");
        Assert.Equal((403, "FORBIDDEN"), Told(await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "unwanted"))));
        await using CloudHost newcomer = await new CloudHost(_cloud, settings => settings.HostName = "h2").ReadyAsync();
        for (int i = 0; i < 4; i++)
            Assert.Equal((403, "FORBIDDEN"), Told(await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "unwanted"))));
        Assert.Equal(202, (await _cloud.Admin.SendAsync("PUT", path, """{"container_provider":"vcd"}""")).Status);
        Assert.Equal((409, "VERSION_UNSUPPORTED"), Told(await _cloud.Admin.SendAsync("PUT", path, """{"container_provider":"pks","pks_plans":"a,b"}""")));
        Assert.Equal((404, "NOT_FOUND"), Told(await _cloud.Admin.SendAsync("GET", "/api/cse/ovdc/no-id/info")));
        Assert.Equal((404, "NOT_FOUND"), Told(await _cloud.Admin.SendAsync("GET", $"/api/cse/ovdc/{Guid.NewGuid()}/info")));
        Assert.Equal(405, (await _cloud.Admin.SendAsync("POST", path, "{}")).Status);
    }

    private static (int, string) Told(HttpAnswer answer) => (answer.Status, answer.Code);

    private static async Task<string?> VdcAsync(Tenant tenant, string name)
    {
        HttpAnswer answer = await tenant.SendXmlAsync("GET", "/api/query?type=orgVdc&format=records", null, null);
        return System.Xml.Linq.XElement.Parse(answer.Text).Elements().Single(record => record.Attribute("name")?.Value == name).Attribute("href")?.Value;
    }

    [Fact]
    public async Task Sessions_that_expire_are_renewed_for_the_service_and_told_to_callers()
    {
        await MakeClusterAsync("alice", "acme", "acme-vdc", "acme-net", "renewed");
        using (Tenant before = await LogInAsync("alice"))
        {
            Assert.Equal(200, (await before.SendAsync("GET", "/api/cse")).Status);
            _cloud.Cloud.ExpireSessions();
            // vCD itself refuses the token; the service never sees the request.
            Assert.Equal(401, (await before.SendAsync("GET", "/api/cse")).Status);
        }

        using Tenant alice = await LogInAsync("alice");
        HttpAnswer accepted = await alice.SendAsync("DELETE", "/api/cse/renewed");
        Assert.True(accepted.Status == 202, accepted.ToString());
        // In the middle of the job, too.
        _cloud.Cloud.Faults.Add("expired-session user=administrator path=/api/vApp/* count=2");
        Assert.Equal("success", (await alice.FinishAsync((string)accepted.Json["task_href"]!, TimeSpan.FromSeconds(60))).Status);
        Assert.DoesNotContain(_cloud.Cloud.VApps, vapp => vapp.Name == "renewed");
    }

    [Fact]
    public async Task A_cancel_in_vcd_itself_ends_the_job_and_the_task()
    {
        _cloud.Cloud.Faults.Add("task-slow operation=vdcRecomposeVapp seconds=3");
        using Tenant alice = await LogInAsync("alice");
        HttpAnswer accepted = await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "cancelled"));
        string href = (string)accepted.Json["task_href"]!;
        await Fakes.Eventually.TrueAsync(() => _cloud.Cloud.VApps.Any(vapp => vapp.Name == "cancelled" && vapp.VmNames.Count > 0), "VMs are being made");
        Assert.Equal(204, (await alice.SendXmlAsync("POST", new Uri(href).AbsolutePath + "/action/cancel", null, null)).Status);
        (string Status, string Operation, string? Error) task = await alice.FinishAsync(href, TimeSpan.FromSeconds(60));
        Assert.Equal(("canceled", "create cluster"), (task.Status, task.Operation));
        // What was made is still the caller's to remove.
        HttpAnswer removed = await alice.SendAsync("DELETE", "/api/cse/cancelled");
        Assert.True(removed.Status == 202, removed.ToString());
        Assert.Equal("success", (await alice.FinishAsync((string)removed.Json["task_href"]!, TimeSpan.FromSeconds(60))).Status);
    }

    [Fact]
    public async Task Progress_and_stages_are_on_the_task_along_the_way_in_the_words_of_1_x()
    {
        _cloud.Cloud.Faults.Add("task-slow operation=vdcComposeVapp seconds=1; slow-clone name=staged seconds=2; customization-hangs vm=*");
        using Tenant alice = await LogInAsync("alice");
        HttpAnswer accepted = await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "staged"));
        string href = (string)accepted.Json["task_href"]!;
        string cluster = $"staged({(string)accepted.Json["cluster_id"]!})";
        var seen = new List<string>();
        foreach (string expected in new[] { $"Creating cluster vApp {cluster}", $"Creating master node for {cluster}", $"Creating 1 node(s) for {cluster}" })
        {
            DateTime until = DateTime.UtcNow.AddSeconds(40);
            for (string now = ""; now != expected;)
            {
                now = (await alice.TaskAsync(href)).Operation;
                if (seen.LastOrDefault() != now)
                    seen.Add(now);
                Assert.True(DateTime.UtcNow < until, $"\"{expected}\" was never shown; {string.Join(" / ", seen)}");
            }
        }

        SimulatedTask task = _cloud.Cloud.Tasks.Single(task => task.OwnerName == "staged" && task.ServiceNamespace == "vcloud.cse");
        Assert.InRange(task.Progress ?? 0, 1, 99);
        Assert.Contains("Customizing", task.Details);
        await alice.SendXmlAsync("POST", new Uri(href).AbsolutePath + "/action/cancel", null, null);
    }

    [Fact]
    public async Task Accepting_a_create_costs_three_requests_with_a_warm_token()
    {
        using Tenant alice = await LogInAsync("alice");
        await alice.SendAsync("GET", "/api/cse/template");
        HttpAnswer bad = await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "warm").Replace("acme-net", "no-such-net"));
        Assert.Equal(404, bad.Status);
        _cloud.Cloud.Requests.Reset();
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        HttpAnswer answer = await alice.SendAsync("POST", "/api/cse", Body.Replace("NAME", "warm"));
        TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        Assert.Equal(202, answer.Status);
        // In which VDCs clusters are wanted is known without asking.
        Assert.Equal(0, _cloud.Cloud.Requests.Count("GET /api/admin/vdc/{id}/metadata"));
        // The job begins while we look, so only what the accept path asks for is counted.
        Assert.Equal(1, _cloud.Cloud.Requests.Count("POST /api/tasksList/{id}"));
        TestContext.Current.SendDiagnosticMessage($"accepted in {took.TotalMilliseconds:0} ms; requests until now: {string.Join(", ", _cloud.Cloud.Requests.ByRoute.Select(route => $"{route.Key} x{route.Value}"))}");
        Assert.True(took < TimeSpan.FromSeconds(2) || Environment.ProcessorCount <= 2, $"It took {took}.");
    }

    private async Task ShareAsync(string owner, string vapp, string level)
    {
        using Tenant tenant = await LogInAsync(owner);
        SimulatedVApp found = _cloud.Cloud.VApps.Single(candidate => candidate.Name == vapp);
        HttpAnswer answer = await tenant.SendXmlAsync("POST", $"/api/vApp/vapp-{found.Id}/action/controlAccess",
            $"""<ControlAccessParams xmlns="http://www.vmware.com/vcloud/v1.5"><IsSharedToEveryone>true</IsSharedToEveryone><EveryoneAccessLevel>{level}</EveryoneAccessLevel></ControlAccessParams>""",
            "application/vnd.vmware.vcloud.controlAccess+xml");
        Assert.True(answer.Status == 200, answer.ToString());
    }
}

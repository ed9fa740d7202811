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

using System.Collections;
using System.Management.Automation;
using System.Security;
using CsePowerShell.Cmdlets;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;
using CsePowerShell.Simulator;
using CsePowerShell.Tests.Support;
using CsePowerShell.VCloud;

namespace CsePowerShell.Tests.Cmdlets;

/// <summary>The cmdlets with the real client and the real engine below them, against the simulated cloud, without PowerShell.</summary>
public sealed class SimulatedCloudTests : IAsyncLifetime
{
    private const string Template = "ubuntu-24.04_k8s-1.31";
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-cmdlets-").FullName;
    private SimulatedCloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.OnPaper, Scale = new ScaleOptions(6, 2, 1) });

    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Connecting_listing_and_disconnecting_leaves_no_session()
    {
        Session session = Connected("acme", "alice");
        CseServer server = (CseServer)session.Host.Output[0];
        Assert.Equal(($"{_cloud.Endpoint.Authority}/acme/alice", "acme", "alice", false), (server.Id, server.Org, server.User, server.IsSystem));
        Assert.Equal(1, _cloud.OpenSessions);

        session.Host.Output.Clear();
        session.Run(new GetCseTemplateCommand()).Run(new TestCseEnvironmentCommand());
        Assert.Equal(3, session.Host.Output.OfType<CseTemplate>().Count());
        Assert.DoesNotContain(session.Host.Output.OfType<CseTestResult>(), row => row.Result == "Failed");

        session.Run(new DisconnectCseServerCommand());
        Assert.False(server.IsConnected);
        Assert.Equal(0, _cloud.OpenSessions);
    }

    [Fact]
    public void The_request_count_is_what_the_server_counted()
    {
        Session session = Connected("acme", "alice");
        session.Run(new GetCseClusterCommand()).Run(new GetCseTemplateCommand());
        Assert.Equal(_cloud.Requests.Total, ((CseServer)session.Host.Output[0]).RequestCount);
    }

    [Fact]
    public void An_expired_session_is_renewed_without_a_word()
    {
        Session session = Connected("acme", "alice");
        _cloud.ExpireSessions();
        session.Run(new GetCseTemplateCommand());
        Assert.Null(session.Ended);
        Assert.Equal(3, session.Host.Output.OfType<CseTemplate>().Count());
    }

    [Fact]
    public void A_repeat_is_told_to_the_verbose_stream_and_each_request_to_the_debug_stream_when_wanted()
    {
        Session session = Connected("acme", "alice");
        _cloud.Faults.Add("http path=*query* status=503 count=1");
        session.Run(new GetCseTemplateCommand());
        Assert.Contains(session.Host.Verbose, line => line.Contains("trying again", StringComparison.Ordinal));
        Assert.Empty(session.Host.Debug);
        session.Host.WantsDebug = true;
        session.Run(new GetCseTemplateCommand());
        Assert.Contains(session.Host.Debug, line => line.Contains("HTTP 200", StringComparison.Ordinal));
        Assert.DoesNotContain("Passw0rd!", string.Join('\n', session.Host.Debug.Concat(session.Host.Verbose)));
    }

    [Theory]
    [InlineData("alice", "Wr0ng!", null, "CseUnauthenticated")]
    [InlineData("nobody", "Passw0rd!", null, "CseUnauthenticated")]
    [InlineData("alice", "Passw0rd!", "0000000000000000000000000000000000000000", "CseCertificatePinMismatch")]
    public void A_failed_sign_in_says_why_and_keeps_the_secret(string user, string password, string? thumbprint, string id)
    {
        Session session = new();
        session.Run(Connect("acme", user, password, thumbprint));
        Assert.Equal(id, session.Ended!.Id);
        Assert.DoesNotContain(password, session.Ended.Message + session.Ended.Exception);
        Assert.Equal(0, _cloud.OpenSessions);
    }

    [Fact]
    public void A_plan_and_WhatIf_leave_nothing_behind()
    {
        Session session = Connected("acme", "alice");
        int vApps = _cloud.VApps.Count;
        NewCseClusterCommand New() => new() { Name = "web", Vdc = "acme-vdc", Network = "acme-net", Template = Template, WorkerCount = 2 };
        session.With("PlanOnly").Run(New());
        CseClusterPlan plan = session.Host.Output.OfType<CseClusterPlan>().Single();
        Assert.Equal((3, 3, false), (plan.VmsToAdd.Length, plan.Addresses, plan.IsEmpty));
        session.Host.IsWhatIf = true;
        session.Run(New());
        Assert.Contains("+3 addresses", session.Host.Asked.Last());
        Assert.Equal(vApps, _cloud.VApps.Count);
        Assert.Empty(_cloud.Tasks);
    }

    [Theory]
    [InlineData("none", "acme-net", Template, 1, "CseNotFound")]
    [InlineData("acme-vdc", "none", Template, 1, "CseNotFound")]
    [InlineData("acme-vdc", "acme-net", "none", 1, "CseTemplateNotFound")]
    [InlineData("acme-vdc", "acme-net", Template, -1, "CseValidationFailed")]
    [InlineData("acme-vdc", "acme-net", Template, 1000, "CseValidationFailed")]
    [InlineData("acme-vdc", "acme-tight", Template, 5, "CseAddressesExhausted")]
    [InlineData("acme-small", "acme-net", Template, 9, "CseQuotaExceeded")]
    public void What_cannot_be_made_is_refused_before_anything_is(string vdc, string network, string template, int workers, string id)
    {
        Session session = Connected("acme", "alice");
        int vApps = _cloud.VApps.Count;
        session.Run(new NewCseClusterCommand { Name = "web", Vdc = vdc, Network = network, Template = template, WorkerCount = workers });
        Assert.Equal(id, Assert.Single(session.Host.Errors).Id);
        Assert.Equal(vApps, _cloud.VApps.Count);
    }

    [Fact]
    public void A_tenant_sees_its_own_clusters_and_the_provider_all()
    {
        Session provider = Connected("System", "administrator");
        provider.Run(new GetCseClusterCommand());
        Assert.Equal(6, provider.Host.Output.OfType<CseCluster>().Count());
        Session stranger = Connected("globex", "bob");
        stranger.Run(new GetCseClusterCommand());
        Assert.Empty(stranger.Host.Output.OfType<CseCluster>());
        CseCluster foreign = provider.Host.Output.OfType<CseCluster>().First();
        stranger.Run(new RemoveCseClusterCommand { Cluster = [new Binding.CseClusterIdentity(foreign.Id)] });
        Assert.Equal("CseClusterNotFound", Assert.Single(stranger.Host.Errors).Id);
    }

    [Fact]
    public void A_remove_takes_the_vApp_away_and_the_task_has_ended()
    {
        Session session = Connected("System", "administrator");
        session.Run(new GetCseClusterCommand());
        CseCluster cluster = session.Host.Output.OfType<CseCluster>().First();
        int vApps = _cloud.VApps.Count;
        session.With("PassThru").Run(new RemoveCseClusterCommand { Cluster = [new Binding.CseClusterIdentity(cluster)] });
        Assert.Empty(session.Host.Errors);
        Assert.Empty(session.Host.Output.OfType<CseRemoval>().Single().Left);
        Assert.Equal(vApps - 1, _cloud.VApps.Count);
        session.Run(new GetCseTaskCommand());
        Assert.Equal(("Remove", "Succeeded", cluster.Name), Assert.Single(session.Host.Output.OfType<CseTask>().Select(task => (task.Kind, task.Status, task.ClusterName))));
    }

    [Fact]
    public void Completion_reads_the_networks_and_profiles_of_the_chosen_VDC()
    {
        Session session = Connected("acme", "alice");
        Hashtable bound = new() { ["Vdc"] = "acme-vdc" };
        foreach ((CloudCompleter completer, string[] expected) in new (CloudCompleter, string[])[]
        {
            (new NetworkCompleter(), ["acme-net", "acme-tight"]), (new StorageProfileCompleter(), ["gold", "silver"]), (new VdcCompleter(), ["acme-small", "acme-vdc"]), (new OrgCompleter(), ["acme"]),
        })
        {
            (completer.Store, completer.Cache, completer.ReadVariable) = (session.Store, new CompletionCache(TimeProvider.System, TimeSpan.FromSeconds(10)), session.Host.GetGlobalVariable);
            Assert.Equal(expected, completer.Complete("", bound).Select(suggestion => suggestion.Value));
        }
    }

    [Fact]
    public void What_the_server_says_is_in_the_error_and_its_code_in_the_category()
    {
        Session session = Connected("acme", "alice");
        _cloud.Faults.Add("http path=*query* status=403 minor=ACCESS_TO_RESOURCE_IS_FORBIDDEN message=not-for-you");
        session.Run(new GetCseClusterCommand());
        CseError error = session.Ended ?? Assert.Single(session.Host.Errors);
        Assert.Equal(("CseForbidden", ErrorCategory.PermissionDenied), (error.Id, error.Category));
        Assert.Contains("not-for-you", error.Message);
    }

    private ConnectCseServerCommand Connect(string org, string user, string password = "Passw0rd!", string? thumbprint = null)
    {
        SecureString secret = new();
        password.ToList().ForEach(secret.AppendChar);
        return new ConnectCseServerCommand
        {
            Server = _cloud.Endpoint.ToString(),
            Org = org,
            Credential = new PSCredential("unused", new SecureString()),
            Unpack = _ => (user, secret),
            CertificateThumbprint = thumbprint ?? _cloud.CertificateThumbprint,
            SshKeyPath = Path.Combine(_folder, "key"),
        };
    }

    private Session Connected(string org, string user)
    {
        Session session = new();
        session.Store.Remove(session.Connection);
        session.Host.Variables.Clear();
        session.Run(Connect(org, user));
        Assert.Null(session.Ended);
        return session;
    }
}

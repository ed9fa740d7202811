using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Connections;
using CsePowerShell.Tests.Support;
using CsePowerShell.VCloud;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class ConnectionCmdletTests
{
    private readonly Session _session = new();

    [Fact]
    public void Connect_makes_the_server_the_default_in_both_variables()
    {
        CseConnection made = Other();
        _session.Run(Connect(made));
        Assert.Same(made.Server, Assert.Single(_session.OutputOf<CseServer>()));
        Assert.Same(made.Server, _session.Host.Variables[DefaultServers.One]);
        Assert.Same(made.Server, ((CseServer[])_session.Host.Variables[DefaultServers.All]!)[0]);
    }

    [Fact]
    public void NotDefault_leaves_the_default_as_it_is()
    {
        _session.With("NotDefault").Run(Connect(Other()));
        Assert.Same(_session.Connection.Server, _session.Host.Variables[DefaultServers.One]);
    }

    [Theory]
    [InlineData("alice", "acme", "alice", "acme")]
    [InlineData("alice@acme", null, "alice", "acme")]
    [InlineData("a@b.example@acme", null, "a@b.example", "acme")]
    [InlineData("a@b.example", "acme", "a@b.example", "acme")]
    public void The_user_may_say_the_organization(string typed, string? org, string user, string expectedOrg)
    {
        VCloudConnectionOptions? used = null;
        ConnectCseServerCommand connect = Connect(Other(), typed, options => used = options);
        connect.Org = org;
        _session.Run(connect);
        Assert.Equal((user, expectedOrg, "Passw0rd!"), (used!.UserName, used.Org, used.Password));
    }

    [Fact]
    public void A_user_without_organization_is_an_error_that_says_what_to_give()
    {
        ConnectCseServerCommand connect = Connect(Other(), "alice");
        _session.Run(connect);
        Assert.Equal("CseBadRequest", _session.Ended!.Id);
        Assert.Contains("-Org", _session.Ended.Message);
    }

    [Fact]
    public void Every_parameter_reaches_the_client_and_the_engine()
    {
        VCloudConnectionOptions? used = null;
        EngineOptions? engine = null;
        CseMode? mode = null;
        CseConnection made = Other();
        ConnectCseServerCommand connect = Connect(made, "alice@acme");
        connect.Mode = CseMode.Service;
        connect.Connector = (options, node, who, _, _) =>
        {
            (used, engine, mode) = (options, node, who);
            return Task.FromResult(made);
        };
        (connect.Server, connect.Port, connect.CertificateThumbprint, connect.ApiVersion, connect.TimeoutSec) = ("vcd", 8443, new string('A', 40), "36.0", 7);
        (connect.NodeSshPort, connect.JumpHost, connect.SshKeyPath) = (2222, "ops@gate", "key");
        _session.With("SkipCertificateCheck").Run(connect);
        Assert.Equal(("vcd", 8443, new string('A', 40), "36.0", TimeSpan.FromSeconds(7), true),
            (used!.Server, used.Port!.Value, used.CertificateThumbprint!, used.ApiVersion!, used.RequestTimeout, used.SkipCertificateCheck));
        Assert.Equal(CseMode.Service, mode);
        Assert.Equal((2222, "ops@gate", Path.GetFullPath("key")), (engine!.NodeSshPort, engine.JumpHost, engine.SshKeyPath));
    }

    [Fact]
    public void A_session_token_is_used_as_it_is()
    {
        VCloudConnectionOptions? used = null;
        ConnectCseServerCommand connect = Connect(Other(), capture: options => used = options);
        (connect.Credential, connect.SessionToken) = (null, Secure("the-token"));
        _session.Run(connect);
        Assert.Equal(("the-token", (string?)null), (used!.SessionToken, used.UserName));
    }

    [Fact]
    public void Connecting_again_ends_the_session_that_is_replaced_and_only_that()
    {
        CseConnection again = _session.Connect("vcd.example.com", "acme", "alice", new FakeClusters());
        CseConnection newer = new(new CseServer { Id = again.Id, Name = "vcd.example.com" }, new FakeClusters(), new FakeDirectory(), () => 0, _ => throw new InvalidOperationException("must stay open"));
        _session.Run(Connect(newer));
        Assert.Equal([again.Id], _session.LoggedOut);
        Assert.Same(newer, _session.Store.Find(newer.Id));
    }

    [Fact]
    public void A_session_that_a_cmdlet_works_through_is_ended_when_the_cmdlet_is_done()
    {
        CseConnection old = _session.Connection;
        IDisposable work = old.Use();
        CseConnection newer = new(new CseServer { Id = old.Id, Name = "vcd.example.com" }, new FakeClusters(), new FakeDirectory(), () => 0, _ => Task.CompletedTask);
        _session.Run(Connect(newer));
        Assert.Empty(_session.LoggedOut);
        Assert.Same(newer, _session.Store.Find(old.Id));
        work.Dispose();
        Assert.True(SpinWait.SpinUntil(() => _session.LoggedOut.Contains(old.Id), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_session_under_which_a_cmdlet_begins_an_operation_is_ended_after_the_operation()
    {
        CseConnection old = _session.Connection;
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Clusters.Work = async operation =>
        {
            await go.Task;
            operation.Succeed(new OperationResult { Changed = true });
        };
        IDisposable planning = old.Use();
        _session.Run(Connect(Newer(old)));
        LocalOperation begun = _session.Operations.Add(old, await old.Clusters.StartCreateAsync(new ClusterSpec { Name = "web", Vdc = "v" }, new CreateOptions(), TestContext.Current.CancellationToken));
        planning.Dispose();
        Assert.False(SpinWait.SpinUntil(() => _session.LoggedOut.Count > 0, TimeSpan.FromMilliseconds(300)));
        go.SetResult();
        await begun.Ended;
        Assert.True(SpinWait.SpinUntil(() => _session.LoggedOut.Contains(old.Id), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_session_that_is_replaced_is_ended_also_when_nobody_reads_on()
    {
        CseConnection old = _session.Connection;
        _session.Host.OnObject = _ => throw new PipelineStoppedException();
        Assert.ThrowsAny<PipelineStoppedException>(() => _session.Run(Connect(Newer(old))));
        Assert.True(SpinWait.SpinUntil(() => _session.LoggedOut.Contains(old.Id), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_former_session_that_cannot_be_ended_any_more_does_not_spoil_the_new_one()
    {
        CseConnection old = new(new CseServer { Id = _session.Connection.Id, Name = "vcd.example.com" }, new FakeClusters(), new FakeDirectory(), () => 0, _ => throw new VCloudException("The proxy is gone."));
        _session.Store.Add(old);
        CseConnection newer = Newer(old);
        _session.Run(Connect(newer));
        Assert.Null(_session.Ended);
        Assert.Empty(_session.Host.Errors);
        Assert.Same(newer.Server, Assert.Single(_session.Host.Output));
        Assert.Contains(_session.Host.Verbose, line => line.EndsWith("it ends by itself. The proxy is gone.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cmdlet_holds_its_connection_until_it_ends_and_no_longer()
    {
        bool wasFree = true;
        _session.Host.OnObject = _ => wasFree = _session.Connection.WhenUnusedAsync().IsCompleted;
        _session.Clusters.All.Add(FakeClusters.Cluster("web"));
        _session.Run(new GetCseClusterCommand());
        Assert.False(wasFree);
        Assert.True(_session.Connection.WhenUnusedAsync().IsCompleted);
    }

    [Fact]
    public void What_is_waited_for_is_shown_when_it_takes_time_and_taken_away()
    {
        CseConnection made = Other();
        ConnectCseServerCommand connect = Connect(made);
        connect.Connector = async (_, _, _, tell, stop) =>
        {
            tell("Asking whether an API extension answers");
            await Task.Delay(1800, stop);
            return made;
        };
        _session.Run(connect);
        Assert.Contains(_session.Host.Progress, update => update.Status == "Asking whether an API extension answers" && update.Activity == "Connecting to vcd");
        Assert.True(_session.Host.Progress[^1].IsCompleted);
        Assert.Contains(_session.Host.Verbose, line => line.EndsWith("Asking whether an API extension answers.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_quick_connection_shows_no_line()
    {
        _session.Run(Connect(Other()));
        Assert.Empty(_session.Host.Progress);
    }

    [Fact]
    public void A_failure_to_connect_ends_the_pipeline_and_leaves_the_default()
    {
        ConnectCseServerCommand connect = Connect(Other());
        connect.Connector = (_, _, _, _, _) => throw new ClusterException(ErrorCodes.Unauthenticated, "No.");
        _session.Run(connect);
        Assert.Equal("CseUnauthenticated", _session.Ended!.Id);
        Assert.Same(_session.Connection.Server, _session.Host.Variables[DefaultServers.One]);
    }

    [Fact]
    public void A_deprecated_version_is_warned_of()
    {
        CseConnection made = Other();
        made.Server.IsApiVersionDeprecated = true;
        _session.Run(Connect(made));
        Assert.Contains("deprecated", Assert.Single(_session.Host.Warnings));
    }

    [Fact]
    public void Disconnect_without_a_name_ends_the_default_and_the_one_before_it_takes_over()
    {
        CseConnection made = Other();
        _session.Host.Variables[DefaultServers.All] = new[] { _session.Connection.Server };
        _session.Run(Connect(made)).Run(new DisconnectCseServerCommand());
        Assert.Equal([made.Id], _session.LoggedOut);
        Assert.False(made.Server.IsConnected);
        Assert.Same(_session.Connection.Server, _session.Host.Variables[DefaultServers.One]);
        Assert.Single((CseServer[])_session.Host.Variables[DefaultServers.All]!);
    }

    [Fact]
    public void Disconnect_takes_wildcards_and_all()
    {
        Other();
        _session.Run(new DisconnectCseServerCommand { Server = [new CseServerIdentity("other*")] });
        Assert.Equal(["other.example.com/globex/bob"], _session.LoggedOut);
        _session.With("All").Run(new DisconnectCseServerCommand());
        Assert.Empty(_session.Store.Open);
        Assert.Null(_session.Host.Variables[DefaultServers.One]);
    }

    [Fact]
    public void Disconnect_with_WhatIf_touches_nothing()
    {
        _session.Host.IsWhatIf = true;
        _session.Run(new DisconnectCseServerCommand());
        Assert.Empty(_session.LoggedOut);
        Assert.Contains(_session.Connection.Id, Assert.Single(_session.Host.Asked));
    }

    [Fact]
    public void Disconnect_stops_what_runs_through_it_and_says_how_to_resume()
    {
        _session.Clusters.Work = async operation =>
        {
            await Task.Delay(Timeout.Infinite, operation.StopToken).ContinueWith(_ => { }, TaskScheduler.Default);
            operation.Fail(new OperationCanceledException());
        };
        _session.With("RunAsync").Run(new NewCseClusterCommand { Name = "web", Vdc = "v", Network = "n", Template = "t" });
        _session.Run(new DisconnectCseServerCommand());
        Assert.Contains("New-CseCluster -Name web", Assert.Single(_session.Host.Warnings));
        Assert.Equal("Canceled", Assert.Single(_session.OutputOf<CseTask>()).Status);
        Assert.Equal([_session.Connection.Id], _session.LoggedOut);
    }

    [Fact]
    public void Get_lists_open_connections_and_asks_no_server()
    {
        Other();
        _session.Run(new GetCseServerCommand());
        Assert.Equal(2, _session.Host.Output.Count);
        Assert.Empty(_session.Clusters.Calls);
    }

    [Fact]
    public void Get_Default_gives_the_default_alone()
    {
        Other();
        _session.With("Default").Run(new GetCseServerCommand());
        Assert.Same(_session.Connection.Server, Assert.Single(_session.Host.Output));
    }

    [Fact]
    public void Get_of_an_unknown_name_is_an_error_and_of_a_wildcard_is_nothing()
    {
        _session.Run(new GetCseServerCommand { Server = [new CseServerIdentity("none"), new CseServerIdentity("none*"), new CseServerIdentity("vcd*")] });
        Assert.Equal("CseNotConnected", Assert.Single(_session.Host.Errors).Id);
        Assert.Single(_session.Host.Output);
    }

    [Fact]
    public void The_request_count_is_live()
    {
        Assert.Equal(0, _session.Connection.Server.RequestCount);
        _session.Run(new GetCseClusterCommand());
        Assert.Equal(1, _session.Connection.Server.RequestCount);
    }

    [Fact]
    public void Without_a_default_the_error_names_the_open_connections()
    {
        _session.Host.Variables.Clear();
        _session.Run(new GetCseClusterCommand());
        Assert.Equal("CseNotConnected", _session.Ended!.Id);
        Assert.Contains(_session.Connection.Id, _session.Ended.Message);
    }

    [Fact]
    public void A_server_name_that_fits_two_connections_is_an_error_that_lists_them()
    {
        _session.Connect("vcd.example.com", "globex", "bob", new FakeClusters());
        _session.Run(new GetCseClusterCommand { Server = [new CseServerIdentity("vcd.example.com")] });
        Assert.Equal("CseNameAmbiguous", _session.Ended!.Id);
        Assert.Contains("vcd.example.com/globex/bob", _session.Ended.Message);
    }

    private static SecureString Secure(string text)
    {
        SecureString secret = new();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    private static ConnectCseServerCommand Connect(CseConnection made, string user = "alice@acme", Action<VCloudConnectionOptions>? capture = null) => new()
    {
        Server = "vcd",
        Credential = new PSCredential("unused", new SecureString()),
        Unpack = _ => (user, Secure("Passw0rd!")),
        Connector = (options, _, _, _, _) =>
        {
            capture?.Invoke(options);
            return Task.FromResult(made);
        },
    };

    private static CseConnection Newer(CseConnection old) =>
        new(new CseServer { Id = old.Id, Name = "vcd.example.com" }, new FakeClusters(), new FakeDirectory(), () => 0, _ => Task.CompletedTask);

    private CseConnection Other() => _session.Connect("other.example.com", "globex", "bob", new FakeClusters());
}

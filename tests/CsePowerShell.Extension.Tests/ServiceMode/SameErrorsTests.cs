using CsePowerShell.Clusters;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.EndToEnd;

namespace CsePowerShell.Extension.Tests.ServiceMode;

/// <summary>Two faces, one engine: what goes wrong has one code, whoever does the work.</summary>
public sealed class SameErrorsTests(BrokerFixture brokers) : IAsyncLifetime
{
    private RegisteredCloud _cloud = null!;
    private CloudHost _host = null!;
    private TenantOperations _alice = null!;
    private string _folder = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("cse-same-").FullName;
        _cloud = await RegisteredCloud.StartAsync(brokers);
        _host = await new CloudHost(_cloud).ReadyAsync();
        _alice = await TenantOperations.ConnectAsync(_cloud, key: Path.Combine(_folder, "key"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_alice is not null)
            await _alice.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
        if (_cloud is not null)
            await _cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> CodeAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "none";
        }
        catch (ClusterException error)
        {
            Assert.NotEmpty(error.Summary);
            return error.Code;
        }
    }

    private async Task BothAsync(string code, Func<IClusterOperations, Task> act)
    {
        Assert.Equal(code, await CodeAsync(() => act(_alice.Direct)));
        Assert.Equal(code, await CodeAsync(() => act(_alice.Remote)));
    }

    private static async Task CreateAsync(IClusterOperations engine, Action<ClusterSpec> change)
    {
        ClusterSpec spec = TenantOperations.Spec("e1");
        change(spec);
        await (await engine.StartCreateAsync(spec, new CreateOptions(), Stop)).Completion;
    }

    [Fact]
    public async Task Bad_input_of_a_create()
    {
        await BothAsync(ErrorCodes.ValidationFailed, engine => CreateAsync(engine, spec => spec.Name = "Not_A_Name"));
        await BothAsync(ErrorCodes.ValidationFailed, engine => CreateAsync(engine, spec => spec.Pools[1].Count = 1000));
        await BothAsync(ErrorCodes.NotFound, engine => CreateAsync(engine, spec => spec.Vdc = "no-such-vdc"));
        await BothAsync(ErrorCodes.NotFound, engine => CreateAsync(engine, spec => spec.Network = "no-such-net"));
        await BothAsync(ErrorCodes.NotFound, engine => CreateAsync(engine, spec => spec.StorageProfile = "no-such-profile"));
        await BothAsync(ErrorCodes.TemplateNotFound, engine => CreateAsync(engine, spec => spec.Template = "no-such-template"));
        await BothAsync(ErrorCodes.AddressesExhausted, engine => CreateAsync(engine, spec => (spec.Vdc, spec.Network, spec.Pools[1].Count) = ("acme-vdc", "acme-tight", 90)));
        Assert.Empty(_cloud.Cloud.VApps);
    }

    [Fact]
    public async Task Clusters_that_are_not_there()
    {
        var nobody = new ClusterReference { Name = "nobody" };
        await BothAsync(ErrorCodes.ClusterNotFound, engine => engine.GetClusterAsync(nobody, Stop));
        await BothAsync(ErrorCodes.ClusterNotFound, engine => engine.GetKubeconfigAsync(nobody, Stop));
        await BothAsync(ErrorCodes.ClusterNotFound, engine => engine.GetKubeconfigAsync(new ClusterReference { Id = Guid.NewGuid().ToString("D") }, Stop));
        await BothAsync(ErrorCodes.ClusterNotFound, engine => engine.GetNodesAsync(nobody, askKubernetes: true, Stop));
        await BothAsync(ErrorCodes.ClusterNotFound, engine => engine.StartResizeAsync(nobody, new ResizeRequest { Add = 1 }, Stop));
        await BothAsync(ErrorCodes.ClusterNotFound, engine => engine.StartRemoveAsync(nobody, new RemoveOptions(), Stop));
        await BothAsync("none", engine => engine.StartRemoveAsync(nobody, new RemoveOptions { Force = true }, Stop));
    }

    [Fact]
    public async Task A_service_that_is_switched_off_or_gone_says_so_and_lists_go_on()
    {
        await _cloud.Admin.SendAsync("PUT", "/api/cse/system", """{"enabled": false}""");
        Assert.Equal(ServiceState.Disabled, (await ServiceProbe.AskAsync(_alice.Client, TimeProvider.System, Stop)).State);
        Assert.Equal(ErrorCodes.ServiceDisabled, await CodeAsync(() => CreateAsync(_alice.Remote, _ => { })));
        CheckResult row = Assert.Single(await _alice.Remote.CheckAsync(TenantOperations.Spec("e1"), Stop), row => row.Result == CheckOutcome.Failed);
        Assert.Equal(("API extension", ErrorCodes.ServiceDisabled), (row.Name, row.Code));
        Assert.Empty(await _alice.ListAsync());

        await _cloud.SetEnabledAsync(false);
        Assert.Equal(ServiceState.None, (await ServiceProbe.AskAsync(_alice.Client, TimeProvider.System, Stop)).State);
        Assert.Equal(ErrorCodes.ServiceDisabled, await CodeAsync(() => _alice.Remote.ListTemplatesAsync(new TemplateQuery(), Stop)));
    }

    [Fact]
    public async Task What_a_create_needs_is_checked_with_the_rights_of_the_service()
    {
        IReadOnlyList<CheckResult> rows = await _alice.Remote.CheckAsync(TenantOperations.Spec("e1"), Stop);
        Assert.DoesNotContain(rows, row => row.Result == CheckOutcome.Failed);
        Assert.Contains(rows, row => row.Name == "Authorization");
        // Keys, shells and ways are the service's: neither the tenant's matter nor for him to see.
        Assert.DoesNotContain(rows, row => row.Name is "Management key" or "SSH client" or "Path to nodes" || row.Detail.Contains(_host.Folder));
        Assert.Contains(await _alice.Remote.CheckAsync(null, Stop), row => row.Name == "Templates");

        await using TenantOperations dave = await TenantOperations.ConnectAsync(_cloud, "dave");
        CheckResult refused = Assert.Single(await dave.Remote.CheckAsync(TenantOperations.Spec("e1"), Stop), row => row.Result == CheckOutcome.Failed);
        Assert.Equal(ErrorCodes.Forbidden, refused.Code);
        Assert.Equal(ErrorCodes.Forbidden, await CodeAsync(() => dave.Remote.PlanCreateAsync(TenantOperations.Spec("e1"), new CreateOptions(), Stop)));
    }

    [Fact]
    public async Task A_plan_of_a_colleagues_cluster_is_refused_as_the_change_would_be()
    {
        await using TenantOperations carol = await TenantOperations.ConnectAsync(_cloud, "carol");
        ClusterOperation create = await carol.Remote.StartCreateAsync(TenantOperations.Spec("carols"), new CreateOptions { NoRollback = true }, Stop);
        ClusterReference reference = new() { Id = create.ClusterId };
        await Assert.ThrowsAnyAsync<ClusterException>(() => create.Completion.WaitAsync(TimeSpan.FromMinutes(3), Stop));

        await using TenantOperations frank = await TenantOperations.ConnectAsync(_cloud, "frank");
        Assert.Equal(ErrorCodes.ClusterNotFound, await CodeAsync(() => frank.Remote.PlanResizeAsync(reference, new ResizeRequest { WorkerCount = 3 }, Stop)));
        Assert.Equal(ErrorCodes.ClusterNotFound, await CodeAsync(() => frank.Remote.PlanRemoveAsync(reference, new RemoveOptions(), Stop)));
        Assert.Equal(ErrorCodes.ClusterNotFound, await CodeAsync(() => frank.Remote.GetNodesAsync(reference, askKubernetes: true, Stop)));
        Assert.Null(await frank.Remote.FindTaskAsync(create.Id, Stop));
        ClusterPlan plan = await carol.Remote.PlanRemoveAsync(reference, new RemoveOptions(), Stop);
        Assert.Equal((OperationKind.Remove, "carols"), (plan.Kind, plan.ClusterName));
    }
}

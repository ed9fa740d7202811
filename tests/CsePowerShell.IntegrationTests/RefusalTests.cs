using CsePowerShell.Clusters;
using CsePowerShell.Simulator;

namespace CsePowerShell.IntegrationTests;

/// <summary>What cannot be is refused with a code and a next step before anything is changed, and the preflight says the same.</summary>
public sealed class RefusalTests(PaperFixture fixture) : IClassFixture<PaperFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<ClusterSpec>, string, string> Faults => new()
    {
        { "VDC", spec => spec.Vdc = "no-vdc", ErrorCodes.NotFound, "VDC" },
        { "VDC of another tenant", spec => spec.Vdc = "globex-vdc", ErrorCodes.NotFound, "VDC" },
        { "network", spec => spec.Network = "no-net", ErrorCodes.NotFound, "Network" },
        { "network of another tenant", spec => spec.Network = "globex-net", ErrorCodes.NotFound, "Network" },
        { "template", spec => spec.Template = "no-template", ErrorCodes.TemplateNotFound, "Template" },
        { "revision", spec => spec.TemplateRevision = 9, ErrorCodes.TemplateNotFound, "Template" },
        { "catalog", spec => spec.Catalog = "no-catalog", ErrorCodes.NotFound, "Template" },
        { "Kubernetes version", spec => spec.KubernetesVersion = "v1.29.0", ErrorCodes.TemplateNotFound, "Template" },
        { "storage profile", spec => spec.StorageProfile = "platinum", ErrorCodes.NotFound, "Storage" },
        { "addresses", spec => spec.Network = "acme-tight", ErrorCodes.AddressesExhausted, "Addresses" },
        { "VM quota", spec => (spec.Vdc, spec.Pools[1].Count) = ("acme-small", 4), ErrorCodes.QuotaExceeded, "VM quota" },
        { "disk smaller than the template's", spec => spec.Pools[1].DiskMB = 2048, ErrorCodes.ValidationFailed, "Disk" },
        { "pods over the nodes", spec => spec.PodSubnet = "127.0.0.0/8", ErrorCodes.ValidationFailed, "Subnets" },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public async Task A_create_that_cannot_be_is_refused_before_anything_is_changed(string what, Action<ClusterSpec> spoil, string code, string row)
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterSpec spec = PaperFixture.Spec("refused");
        spoil(spec);
        int tasks = fixture.Cloud.Tasks.Count;

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.StartCreateAsync(spec, new CreateOptions(), Ct));
        ClusterException planned = await Assert.ThrowsAsync<ClusterException>(() => operations.PlanCreateAsync(spec, new CreateOptions(), Ct));
        IReadOnlyList<CheckResult> rows = await operations.CheckAsync(spec, Ct);

        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {error.Message}");
        Assert.Equal((code, code), (error.Code, planned.Code));
        Assert.NotEqual("", error.Hint);
        CheckResult failed = Assert.Single(rows, one => one.Result == CheckOutcome.Failed);
        Assert.Equal((row, code), (failed.Name, failed.Code));
        Assert.NotEqual("", failed.Fix);
        Assert.Equal(tasks, fixture.Cloud.Tasks.Count);
        Assert.Null(fixture.VApp("refused"));
    }

    [Theory]
    [InlineData("Vdc", "no-vdc", "There are: \"acme-small\", \"acme-vdc\".")]
    [InlineData("Network", "no-net", "\"acme-net\"")]
    [InlineData("StorageProfile", "platinum", "There are: \"gold\", \"silver\".")]
    [InlineData("Catalog", "no-catalog", "\"cse\"")]
    [InlineData("Template", "no-template", "ubuntu-24.04_k8s-1.31")]
    public async Task Whoever_names_what_is_not_there_gets_what_is(string parameter, string value, string listed)
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterSpec spec = PaperFixture.Spec("unknown");
        typeof(ClusterSpec).GetProperty(parameter)!.SetValue(spec, value);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.PlanCreateAsync(spec, new CreateOptions(), Ct));
        Assert.Contains($"\"{value}\"", error.Summary);
        Assert.Contains(listed, error.Hint);
    }

    [Fact]
    public async Task A_good_spec_passes_every_row_and_says_what_it_takes()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        IReadOnlyList<CheckResult> rows = await operations.CheckAsync(PaperFixture.Spec("good"), Ct);
        Assert.DoesNotContain(rows, row => row.Result is CheckOutcome.Failed or CheckOutcome.Warning);
        Assert.Contains(rows, row => row is { Name: "Path to nodes", Result: CheckOutcome.Skipped } && row.Detail.Contains("port 22"));
        Assert.Contains(rows, row => row.Name == "Addresses" && row.Detail.Contains("3 are needed"));

        ClusterPlan plan = await operations.PlanCreateAsync(PaperFixture.Spec("good"), new CreateOptions(), Ct);
        Assert.Equal((6, 12288, 3 * 16384, 3), (plan.VCpu, plan.MemoryMB, plan.StorageMB, plan.Addresses));
        Assert.Equal(3, plan.VmsToAdd.Count);
        Assert.NotEmpty(plan.QuotaLeft);
        Assert.False(plan.IsEmpty);
        Assert.Null(fixture.VApp("good"));
    }

    [Fact]
    public async Task Looking_makes_no_management_key()
    {
        fixture.Reset();
        string path = Path.Combine(fixture.Folder, "not-made");
        DirectOperations operations = await fixture.OperationsAsync(change: options => options.SshKeyPath = path);
        await operations.CheckAsync(PaperFixture.Spec("looking"), Ct);
        await operations.PlanCreateAsync(PaperFixture.Spec("looking"), new CreateOptions(), Ct);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Where_VMs_get_no_guests_a_create_says_so_before_anything_is_made()
    {
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off }, Ct);
        using VCloud.VCloudClient client = await VCloud.VCloudClient.ConnectAsync(new VCloud.VCloudConnectionOptions
        {
            Server = cloud.Endpoint.AbsoluteUri, Org = "acme", UserName = "alice", Password = "Passw0rd!", CertificateThumbprint = cloud.CertificateThumbprint,
        }, Ct);
        var operations = new DirectOperations(client, fixture.Options());
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.StartCreateAsync(PaperFixture.Spec("no-guests"), new CreateOptions(), Ct));
        Assert.Contains("VMware Tools", error.Summary);
        Assert.Contains("simulated", error.Hint);
        Assert.Single(await operations.CheckAsync(PaperFixture.Spec("no-guests"), Ct), row => row is { Name: "VMware Tools", Result: CheckOutcome.Failed });
        Assert.Empty(cloud.VApps);
        await client.LogoutAsync(Ct);
    }

    [Theory]
    [InlineData("dave")]
    [InlineData("erin")]
    public async Task A_user_who_may_not_make_vApps_is_told_which_right_is_missing(string user)
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync(user);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.StartCreateAsync(PaperFixture.Spec("forbidden"), new CreateOptions(), Ct));
        Assert.Equal(ErrorCodes.Forbidden, error.Code);
        Assert.Contains("vApp: Create / Reconfigure", error.Message);
    }

    [Fact]
    public async Task A_session_that_expires_on_the_way_is_renewed()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        fixture.Cloud.Faults.Add("expired-session method=POST path=*recomposeVApp count=1");
        Assert.Equal(ClusterState.Ready, (await fixture.CreateAsync(operations, PaperFixture.Spec("expired", workers: 1))).State);
    }

    [Fact]
    public async Task A_busy_vApp_and_a_cell_in_trouble_are_waited_out()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        fixture.Cloud.Faults.Add("busy operation=vdcRecomposeVapp count=1; http method=GET path=/api/query* status=503 count=1; lost-connection method=GET path=/api/task* when=before count=1");
        Assert.Equal(ClusterState.Ready, (await fixture.CreateAsync(operations, PaperFixture.Spec("trouble", workers: 1))).State);
    }

    [Fact]
    public async Task A_system_administrator_names_the_organization_and_reaches_every_cluster()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync("administrator", "System");
        ClusterSpec spec = PaperFixture.Spec("by-system", workers: 1);
        spec.Org = "acme";
        Cluster cluster = await fixture.CreateAsync(operations, spec);
        Assert.Equal(("acme", ClusterState.Ready), (cluster.Org, cluster.State));
        Cluster grown = (await (await operations.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { Add = 1 }, Ct)).Completion).Cluster!;
        Assert.Equal(3, grown.ReadyNodes);
        DirectOperations tenant = await fixture.OperationsAsync();
        Assert.Equal(cluster.Id, (await tenant.GetClusterAsync(ClusterReference.Parse("by-system"), Ct)).Id);
    }

    [Fact]
    public async Task A_lease_that_vCD_shortens_is_told_with_its_date()
    {
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.OnPaper, MaxDeploymentLeaseSeconds = 86400, MaxStorageLeaseSeconds = 864000 }, Ct);
        using VCloud.VCloudClient client = await VCloud.VCloudClient.ConnectAsync(new VCloud.VCloudConnectionOptions
        {
            Server = cloud.Endpoint.AbsoluteUri, Org = "acme", UserName = "alice", Password = "Passw0rd!", CertificateThumbprint = cloud.CertificateThumbprint,
        }, Ct);
        fixture.Reset();
        var operations = new DirectOperations(client, fixture.Options());
        ClusterOperation operation = await operations.StartCreateAsync(PaperFixture.Spec("leased", workers: 1), new CreateOptions(), Ct);
        Cluster cluster = (await operation.Completion).Cluster!;
        Assert.InRange(cluster.LeaseExpires!.Value, DateTimeOffset.UtcNow.AddHours(22), DateTimeOffset.UtcNow.AddHours(26));
        Assert.Contains(cluster.Warnings, warning => warning.Contains("lease"));
        Assert.Contains(operation.Log, line => line.IsWarning && line.Text.Contains("lease"));
        await client.LogoutAsync(Ct);
    }
}

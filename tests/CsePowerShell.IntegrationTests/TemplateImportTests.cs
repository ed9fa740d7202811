using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>Packages that become templates, and everything that may be there already or go wrong.</summary>
public sealed class TemplateImportTests(PaperFixture fixture) : IClassFixture<PaperFixture>, IAsyncLifetime
{
    private static int s_last;

    private readonly string _folder = Directory.CreateTempSubdirectory("cse-import-").FullName;
    private readonly string _name = $"imported-{Interlocked.Increment(ref s_last)}";
    private VCloudClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture.Reset();
        _client = await fixture.ConnectAsync();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_package_becomes_a_template_that_a_cluster_is_made_from()
    {
        TemplateImportRequest request = Request(OvaMaker.WithDisk(200_000));
        (request.Cni, request.CniVersion) = ("flannel", "v0.26.2");
        OperationResult result = await ImportAsync(request);
        Assert.True(result.Changed);
        Template made = result.Template!;
        Assert.Equal((_name, 1, "v1.31.4", "flannel", "v0.26.2", "uploads", true), (made.Name, made.Revision, made.KubernetesVersion, made.Cni, made.CniVersion, made.Catalog, made.IsUsable));
        SimulatedTemplate arrived = Item()!;
        Assert.Equal("1", arrived.Metadata["cse.template.revision"]);

        DirectOperations operations = await fixture.OperationsAsync();
        ClusterSpec spec = ClusterSpec.Simple(_name, "acme-vdc", "acme-net", _name, 1);
        Cluster cluster = await fixture.CreateAsync(operations, spec);
        Assert.Equal((_name, 1, "v1.31.4"), (cluster.Template, cluster.TemplateRevision, cluster.KubernetesVersion));
    }

    [Fact]
    public async Task A_template_that_no_cluster_can_be_made_from_is_imported_with_a_warning()
    {
        OvaMaker old = OvaMaker.WithDisk(1000);
        old.KubernetesVersion = "v1.21.14";
        using TemplateImport import = TemplateImport.Open(_client, Request(old), fixture.Options());
        ClusterOperation operation = await import.StartAsync(Cancel);
        Assert.False((await operation.Completion).Template!.IsUsable);
        Assert.Contains(operation.Log, line => line.IsWarning && line.Text.Contains("v1.21.14", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_plans_nothing()
    {
        TemplateImportRequest request = Request(OvaMaker.WithDisk(1000));
        await ImportAsync(request);
        int tasks = fixture.Cloud.Tasks.Count;
        Assert.True((await PlanAsync(request)).IsEmpty);
        OperationResult again = await ImportAsync(request);
        Assert.False(again.Changed);
        Assert.Equal(_name, again.Template!.Name);
        Assert.Equal(tasks, fixture.Cloud.Tasks.Count);
    }

    [Fact]
    public async Task Another_package_under_the_name_is_an_error_and_Force_replaces_it()
    {
        await ImportAsync(Request(OvaMaker.WithDisk(1000, seed: 1)));
        TemplateImportRequest other = Request(OvaMaker.WithDisk(1000, seed: 2));
        string before = Item()!.Files.Single().Sha256;
        ClusterException taken = await FailsAsync(other);
        Assert.Equal(ErrorCodes.TemplateExists, taken.Code);
        Assert.Contains("another package", taken.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.TemplateExists, (await Assert.ThrowsAsync<ClusterException>(() => PlanAsync(other))).Code);
        Assert.Equal(before, Item()!.Files.Single().Sha256);

        other.Force = true;
        ClusterPlan plan = await PlanAsync(other);
        Assert.StartsWith("Remove ", plan.Steps[0].Text, StringComparison.Ordinal);
        Assert.Contains("is gone then", plan.OnFailure, StringComparison.Ordinal);
        Assert.True((await ImportAsync(other)).Changed);
        Assert.NotEqual(before, Item()!.Files.Single().Sha256);
    }

    [Fact]
    public async Task A_template_that_was_made_and_not_recorded_is_recorded()
    {
        TemplateImportRequest request = Request(OvaMaker.WithDisk(1000));
        fixture.Cloud.Faults.Add($"task-fails operation=metadataUpdate name={_name}_rev1 count=1");
        await FailsAsync(request);
        Assert.Empty(Item()!.Metadata);
        string bytes = Item()!.Files.Single().Sha256;
        ClusterPlan plan = await PlanAsync(request);
        Assert.StartsWith("Record it", Assert.Single(plan.Steps).Text, StringComparison.Ordinal);
        Assert.Equal("v1.31.4", (await ImportAsync(request)).Template!.KubernetesVersion);
        Assert.Equal(bytes, Item()!.Files.Single().Sha256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_import_that_vCD_fails_leaves_nothing_unless_it_is_to_be_looked_at(bool noRollback)
    {
        TemplateImportRequest request = Request(OvaMaker.WithDisk(1000));
        request.NoRollback = noRollback;
        fixture.Cloud.Faults.Add($"task-fails operation=vdcUploadOvfContents name={_name}_rev1 skip=0 count=1 message=full");
        ClusterException failure = await FailsAsync(request);
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(noRollback ? -1 : null, Item()?.Status);
        Assert.True((await ImportAsync(request)).Changed);
        Assert.Equal(8, Item()!.Status);
    }

    [Fact]
    public async Task A_stop_takes_the_half_item_away()
    {
        using TemplateImport import = TemplateImport.Open(_client, Request(OvaMaker.WithDisk(3_000_000)), fixture.Options());
        fixture.Cloud.Faults.Add("slow-response method=PUT path=/transfer/*/disk1.vmdk seconds=30");
        ClusterOperation operation = await import.StartAsync(Cancel);
        await UntilAsync(() => Item() is { Files.Count: 1 });
        operation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.Completion);
        Assert.Null(Item());
        Assert.Contains(operation.Log, line => line.Text.Contains("Removing the unfinished item", StringComparison.Ordinal));
        Assert.StartsWith("Import-CseTemplate -Path ", operation.ResumeHint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_is_gone_on_with()
    {
        TemplateImportRequest request = Request(OvaMaker.WithDisk(3_000_000));
        request.NoRollback = true;
        using (TemplateImport import = TemplateImport.Open(_client, request, fixture.Options()))
        {
            fixture.Cloud.Faults.Add("slow-response method=PUT path=/transfer/*/disk1.vmdk seconds=30 when=after");
            ClusterOperation operation = await import.StartAsync(Cancel);
            await UntilAsync(() => Item() is { } item && item.Files.Sum(file => file.Bytes) > 100_000);
            operation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.Completion);
        }

        fixture.Cloud.Faults.Clear();
        ClusterPlan plan = await PlanAsync(request);
        Assert.StartsWith("Go on with the upload", plan.Steps[0].Text, StringComparison.Ordinal);
        Assert.True((await ImportAsync(request)).Changed);
        Assert.Equal(8, Item()!.Status);
    }

    [Fact]
    public async Task Progress_tells_bytes_of_the_package_and_of_each_file_and_never_falls()
    {
        OvaMaker maker = OvaMaker.WithDisk(2_000_000);
        maker.Files.Add(("disk2.vmdk", new byte[1_000_000]));
        using TemplateImport import = TemplateImport.Open(_client, Request(maker), fixture.Options());
        ClusterOperation operation = await import.StartAsync(Cancel);
        List<int> percents = [];
        List<string> activities = [];
        operation.Progress += (_, progress) =>
        {
            lock (percents)
            {
                percents.Add(progress.Percent);
                activities.Add(progress.Activity);
            }
        };
        await operation.Completion;
        Assert.Equal(percents.Order(), percents);
        Assert.Equal(100, percents[^1]);
        Assert.Contains(activities, activity => activity.StartsWith("Uploaded 2.9 MB of 2.9 MB", StringComparison.Ordinal));
        Assert.Equal(["disk1.vmdk 1.9 MB of 1.9 MB 100 True", "disk2.vmdk 977 KB of 977 KB 100 True"],
            operation.Nodes.Select(file => $"{file.Node} {file.Activity} {file.Percent} {file.IsDone}"));
    }

    [Fact]
    public async Task Nothing_is_written_for_a_package_that_is_damaged()
    {
        OvaMaker maker = OvaMaker.WithDisk(1000);
        maker.ManifestText = text => System.Text.RegularExpressions.Regex.Replace(text, @"disk1\.vmdk\)= [0-9a-f]{8}", "disk1.vmdk)= 00000000");
        TemplateImportRequest request = Request(maker);
        request.Catalog = "never-made";
        request.CreateCatalog = true;
        ClusterException refused = await FailsAsync(request);
        Assert.Equal(ErrorCodes.ValidationFailed, refused.Code);
        Assert.Null(Item());
        Assert.Empty(await _client.Catalogs.ListAsync("never-made", Cancel));
    }

    [Fact]
    public async Task A_catalog_is_made_when_asked_for_and_missed_otherwise()
    {
        TemplateImportRequest request = Request(OvaMaker.WithDisk(1000));
        (request.Catalog, request.CreateCatalog) = ("other", false);
        Assert.Equal(ErrorCodes.NotFound, (await Assert.ThrowsAsync<ClusterException>(() => PlanAsync(request))).Code);
        request.Catalog = "cse";
        ClusterException foreign = await Assert.ThrowsAsync<ClusterException>(() => PlanAsync(request));
        Assert.Equal(ErrorCodes.Forbidden, foreign.Code);
        Assert.Contains("System", foreign.Message, StringComparison.Ordinal);
        (request.Catalog, request.CreateCatalog) = ("other", true);
        Assert.StartsWith("Make the catalog", (await PlanAsync(request)).Steps[0].Text, StringComparison.Ordinal);
        Assert.Empty(await _client.Catalogs.ListAsync("other", Cancel));
        Assert.Equal("other", (await ImportAsync(request)).Template!.Catalog);
    }

    [Fact]
    public async Task A_catalog_that_was_made_and_not_published_is_published_by_the_next_try()
    {
        VCloudClient provider = await fixture.ConnectAsync("administrator", "System");
        TemplateImportRequest request = Request(OvaMaker.WithDisk(1000));
        (request.Catalog, request.PublishCatalog) = ($"public-{_name}", true);
        async Task<OperationResult> TryAsync(Action<ClusterOperation>? look = null)
        {
            using TemplateImport import = TemplateImport.Open(provider, request, fixture.Options());
            ClusterOperation operation = await import.StartAsync(Cancel);
            OperationResult result = await operation.Completion;
            look?.Invoke(operation);
            return result;
        }

        async Task<bool> IsPublishedAsync() => Assert.Single(await provider.Catalogs.ListAsync(request.Catalog, Cancel)).IsPublished;
        fixture.Cloud.Faults.Add("http method=POST path=/api/admin/catalog/*/action/publish status=500 count=1");
        await Assert.ThrowsAsync<ClusterException>(() => TryAsync());
        Assert.False(await IsPublishedAsync());
        using (TemplateImport import = TemplateImport.Open(provider, request, fixture.Options()))
            Assert.StartsWith("Publish the catalog", (await import.PlanAsync(Cancel)).Steps[0].Text, StringComparison.Ordinal);
        Assert.True((await TryAsync()).Changed);
        Assert.True(await IsPublishedAsync());

        // One with something in it is somebody's: it is not laid open on the way.
        request = Request(OvaMaker.WithDisk(1000, seed: 3));
        request.Catalog = $"private-{_name}";
        await TryAsync();
        (request.Revision, request.PublishCatalog) = (2, true);
        await TryAsync(operation => Assert.Contains(operation.Log, line => line.IsWarning && line.Text.Contains("is not published", StringComparison.Ordinal)));
        Assert.False(await IsPublishedAsync());
    }

    [Fact]
    public async Task A_role_without_the_right_is_told_so_before_the_package_is_read()
    {
        await ImportAsync(Request(OvaMaker.WithDisk(1000)));
        TemplateImportRequest request = Request(OvaMaker.WithDisk(1000));
        request.Catalog = "mine";
        using TemplateImport import = TemplateImport.Open(await fixture.ConnectAsync("carol"), request, fixture.Options());
        ClusterException refused = await Assert.ThrowsAsync<ClusterException>(() => import.StartAsync(Cancel));
        Assert.Equal(ErrorCodes.Forbidden, refused.Code);
        Assert.Contains("Catalog: Create / Delete a Catalog", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_request_are_told_at_once()
    {
        TemplateImportRequest request = new() { Path = Path.Combine(_folder, "x.ova"), Name = "a*b", KubernetesVersion = "latest", Sha256 = "12", Description = new string('d', 200), PublishCatalog = true };
        SpecValidationException faults = Assert.Throws<SpecValidationException>(() => TemplateImport.Open(_client, request));
        Assert.Equal(["Catalog", "Name", "KubernetesVersion", "Sha256", "Description", "Publish"], faults.Details.Select(fault => fault.Name));
        Assert.Equal(ErrorCodes.NotFound, Assert.Throws<ClusterException>(() => TemplateImport.Open(_client, new TemplateImportRequest { Path = "/nowhere/x.ova", Catalog = "c" })).Code);
        OvaMaker silent = OvaMaker.WithDisk(10);
        silent.KubernetesVersion = null;
        TemplateImportRequest untold = new() { Path = silent.WriteOva(_folder), Catalog = "c" };
        Assert.Equal("KubernetesVersion", Assert.Throws<SpecValidationException>(() => TemplateImport.Open(_client, untold)).Details.Single().Name);
        silent.KubernetesVersion = "stable";
        untold.Path = silent.WriteOva(_folder, "stable.ova");
        Assert.Contains("\"stable\"", Assert.Throws<SpecValidationException>(() => TemplateImport.Open(_client, untold)).Message, StringComparison.Ordinal);
        ClusterException folder = Assert.Throws<ClusterException>(() => TemplateImport.Open(_client, new TemplateImportRequest { Path = _folder, Catalog = "c" }));
        Assert.Equal(ErrorCodes.ValidationFailed, folder.Code);
    }

    [Theory]
    [InlineData("ubuntu.ova", "ubuntu", 1)]
    [InlineData("ubuntu_rev12.ova", "ubuntu", 12)]
    [InlineData("ubuntu_rev0.ova", "ubuntu_rev0", 1)]
    public void Name_and_revision_come_from_the_file(string file, string name, int revision)
    {
        string path = OvaMaker.WithDisk(10).WriteOva(_folder, file);
        using TemplateImport import = TemplateImport.Open(_client, new TemplateImportRequest { Path = path, Catalog = "c" });
        Assert.Equal((name, revision), (import.Name, import.Revision));
    }

    private TemplateImportRequest Request(OvaMaker maker) => new()
    {
        Path = maker.WriteOva(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName),
        Catalog = "uploads",
        CreateCatalog = true,
        Name = _name,
    };

    private async Task<ClusterPlan> PlanAsync(TemplateImportRequest request)
    {
        using TemplateImport import = TemplateImport.Open(_client, request, fixture.Options());
        return await import.PlanAsync(Cancel);
    }

    private async Task<OperationResult> ImportAsync(TemplateImportRequest request)
    {
        using TemplateImport import = TemplateImport.Open(_client, request, fixture.Options());
        return await (await import.StartAsync(Cancel)).Completion;
    }

    private async Task<ClusterException> FailsAsync(TemplateImportRequest request) => await Assert.ThrowsAsync<ClusterException>(() => ImportAsync(request));

    private SimulatedTemplate? Item() => fixture.Cloud.Templates.FirstOrDefault(template => template.Name == $"{_name}_rev1");

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (int i = 0; !isSo(); i++)
        {
            Assert.True(i < 1000, "not within 10 s");
            await Task.Delay(10, Cancel);
        }
    }
}

using CsePowerShell.Simulator;

namespace CsePowerShell.VCloud.Tests.Integration;

/// <summary>Packages on their way into a catalog, with everything that can happen to them. What arrived is known by the digest that the simulator made of it.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const int Chunk = 100_000;
    private const int Disk = 1_050_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("cse-upload-").FullName;
    private SimulatedCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off }, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lost-connection method=PUT path=/transfer/* skip=3 count=1 when=before")]
    [InlineData("lost-connection method=PUT path=/transfer/* skip=3 count=1 when=after")]
    [InlineData("http method=PUT path=/transfer/* status=416 skip=2 count=2")]
    [InlineData("http method=PUT path=/transfer/* status=503 skip=2 count=3")]
    [InlineData("http method=PUT path=/transfer/*/descriptor.ovf status=503 count=1")]
    [InlineData("expired-session method=PUT path=/transfer/* skip=4 count=1")]
    public async Task What_arrives_is_what_was_sent_whatever_happens_on_the_way(string fault)
    {
        using VCloudClient client = await ConnectAsync();
        (Catalog catalog, OvfPackage package, OvaMaker maker) = await PrepareAsync(client);
        if (fault.Length > 0)
            _cloud.Faults.Add(fault);
        List<UploadProgress> told = [];
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "t1", "a template", Cancel);
        VAppTemplate made = await client.Catalogs.UploadAsync(item.Entity, package, new UploadOptions { ChunkBytes = Chunk, OnProgress = told.Add }, Cancel);
        Assert.Equal(VCloudStatus.PoweredOff, made.Status);
        Assert.Equal("node", Assert.Single(made.Vms).Name);
        SimulatedTemplate arrived = Assert.Single(_cloud.Templates, template => template.Name == "t1");
        Assert.Equal([("disk1.vmdk", Disk, OvaMaker.Sha256(maker.Files[0].Content))], arrived.Files);
        Assert.Equal((Disk, Disk), (told[^1].Sent, told[^1].Total));
        package.Dispose();
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task Another_client_goes_on_where_the_first_one_stopped()
    {
        (Catalog catalog, OvfPackage package, OvaMaker maker) = await PrepareAsync(await ConnectAsync());
        CatalogItem item;
        using (VCloudClient first = await ConnectAsync())
        {
            item = await first.Catalogs.BeginUploadAsync(catalog, "t2", "", Cancel);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Catalogs.UploadAsync(item.Entity, package, new UploadOptions
            {
                ChunkBytes = Chunk,
                OnProgress = progress =>
                {
                    if (progress.Sent >= 5 * Chunk)
                        stop.Cancel();
                },
            }, stop.Token));
            await first.LogoutAsync(Cancel);
        }

        long before = _cloud.Templates.Single(template => template.Name == "t2").Files.Single().Bytes;
        Assert.InRange(before, 4 * Chunk, Disk - 1);
        using VCloudClient second = await ConnectAsync();
        await second.Catalogs.UploadAsync(item.Entity, package, new UploadOptions { ChunkBytes = Chunk }, Cancel);
        Assert.InRange(second.Traffic.BytesSent, Disk - before, Disk - before + 100_000);
        Assert.Equal(OvaMaker.Sha256(maker.Files[0].Content), _cloud.Templates.Single(template => template.Name == "t2").Files.Single().Sha256);
        package.Dispose();
        await second.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_chunk_that_moves_may_take_longer_than_a_request_may()
    {
        using VCloudClient client = await ConnectAsync(options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        (Catalog catalog, OvfPackage package, OvaMaker maker) = await PrepareAsync(client);
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "slow", "", Cancel);
        // A line that takes 64 KB every 150 ms: the one chunk takes twice the limit.
        var options = new UploadOptions { OnProgress = _ => Thread.Sleep(150), OnTrouble = Assert.Fail };
        await client.Catalogs.UploadAsync(item.Entity, package, options, Cancel);
        Assert.Equal(OvaMaker.Sha256(maker.Files[0].Content), _cloud.Templates.Single(template => template.Name == "slow").Files.Single().Sha256);
        package.Dispose();
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_server_that_takes_nothing_any_more_ends_the_request()
    {
        using VCloudClient client = await ConnectAsync(options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        (Catalog catalog, OvfPackage package, _) = await PrepareAsync(client);
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "stuck", "", Cancel);
        _cloud.Faults.Add("slow-response method=PUT path=/transfer/*/disk1.vmdk seconds=20 count=1");
        List<string> troubles = [];
        await client.Catalogs.UploadAsync(item.Entity, package, new UploadOptions { OnTrouble = troubles.Add }, Cancel);
        Assert.Contains("did not answer within 1 seconds", Assert.Single(troubles), StringComparison.Ordinal);
        package.Dispose();
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_package_that_cannot_be_read_any_more_is_not_taken_for_a_broken_connection()
    {
        using VCloudClient client = await ConnectAsync();
        (Catalog catalog, OvfPackage package, _) = await PrepareAsync(client);
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "cut", "", Cancel);
        // Cut off while the one piece is on its way, and with its old time, as a share that comes back in an earlier state.
        DateTime written = File.GetLastWriteTimeUtc(package.FilePath);
        bool isCut = false;
        var options = new UploadOptions
        {
            OnTrouble = Assert.Fail,
            OnProgress = _ =>
            {
                if (isCut)
                    return;
                isCut = true;
                using (FileStream file = new(package.FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                    file.SetLength(Disk / 2);
                File.SetLastWriteTimeUtc(package.FilePath, written);
            },
        };
        OvfPackageException failure = await Assert.ThrowsAsync<OvfPackageException>(() => client.Catalogs.UploadAsync(item.Entity, package, options, Cancel));
        Assert.Contains("became shorter", failure.Message, StringComparison.Ordinal);
        package.Dispose();
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_small_package_that_is_written_while_it_is_sent_becomes_no_template()
    {
        using VCloudClient client = await ConnectAsync();
        (Catalog catalog, OvfPackage package, _) = await PrepareAsync(client);
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "written", "", Cancel);
        var options = new UploadOptions { OnProgress = _ => File.SetLastWriteTimeUtc(package.FilePath, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc)) };
        OvfPackageException failure = await Assert.ThrowsAsync<OvfPackageException>(() => client.Catalogs.UploadAsync(item.Entity, package, options, Cancel));
        Assert.Contains("was written while it was uploaded", failure.Message, StringComparison.Ordinal);
        package.Dispose();
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_descriptor_that_vCD_does_not_take_fails_with_its_words_and_the_wreck_can_be_removed()
    {
        using VCloudClient client = await ConnectAsync();
        Catalog catalog = await MakeCatalogAsync(client);
        OvaMaker maker = OvaMaker.WithDisk(1000);
        // Right for whoever sends it: only who makes the disk sees that it is of no file.
        maker.Descriptor = text => text.Replace("ovf:fileRef=\"file0\"", "ovf:fileRef=\"nowhere\"", StringComparison.Ordinal);
        using OvfPackage package = OvfPackage.Open(maker.WriteOva(_folder));
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "wreck", "", Cancel);
        VCloudTaskException failure = await Assert.ThrowsAsync<VCloudTaskException>(() => client.Catalogs.UploadAsync(item.Entity, package, null, Cancel));
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
        Assert.Equal(-1, _cloud.Templates.Single(template => template.Name == "wreck").Status);
        await client.Catalogs.RemoveItemAsync(item, Cancel);
        Assert.DoesNotContain(_cloud.Templates, template => template.Name == "wreck");
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_transfer_that_rests_for_longer_than_vCD_allows_is_given_up_and_says_so()
    {
        FakeClock clock = new();
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off, Clock = clock, SessionIdleTimeout = TimeSpan.FromDays(1) }, Cancel);
        using VCloudClient client = await clock.RunAsync(VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = cloud.Endpoint.Authority, Org = "acme", UserName = "alice", Password = "Passw0rd!", CertificateThumbprint = cloud.CertificateThumbprint, Clock = clock, RequestTimeout = TimeSpan.FromHours(9),
        }, Cancel));
        Catalog catalog = await clock.RunAsync(MakeCatalogAsync(client));
        using OvfPackage package = OvfPackage.Open(OvaMaker.WithDisk(1000).WriteOva(_folder));
        CatalogItem item = await clock.RunAsync(client.Catalogs.BeginUploadAsync(catalog, "rests", "", Cancel));
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, cloud.Templates.Single(template => template.Name == "rests").Status);
        for (int i = 0; cloud.Templates.Single(template => template.Name == "rests").Status == 0; i++)
        {
            Assert.True(i < 500, "not within 5 s");
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(10, Cancel);
        }

        VCloudTaskException failure = await Assert.ThrowsAsync<VCloudTaskException>(() => clock.RunAsync(client.Catalogs.UploadAsync(item.Entity, package, null, Cancel)));
        Assert.Contains("timed out", failure.Message, StringComparison.Ordinal);
        await clock.RunAsync(client.LogoutAsync(Cancel));
    }

    [Fact]
    public async Task Removing_an_upload_that_runs_cancels_it_and_leaves_nothing()
    {
        using VCloudClient client = await ConnectAsync();
        Catalog catalog = await MakeCatalogAsync(client);
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "half", "", Cancel);
        await client.Catalogs.RemoveItemAsync(item, Cancel);
        Assert.DoesNotContain(_cloud.Templates, template => template.Name == "half");
        await client.Catalogs.RemoveItemAsync(item, Cancel);
        VCloudException taken = await Assert.ThrowsAnyAsync<VCloudException>(async () =>
        {
            await client.Catalogs.BeginUploadAsync(catalog, "twice", "", Cancel);
            await client.Catalogs.BeginUploadAsync(catalog, "twice", "", Cancel);
        });
        Assert.True(taken.IsDuplicateName);
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_provider_publishes_the_catalog_it_made()
    {
        using VCloudClient provider = await ConnectAsync(null, "administrator", "System"), tenant = await ConnectAsync();
        Catalog made = await MakeCatalogAsync(provider, "public");
        Assert.Empty(await tenant.Catalogs.ListAsync("public", Cancel));
        await provider.Catalogs.PublishAsync(made, Cancel);
        Assert.True(Assert.Single(await tenant.Catalogs.ListAsync("public", Cancel)).IsPublished);
        await provider.LogoutAsync(Cancel);
        await tenant.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task Who_may_not_upload_is_told_which_right_is_missing()
    {
        using VCloudClient client = await ConnectAsync();
        CatalogSummary published = (await client.Catalogs.ListAsync("cse", Cancel)).Single();
        Catalog catalog = await client.Catalogs.GetAsync(published, Cancel);
        Assert.False(catalog.CanUpload);
        VCloudLinkMissingException missing = await Assert.ThrowsAsync<VCloudLinkMissingException>(() => client.Catalogs.BeginUploadAsync(catalog, "x", "", Cancel));
        Assert.Contains("vApp Template / Media: Create / Upload", missing.Message, StringComparison.Ordinal);
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task What_crosses_the_wire_is_valid_and_a_file_of_megabytes_is_in_no_trace()
    {
        Schemas.Require();
        string folder = Path.Combine(_folder, "trace");
        using VCloudClient client = await ConnectAsync(options => options.TraceFolder = folder);
        (Catalog catalog, OvfPackage package, _) = await PrepareAsync(client);
        CatalogItem item = await client.Catalogs.BeginUploadAsync(catalog, "traced", "", Cancel);
        await client.Catalogs.UploadAsync(item.Entity, package, new UploadOptions { ChunkBytes = Chunk }, Cancel);
        await client.Catalogs.RemoveItemAsync(item, Cancel);
        await client.LogoutAsync(Cancel);
        package.Dispose();
        string[] files = Directory.GetFiles(folder, "*.xml");
        await Schemas.AssertValidAsync([.. files.Select(File.ReadAllBytes)]);
        Assert.True(Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length) < Disk);
    }

    private async Task<(Catalog Catalog, OvfPackage Package, OvaMaker Maker)> PrepareAsync(VCloudClient client)
    {
        OvaMaker maker = OvaMaker.WithDisk(Disk);
        return (await MakeCatalogAsync(client), OvfPackage.Open(maker.WriteOva(_folder)), maker);
    }

    private static Task<Catalog> MakeCatalogAsync(VCloudClient client, string name = "own") => client.Catalogs.CreateAsync(name, "of the test", Cancel);

    private Task<VCloudClient> ConnectAsync(Action<VCloudConnectionOptions>? change = null, string user = "alice", string org = "acme")
    {
        var options = new VCloudConnectionOptions { Server = _cloud.Endpoint.Authority, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = _cloud.CertificateThumbprint };
        change?.Invoke(options);
        return VCloudClient.ConnectAsync(options, Cancel);
    }
}

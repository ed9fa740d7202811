using CsePowerShell.Simulator;

namespace CsePowerShell.VCloud.Tests.Integration;

/// <summary>The client against the simulated vCloud Director, which shares no code with it.</summary>
public sealed class SimulatorTests
{
    private static readonly TaskWaitOptions s_minute = new() { Deadline = TimeSpan.FromMinutes(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("acme", "alice", null)]
    [InlineData("System", "administrator", null)]
    [InlineData("acme", "alice", "27.0")]
    [InlineData("acme", "alice", "30.0")]
    [InlineData("System", "administrator", "33.0")]
    public async Task Login_and_logout_leave_no_session(string org, string user, string? version)
    {
        await using SimulatedCloud cloud = await StartAsync();
        using (VCloudClient client = await ConnectAsync(cloud, org, user, o => o.ApiVersion = version))
        {
            Assert.Equal(user, client.Session.User);
            Assert.Equal(org == "System", client.Session.IsSystem);
            Assert.Equal(version ?? client.Server.ApiVersion, client.Server.ApiVersion);
            Assert.Equal(org, (await client.Orgs.GetCurrentAsync(Cancel)).Name, ignoreCase: true);
            await client.LogoutAsync(Cancel);
        }

        Assert.Equal(0, cloud.OpenSessions);
        Assert.Equal(1, cloud.SessionsCreated);
    }

    [Fact]
    public async Task A_wrong_password_opens_no_session()
    {
        await using SimulatedCloud cloud = await StartAsync();
        await Assert.ThrowsAsync<VCloudAuthenticationException>(() => ConnectAsync(cloud, "acme", "alice", o => o.Password = "wrong"));
        Assert.Equal(0, cloud.SessionsCreated);
    }

    [Fact]
    public async Task An_expired_session_is_renewed_once()
    {
        await using SimulatedCloud cloud = await StartAsync();
        using VCloudClient client = await ConnectAsync(cloud);
        cloud.ExpireSessions();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.Vdcs.ListAsync(cancellationToken: Cancel)));
        Assert.Equal(2, cloud.SessionsCreated);
        await client.LogoutAsync(Cancel);
        Assert.Equal(0, cloud.OpenSessions);
    }

    [Fact]
    public async Task A_tenant_sees_its_own_and_what_is_published()
    {
        await using SimulatedCloud cloud = await StartAsync();
        using VCloudClient client = await ConnectAsync(cloud);
        Assert.Equal(["acme-small", "acme-vdc"], (await client.Vdcs.ListAsync(cancellationToken: Cancel)).Select(v => v.Name).Order());
        Assert.Equal(["acme-vdc"], (await client.Vdcs.ListAsync("acme-vdc", cancellationToken: Cancel)).Select(v => v.Name));
        Assert.Empty(await client.Vdcs.ListAsync("acme-*", cancellationToken: Cancel));
        Assert.Empty(await client.Vdcs.ListAsync("globex-vdc", cancellationToken: Cancel));
        Assert.Contains("cse", (await client.Catalogs.ListAsync(cancellationToken: Cancel)).Select(c => c.Name));
        IReadOnlyList<VdcNetwork> tight = await client.Vdcs.ListNetworksAsync("acme-tight", Cancel);
        Assert.All(tight, network => Assert.Equal(2, network.FreeAddresses));
        Assert.NotEmpty(tight);
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task The_provider_sees_all_organizations_with_one_query()
    {
        await using SimulatedCloud cloud = await StartAsync();
        using VCloudClient client = await ConnectAsync(cloud, "System", "administrator");
        IReadOnlyList<VdcSummary> vdcs = await client.Vdcs.ListAsync(cancellationToken: Cancel);
        Assert.Empty(new[] { "acme", "globex" }.Except(vdcs.Select(v => v.OrgName)));
        Assert.Equal(["globex-vdc"], (await client.Vdcs.ListAsync(org: "globex", cancellationToken: Cancel)).Select(v => v.Name));
        Assert.Contains("acme", (await client.Orgs.ListAsync(Cancel)).Select(o => o.Name));
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task Templates_come_with_their_metadata_and_hardware()
    {
        await using SimulatedCloud cloud = await StartAsync();
        using VCloudClient client = await ConnectAsync(cloud);
        VAppTemplateSummary found = Assert.Single(await client.Catalogs.ListTemplatesAsync(
            QueryFilter.And(QueryFilter.Metadata("cse.template.name", MetadataValue.Of("ubuntu-24.04_k8s-1.31")), QueryFilter.Metadata("cse.template.revision", MetadataValue.Of(2))),
            ["cse.template.name", "cse.template.revision", "cse.kubernetes.version"],
            Cancel));
        Assert.Equal(MetadataValue.Of(2), found.Metadata["cse.template.revision"]);
        Assert.Equal("cse", found.CatalogName);
        Vm source = Assert.Single((await client.Catalogs.GetTemplateAsync(found, Cancel)).Vms);
        Assert.Equal((2, 4096, 16384), (source.Cpu, source.MemoryMB, source.Disks[0].SizeMB));
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_list_of_more_than_128_is_read_in_pages()
    {
        await using SimulatedCloud cloud = await StartAsync(new SimulatorOptions { Scale = new ScaleOptions(300, 10) });
        using VCloudClient client = await ConnectAsync(cloud, "System", "administrator");
        long before = client.Traffic.Requests;
        IReadOnlyList<QueryRecord> records = await client.Query.ListAsync(
            new QuerySpec("vApp") { Filter = QueryFilter.MetadataLike("cse.cluster.id", "*"), MetadataFields = ["cse.cluster.id"], SortAscending = "name" }, Cancel);
        Assert.Equal(cloud.VApps.Count, records.Count);
        Assert.Equal(records.Count, records.Select(r => r.Id).Distinct().Count());
        Assert.All(records, record => Assert.NotEqual("", record.Metadata["cse.cluster.id"].Text));
        Assert.Equal((records.Count + 127) / 128, client.Traffic.Requests - before);
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_vapp_lives_from_compose_to_delete()
    {
        await using SimulatedCloud cloud = await StartAsync();
        using VCloudClient client = await ConnectAsync(cloud);
        Vdc vdc = await client.Vdcs.GetAsync((await client.Vdcs.ListAsync("acme-vdc", cancellationToken: Cancel)).Single(), Cancel);
        EntityReference network = vdc.Networks.Single(n => n.Name == "acme-net");
        VAppTemplateSummary template = (await client.Catalogs.ListTemplatesAsync(QueryFilter.Metadata("cse.template.name", MetadataValue.Of("ubuntu-22.04_k8s-1.30")), null, Cancel)).Single();
        Vm source = (await client.Catalogs.GetTemplateAsync(template, Cancel)).Vms.Single();

        const string Name = "c-1; (a=b), * & ünï";
        VApp made = await client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = Name, Description = "<d> & \"e\"", Network = network, Lease = VAppLease.Unlimited }, Cancel);
        await client.Tasks.WaitAsync(made.RunningTask!, s_minute, Cancel);

        await Wait(client.Metadata.MergeAsync(made, [new MetadataEntry("cse.cluster.id", MetadataValue.Of("x;y,z*(1)&2%")), new MetadataEntry("cse.version", MetadataValue.Of("1.0.0"))], Cancel));
        QueryFilter mine = QueryFilter.And(QueryFilter.Equal("name", Name), QueryFilter.Metadata("cse.cluster.id", MetadataValue.Of("x;y,z*(1)&2%")))!;
        Assert.Equal(made.Id, Assert.Single(await client.Query.ListAsync(new QuerySpec("vApp") { Filter = mine }, Cancel)).Id);

        VmToAdd Node(string name) => new()
        {
            Name = name,
            Source = source,
            Network = "acme-net",
            StorageProfile = vdc.StorageProfiles.Single(p => p.Name == "silver"),
            Customization = new GuestCustomization { ComputerName = name, Script = "#!/bin/bash\ntrue\n", IsAdminPasswordEnabled = true, IsAdminPasswordAuto = true },
        };
        await Wait(client.VApps.RecomposeAsync(made, new RecomposeVApp { Add = [Node("mstr-a1b2"), Node("node-c3d4")] }, Cancel));

        VApp read = await client.VApps.GetAsync(made, Cancel);
        Assert.Equal("<d> & \"e\"", read.Description);
        Assert.Equal(["mstr-a1b2", "node-c3d4"], read.Vms.Select(vm => vm.Name).Order());
        Assert.All(read.Vms, vm => Assert.Equal((2, 4096, VCloudStatus.PoweredOff), (vm.Cpu, vm.MemoryMB, vm.Status)));
        Assert.All(read.Vms, vm => Assert.Equal("silver", vm.StorageProfile!.Name));
        Assert.Equal((0, 0), (read.Lease!.DeploymentSeconds, read.Lease.StorageSeconds));
        Assert.True(read.CanRecompose);

        await Wait(client.VApps.RecomposeAsync(read, new RecomposeVApp { Reconfigure = [.. read.Vms.Select(vm => new VmHardware(vm) { Cpu = 4, MemoryMB = 8192 })] }, Cancel));
        await Wait(client.VApps.DeployAsync(read, cancellationToken: Cancel));

        IReadOnlyList<VmRecord> vms = await client.Vms.ListOfVAppAsync(read, Cancel);
        for (int i = 0; i < 300 && !vms.All(vm => vm.GuestCustomization == GuestCustomizationState.Complete); i++)
        {
            await Task.Delay(100, Cancel);
            vms = await client.Vms.ListOfVAppAsync(read, Cancel);
        }

        Assert.All(vms, vm => Assert.Equal((4, 8192, true, GuestCustomizationState.Complete), (vm.Cpu, vm.MemoryMB, vm.IsPoweredOn, vm.GuestCustomization)));
        Assert.All(vms, vm => Assert.Equal(made.Id, vm.VAppId));
        VApp running = await client.VApps.GetAsync(read, Cancel);
        Assert.Equal(vms.Select(vm => vm.IpAddress).Order(), running.Vms.Select(vm => vm.PrimaryAddress).Order());
        Assert.NotNull(await client.Vms.GetAdminPasswordAsync(running.Vms[0], Cancel));

        Vm gone = running.Vms.Single(vm => vm.Name == "node-c3d4");
        await Wait(client.Vms.UndeployAsync(gone, cancellationToken: Cancel));
        await Wait(client.VApps.RecomposeAsync(running, new RecomposeVApp { Delete = [gone] }, Cancel));
        Assert.Equal(["mstr-a1b2"], (await client.Vms.ListOfVAppAsync(read, Cancel)).Select(vm => vm.Name));

        await Wait(client.Metadata.DeleteAsync(read, "cse.version", cancellationToken: Cancel));
        Assert.Equal(["cse.cluster.id"], (await client.Metadata.GetAsync(read, Cancel)).Select(e => e.Key));
        await Wait(client.VApps.SetLeaseAsync(read, new VAppLease { DeploymentSeconds = 86400, StorageSeconds = 0 }, Cancel));
        Assert.Equal(86400, (await client.VApps.GetAsync(read, Cancel)).Lease!.DeploymentSeconds);

        await Wait(client.VApps.DeleteAsync(read, force: true, Cancel));
        Assert.DoesNotContain(cloud.VApps, vapp => vapp.Name == Name);
        await Assert.ThrowsAsync<VCloudForbiddenException>(() => client.VApps.GetAsync(read, Cancel));
        await client.LogoutAsync(Cancel);
        Assert.Equal(0, cloud.OpenSessions);

        async Task Wait(Task<VCloudTask> task) => await client.Tasks.WaitAsync(await task, s_minute, Cancel);
    }

    [Fact]
    public async Task A_user_who_may_not_compose_is_told_by_the_missing_link()
    {
        await using SimulatedCloud cloud = await StartAsync();
        using VCloudClient client = await ConnectAsync(cloud, "acme", "erin");
        Vdc vdc = await client.Vdcs.GetAsync((await client.Vdcs.ListAsync("acme-vdc", cancellationToken: Cancel)).Single(), Cancel);
        await Assert.ThrowsAsync<VCloudLinkMissingException>(() => client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = "x" }, Cancel));
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task A_failing_task_gives_its_inner_error_and_a_busy_server_is_waited_for()
    {
        await using SimulatedCloud cloud = await StartAsync();
        cloud.Faults.Add("task-fails operation=vdcComposeVapp minor=OPERATION_LIMITS_EXCEEDED message=\"too much\"; http method=GET path=/api/query* status=503 count=1");
        using VCloudClient client = await ConnectAsync(cloud);
        Vdc vdc = await client.Vdcs.GetAsync((await client.Vdcs.ListAsync("acme-vdc", cancellationToken: Cancel)).Single(), Cancel);
        Assert.Equal(1, client.Traffic.Retries);
        VApp made = await client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = "c1" }, Cancel);
        var failure = await Assert.ThrowsAsync<VCloudTaskException>(() => client.Tasks.WaitAsync(made.RunningTask!, s_minute, Cancel));
        Assert.Equal("OPERATION_LIMITS_EXCEEDED", failure.MinorErrorCode);
        await client.LogoutAsync(Cancel);
    }

    [Fact]
    public async Task What_crossed_the_wire_is_valid_against_the_schemas()
    {
        Schemas.Require();
        string folder = Directory.CreateTempSubdirectory("vcloud-trace").FullName;
        try
        {
            await using SimulatedCloud cloud = await StartAsync();
            using VCloudClient client = await ConnectAsync(cloud, change: o => o.TraceFolder = folder);
            Vdc vdc = await client.Vdcs.GetAsync((await client.Vdcs.ListAsync("acme-vdc", cancellationToken: Cancel)).Single(), Cancel);
            VApp made = await client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = "c1", Network = vdc.Networks[0] }, Cancel);
            await client.Tasks.WaitAsync(made.RunningTask!, s_minute, Cancel);
            await client.Tasks.WaitAsync(await client.VApps.DeleteAsync(made, false, Cancel), s_minute, Cancel);
            await client.LogoutAsync(Cancel);
            await Schemas.AssertValidAsync([.. Directory.EnumerateFiles(folder, "*.xml").Select(File.ReadAllBytes)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<SimulatedCloud> StartAsync(SimulatorOptions? options = null)
    {
        options ??= new SimulatorOptions();
        options.Guests = GuestMode.Off;
        return SimulatedCloud.StartAsync(options, Cancel);
    }

    private static Task<VCloudClient> ConnectAsync(SimulatedCloud cloud, string org = "acme", string user = "alice", Action<VCloudConnectionOptions>? change = null)
    {
        var options = new VCloudConnectionOptions { Server = cloud.Endpoint.Authority, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = cloud.CertificateThumbprint };
        change?.Invoke(options);
        return VCloudClient.ConnectAsync(options, Cancel);
    }
}

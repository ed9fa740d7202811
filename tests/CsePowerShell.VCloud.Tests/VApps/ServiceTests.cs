namespace CsePowerShell.VCloud.Tests.VApps;

public sealed class ServiceTests
{
    private const string VAppPath = "/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885";
    private const string VmPath = "/api/vApp/vm-314172f1-1835-4598-b049-5c1d4dce39ad";
    private const string Task = "<Task xmlns=\"http://www.vmware.com/vcloud/v1.5\" status=\"queued\" operationName=\"x\" href=\"https://vcd.example/api/task/1\"/>";
    private static readonly EntityReference s_vapp = new("c1", Fixtures.VAppHref);
    private static readonly EntityReference s_vm = new("mstr-a1b2", Fixtures.VmHref);

    public static TheoryData<string, string, string, Func<VCloudClient, CancellationToken, Task<VCloudTask>>> Actions => new()
    {
        { "POST", VAppPath + "/action/recomposeVApp", MediaTypes.RecomposeVAppParams, (c, t) => c.VApps.RecomposeAsync(s_vapp, new RecomposeVApp { Delete = [s_vm] }, t) },
        { "POST", VAppPath + "/action/deploy", MediaTypes.DeployVAppParams, (c, t) => c.VApps.DeployAsync(s_vapp, true, false, t) },
        { "POST", VAppPath + "/action/undeploy", MediaTypes.UndeployVAppParams, (c, t) => c.VApps.UndeployAsync(s_vapp, UndeployPowerAction.PowerOff, t) },
        { "POST", VAppPath + "/power/action/powerOn", "", (c, t) => c.VApps.PowerOnAsync(s_vapp, t) },
        { "POST", VAppPath + "/power/action/powerOff", "", (c, t) => c.VApps.PowerOffAsync(s_vapp, t) },
        { "DELETE", VAppPath, "", (c, t) => c.VApps.DeleteAsync(s_vapp, false, t) },
        { "DELETE", VAppPath + "?force=true&recursive=true", "", (c, t) => c.VApps.DeleteAsync(s_vapp, true, t) },
        { "PUT", VAppPath + "/leaseSettingsSection/", MediaTypes.LeaseSettingsSection, (c, t) => c.VApps.SetLeaseAsync(s_vapp, VAppLease.Unlimited, t) },
        { "POST", VmPath + "/action/undeploy", MediaTypes.UndeployVAppParams, (c, t) => c.Vms.UndeployAsync(s_vm, UndeployPowerAction.PowerOff, t) },
        { "POST", VmPath + "/action/deploy", MediaTypes.DeployVAppParams, (c, t) => c.Vms.DeployAsync(s_vm, true, true, t) },
        { "DELETE", VmPath, "", (c, t) => c.Vms.DeleteAsync(s_vm, t) },
        { "POST", VAppPath + "/metadata", MediaTypes.Metadata, (c, t) => c.Metadata.MergeAsync(s_vapp, [new MetadataEntry("k", MetadataValue.Of("v"))], t) },
        { "DELETE", VAppPath + "/metadata/a%20b%25", "", (c, t) => c.Metadata.DeleteAsync(s_vapp, "a b%", MetadataDomain.General, t) },
        { "DELETE", VAppPath + "/metadata/SYSTEM/k", "", (c, t) => c.Metadata.DeleteAsync(s_vapp, "k", MetadataDomain.SystemPrivate, t) },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_action_is_one_request_with_the_right_address_and_media_type(
        string method, string target, string mediaType, Func<VCloudClient, CancellationToken, Task<VCloudTask>> act)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On(method, target.Split('?')[0], 202, Task);
        using VCloudClient client = await cloud.ConnectAsync();
        long before = client.Traffic.Requests;
        VCloudTask task = await act(client, StandInCloud.Cancel);
        Assert.Equal(VCloudTaskStatus.Queued, task.Status);
        Assert.Equal(before + 1, client.Traffic.Requests);
        SeenRequest sent = cloud.Server.Requests.Last();
        Assert.Equal((method, target), (sent.Method, sent.RawTarget));
        Assert.Equal(mediaType, sent.Headers.GetValueOrDefault("Content-Type", ""));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task Compose_goes_where_the_vdc_says_and_answers_with_the_running_task()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        const string ComposePath = "/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2/action/composeVApp";
        cloud.On("GET", "/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2", 200, Fixtures.Vdc);
        cloud.On("POST", ComposePath, 201, $"<VApp xmlns=\"http://www.vmware.com/vcloud/v1.5\" name=\"c1\" status=\"0\" href=\"{Fixtures.VAppHref}\"><Tasks>{Task}</Tasks></VApp>");
        using VCloudClient client = await cloud.ConnectAsync();
        Vdc vdc = await client.Vdcs.GetAsync(new EntityReference("ovdc1", "https://vcd.example/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2"), StandInCloud.Cancel);
        VApp vapp = await client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = "c1", Network = vdc.Networks[0], Lease = VAppLease.Unlimited }, StandInCloud.Cancel);
        Assert.Equal("urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885", vapp.Id);
        Assert.Equal("https://vcd.example/api/task/1", vapp.RunningTask!.Href);
        Assert.Equal(MediaTypes.ComposeVAppParams, cloud.Server.Sent("POST", ComposePath).Single().Headers["Content-Type"]);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_vdc_without_the_link_to_compose_names_the_right_that_is_missing()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using VCloudClient client = await cloud.ConnectAsync();
        long before = client.Traffic.Requests;
        var vdc = new Vdc("ovdc1", "https://vcd.example/api/vdc/1", null, new LinkSet("ovdc1", []), []);
        var failure = await Assert.ThrowsAsync<VCloudLinkMissingException>(() => client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = "c1" }, StandInCloud.Cancel));
        Assert.Equal(("ovdc1", "add", MediaTypes.ComposeVAppParams), (failure.EntityName, failure.Rel, failure.MediaType));
        Assert.Contains("vApp: Create / Reconfigure", failure.Message);
        Assert.Equal(before, client.Traffic.Requests);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task The_link_of_an_object_that_was_read_is_taken()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VAppPath, 200, Fixtures.VApp("<Link rel=\"undeploy\" href=\"https://vcd.example/api/elsewhere/undeploy\" type=\"application/vnd.vmware.vcloud.undeployvappparams+xml\"/>"));
        cloud.On("POST", "/api/elsewhere/undeploy", 202, Task);
        using VCloudClient client = await cloud.ConnectAsync();
        VApp vapp = await client.VApps.GetAsync(s_vapp, StandInCloud.Cancel);
        await client.VApps.UndeployAsync(vapp, UndeployPowerAction.PowerOff, StandInCloud.Cancel);
        Assert.Single(cloud.Server.Sent("POST", "/api/elsewhere/undeploy"));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task The_owner_is_set_with_an_answer_without_body()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("PUT", VAppPath + "/owner", 204);
        using VCloudClient client = await cloud.ConnectAsync();
        await client.VApps.SetOwnerAsync(s_vapp, new EntityReference("alice", "https://vcd.example/api/admin/user/4e1fe1f6-44a4-4ee8-a1ab-758d66a1e90d"), StandInCloud.Cancel);
        Assert.Equal(MediaTypes.Owner, cloud.Server.Sent("PUT", VAppPath + "/owner").Single().Headers["Content-Type"]);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_password_is_read_and_does_not_show_by_accident()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", VmPath + "/guestCustomizationSection/", 200,
            "<GuestCustomizationSection xmlns=\"http://www.vmware.com/vcloud/v1.5\"><Enabled>true</Enabled><AdminPassword>Gener4ted-pw!</AdminPassword></GuestCustomizationSection>");
        using VCloudClient client = await cloud.ConnectAsync();
        VCloudSecret? password = await client.Vms.GetAdminPasswordAsync(s_vm, StandInCloud.Cancel);
        Assert.Equal("Gener4ted-pw!", password!.Reveal());
        Assert.DoesNotContain("Gener4ted", $"{password}", StringComparison.Ordinal);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a;b")]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("a\nb")]
    public void A_metadata_key_that_vcd_does_not_take_is_refused(string key) => Assert.Throws<ArgumentException>(() => new MetadataEntry(key, MetadataValue.Of("v")));
}

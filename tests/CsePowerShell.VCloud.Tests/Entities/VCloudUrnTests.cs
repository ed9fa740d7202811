namespace CsePowerShell.VCloud.Tests.Entities;

public sealed class VCloudUrnTests
{
    private static readonly Uri s_endpoint = new("https://vcd.example/");

    [Theory]
    [InlineData("https://h/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885", "urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("https://h/api/vApp/vm-484e63ae-a22d-4710-ba58-c33c0c2b4885", "urn:vcloud:vm:484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("https://h/api/vAppTemplate/vm-484e63ae-a22d-4710-ba58-c33c0c2b4885", "urn:vcloud:vm:484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("https://h/api/vAppTemplate/vappTemplate-484e63ae-a22d-4710-ba58-c33c0c2b4885", "urn:vcloud:vapptemplate:484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("https://h/api/admin/vdc/484e63ae-a22d-4710-ba58-c33c0c2b4885", "urn:vcloud:vdc:484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("https://h/api/admin/user/484e63ae-a22d-4710-ba58-c33c0c2b4885", "urn:vcloud:user:484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("https://h/api/session", null)]
    [InlineData("https://h/api/strange/484e63ae-a22d-4710-ba58-c33c0c2b4885", null)]
    public void An_address_tells_the_URN(string href, string? urn)
    {
        Assert.Equal(urn, VCloudUrn.FromHref(href));
        if (urn is not null)
            Assert.True(VCloudUrn.Same(href, urn));
    }

    [Theory]
    [InlineData("urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885", "https://vcd.example/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("urn:vcloud:vdcstorageProfile:484e63ae-a22d-4710-ba58-c33c0c2b4885", "https://vcd.example/api/vdcStorageProfile/484e63ae-a22d-4710-ba58-c33c0c2b4885")]
    [InlineData("urn:vcloud:unheardof:484e63ae-a22d-4710-ba58-c33c0c2b4885", null)]
    [InlineData("urn:cse:cluster:484e63ae-a22d-4710-ba58-c33c0c2b4885", null)]
    [InlineData(null, null)]
    public void A_URN_tells_the_address(string? urn, string? href) => Assert.Equal(href, VCloudUrn.HrefOf(s_endpoint, urn));

    [Fact]
    public void The_VM_of_a_template_is_addressed_there() =>
        Assert.Equal(
            "https://vcd.example/api/vAppTemplate/vm-484e63ae-a22d-4710-ba58-c33c0c2b4885",
            VCloudUrn.HrefOf(s_endpoint, "urn:vcloud:vm:484e63ae-a22d-4710-ba58-c33c0c2b4885", isInTemplate: true));

    [Fact]
    public void Links_are_found_without_regard_to_the_case_of_media_types_and_the_json_twins_are_left_out()
    {
        LinkSet links = XmlText.Parse(Fixtures.Bytes(
            """
            <VApp xmlns="http://www.vmware.com/vcloud/v1.5" name="c1">
              <Link rel="recompose" href="https://h/1" type="application/vnd.vmware.vcloud.recomposevappparams+xml"/>
              <Link rel="recompose" href="https://h/2" type="application/vnd.vmware.vcloud.recomposeVAppParams+json"/>
            </VApp>
            """)).Links();
        Assert.Equal("https://h/1", links.Require("recompose", MediaTypes.RecomposeVAppParams).Href);
        Assert.Single(links);
        Assert.Equal("c1", Assert.Throws<VCloudLinkMissingException>(() => links.Require("remove")).EntityName);
    }
}

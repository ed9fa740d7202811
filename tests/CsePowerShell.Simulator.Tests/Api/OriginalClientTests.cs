using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

/// <summary>The request sequences of the original client, as they were observed (original-observed.md), and what it needs to find in the
/// answers.</summary>
public sealed class OriginalClientTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static readonly XNamespace s_versions = "http://www.vmware.com/vcloud/versions";

    [Fact]
    public async Task Vcd_login_takes_the_highest_version_that_is_not_deprecated_and_finds_its_organization_and_vdcs()
    {
        using Caller client = new(fixture.Cloud) { Accept = ";version=None" };
        XElement versions = await client.GetAsync("api/versions");
        string version = versions.Elements(s_versions + "VersionInfo").Where(info => (string?)info.Attribute("deprecated") == "false")
            .Select(info => info.Element(s_versions + "Version")!.Value).OrderBy(Version.Parse).Last();
        Assert.Equal("36.3", version);

        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme", version);
        XElement session = await alice.GetAsync("api/session");
        XElement org = await alice.GetAsync(
            session.Links("down").First(link => (string?)link.Attribute("type") == "application/vnd.vmware.vcloud.org+xml").Attribute("href")!.Value);
        Assert.Equal(["acme-vdc", "acme-small"], org.Links("down")
            .Where(link => (string?)link.Attribute("type") == "application/vnd.vmware.vcloud.vdc+xml")
            .Select(link => (string?)link.Attribute("name")));
        Assert.NotNull(org.Element(V + "FullName"));
        Assert.NotNull(org.Element(V + "Description"));
        Assert.NotNull(org.Link("down", "tasksList"));
    }

    /// <summary>The server of CSE 1.x works in guests through vCenter: it checks at its start that each vCenter is in its configuration, and asks each VM which object it is there.</summary>
    [Fact]
    public async Task The_original_server_finds_vcenter_and_the_object_that_a_vm_is_in_it()
    {
        XNamespace extension = "http://www.vmware.com/vcloud/extension/v1.5", environment = "http://schemas.dmtf.org/ovf/environment/1";
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme", "29.0"), system = await LogInAsync(fixture.Cloud, "administrator", "System", "29.0");
        XElement entry = await system.GetAsync("api/admin/extension");
        XElement list = await system.GetAsync(entry.Links("down").Single(link => (string?)link.Attribute("type") == "application/vnd.vmware.admin.vmwVimServerReferences+xml").Attribute("href")!.Value);
        XElement reference = Assert.Single(list.Elements(extension + "VimServerReference"));
        XElement center = await system.GetAsync(reference.Attribute("href")!.Value);
        Assert.StartsWith("https://", center.Element(extension + "Url")!.Value, StringComparison.Ordinal);
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, reference.Attribute("href")!.Value);

        string vApp = await alice.ComposeAsync("in-vcenter");
        await alice.AddVmsAsync(vApp, ["mstr-1"]);
        string vm = await alice.VmAsync(vApp, "mstr-1");
        Assert.Null((await alice.GetAsync(vm)).Element(environment + "Environment"));
        await alice.EndOfAsync(await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy));
        XElement seen = await system.GetAsync(vm), own = await alice.GetAsync(vm);
        XElement info = seen.Element(V + "VCloudExtension")!.Element(extension + "VmVimInfo")!.Element(extension + "VmVimObjectRef")!;
        Assert.Equal((reference.Attribute("name")!.Value, "VIRTUAL_MACHINE"), (info.Element(extension + "VimServerRef")!.Attribute("name")!.Value, info.Element(extension + "VimObjectType")!.Value));
        string moRef = info.Element(extension + "MoRef")!.Value;
        Assert.Equal(moRef, own.Element(environment + "Environment")!.Attribute(XName.Get("vCenterId", "http://www.vmware.com/schema/ovfenv"))!.Value);
        Assert.Null(own.Element(V + "VCloudExtension"));
        XElement record = Assert.Single((await system.GetAsync($"api/query?type=adminVM&filter=moref=={moRef}")).Elements(V + "AdminVMRecord"));
        Assert.Equal("mstr-1", record.Attribute("name")!.Value);
    }

    /// <summary>"cse install" publishes its catalog through the link in the plain view.</summary>
    [Fact]
    public async Task A_catalog_is_published_through_the_link_its_owner_finds_in_the_plain_view()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme", "29.0"), system = await LogInAsync(fixture.Cloud, "administrator", "System", "29.0");
        string catalog = (await alice.OrgAsync()).Link("down", "catalog", "cse")!;
        Assert.Null((await alice.GetAsync(catalog)).Link("publish", "publishCatalogParams"));
        XElement link = (await system.GetAsync(catalog)).Links("publish").Single();
        await system.PostAsync(link.Attribute("href")!.Value, """<PublishCatalogParams xmlns="http://www.vmware.com/vcloud/v1.5"><IsPublished>true</IsPublished></PublishCatalogParams>""", link.Attribute("type")!.Value);
        Assert.Equal("true", (await alice.GetAsync(catalog)).Element(V + "IsPublished")!.Value);
    }

    [Theory]
    [InlineData("27.0", false)]
    [InlineData("33.0", true)]
    public async Task An_organization_links_every_catalog_that_its_user_sees_and_newer_clients_find_queries(string version, bool hasQueries)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme", version),
            erin = await LogInAsync(fixture.Cloud, "erin", "acme", version),
            system = await LogInAsync(fixture.Cloud, "administrator", "System", version);
        XElement org = await alice.OrgAsync();
        Assert.NotNull(org.Link("down", "catalog", "cse"));
        Assert.Null((await erin.OrgAsync()).Link("down", "catalog", "cse"));
        string[] queries = [.. org.Links("down").Where(link => (string?)link.Attribute("type") == "application/vnd.vmware.vcloud.query.records+xml")
            .Select(link => link.Attribute("href")!.Value)];
        Assert.Equal(hasQueries ? 2 : 0, queries.Length);
        foreach (Caller caller in (Caller[])[alice, system])
        {
            XElement seen = await caller.GetAsync(org.Attribute("href")!.Value);
            foreach (XElement link in seen.Links("down")
                .Where(link => (string?)link.Attribute("type") == "application/vnd.vmware.vcloud.query.records+xml"))
            {
                bool isVdc = link.Attribute("href")!.Value.Contains("dc", StringComparison.Ordinal);
                XElement page = await caller.GetAsync(link.Attribute("href")!.Value);
                Assert.Equal(isVdc ? "2" : caller == alice ? "1" : "0", (string?)page.Attribute("total"));
            }
        }
    }

    [Fact]
    public async Task Vcd_org_list_reads_the_names_of_the_organizations_that_the_user_sees()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme"), system = await LogInAsync(fixture.Cloud, "administrator", "System");
        foreach ((Caller caller, string[] expected) in ((Caller, string[])[])[(alice, ["acme"]), (system, ["System", "acme", "globex"])])
        {
            XElement list = await caller.GetAsync((await caller.GetAsync("api/session")).Link("down", "orgList")!);
            Assert.Equal(expected, list.Elements(V + "Org").Select(org => (string?)org.Attribute("name")));
            foreach (XElement org in list.Elements(V + "Org")) await caller.GetAsync(org.Attribute("href")!.Value);
        }
    }

    [Fact]
    public async Task Vcd_vdc_use_walks_from_the_organization_list_to_the_vdc()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        XElement list = await alice.GetAsync((await alice.GetAsync("api/session")).Link("down", "orgList")!);
        XElement org = await alice.GetAsync(list.Element(V + "Org")!.Attribute("href")!.Value);
        XElement vdc = await alice.GetAsync(org.Link("down", "vdc", "acme-small")!);
        Assert.Equal("acme-small", (string?)vdc.Attribute("name"));
        Assert.Equal("4", (string?)vdc.Element(V + "VmQuota"));
    }

    [Theory]
    [InlineData("metadata:cse.cluster.id==STRING:*")]
    [InlineData("metadata%3Acse.cluster.id%3D%3DSTRING%3A*")]
    public async Task The_list_of_CSE_1_finds_clusters_unencoded_and_encoded(string filter)
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options => options.Scale = new ScaleOptions(30, 1));
        using Caller admin = await LogInAsync(cloud, "admin", "tenant-001");
        string next = (await admin.GetAsync("api/query")).Links("down").First(link => (string?)link.Attribute("name") == "vApp"
            && link.Attribute("type")!.Value.Contains("idrecords", StringComparison.Ordinal)).Attribute("href")!.Value
            + $"&page=1&filterEncoded=true&filter={filter}&fields=metadata:cse.cluster.id,metadata:cse.master.ip,metadata:cse.version,metadata:cse.template";
        List<XElement> records = [];
        for (string? href = next; href is not null;)
        {
            XElement page = await admin.GetAsync(href);
            records.AddRange(page.Elements(V + "VAppRecord"));
            href = page.Link("nextPage");
        }
        Assert.Equal(30, records.Count);
        Assert.Equal(30, records.Select(record => (string?)record.Attribute("id")).Distinct().Count());
        Assert.All(records, record =>
        {
            Assert.StartsWith("urn:vcloud:vdc:", (string?)record.Attribute("vdc"), StringComparison.Ordinal);
            Assert.Equal("3", (string?)record.Attribute("numberOfVMs"));
            Assert.Equal(4, record.Descendants(V + "MetadataEntry").Count());
            Assert.NotNull(record.Attribute("vdcName"));
        });
    }

    [Fact]
    public async Task The_address_of_a_node_is_in_the_hardware_section_where_CSE_1_reads_it()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("original-info");
        await alice.AddVmsAsync(vApp, ["mstr-a1b2"]);
        XElement connection = (await alice.GetAsync(vApp)).Descendants().First(element => element.Name.LocalName == "Connection");
        string? address = (string?)connection.Attribute(V + "ipAddress");
        Assert.Equal(address, fixture.Cloud.Vms.Single(vm => vm.VApp == "original-info").IpAddress);
    }

    [Fact]
    public async Task A_page_size_glued_to_the_page_is_understood()
    {
        using Caller system = await LogInAsync(fixture.Cloud, "administrator", "System");
        XElement page = await system.GetAsync("api/query?type=adminUser&format=records&page=1pageSize=2&filterEncoded=true");
        Assert.Equal(("1", "2", 2), ((string?)page.Attribute("page"), (string?)page.Attribute("pageSize"),
            page.Elements(V + "AdminUserRecord").Count()));
        Assert.Contains("page=2&pageSize=2", page.Link("nextPage"), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

/// <summary>Catalogs that are made, and packages that are uploaded into them, as the API programming guide has it.</summary>
public sealed class UploadTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private const string UploadType = "application/vnd.vmware.vcloud.uploadVAppTemplateParams+xml";
    private const string CatalogType = "application/vnd.vmware.admin.catalog+xml";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_package_becomes_a_template_that_VMs_are_made_from()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        OvaMaker maker = OvaMaker.WithDisk(3000);
        (string template, XElement item) = await BeginAsync(alice, "whole", "first");
        XElement waiting = await alice.GetAsync(template);
        Assert.Equal(("0", "false"), ((string?)waiting.Attribute("status"), (string?)waiting.Attribute("ovfDescriptorUploaded")));
        Assert.Equal("descriptor.ovf", (string?)Assert.Single(Files(waiting)).Attribute("name"));

        await DescribeAsync(alice, template, maker);
        XElement described = await EventuallyAsync(() => alice.GetAsync(template), document => Files(document).Count() == 2);
        XElement disk = Files(described).Single(file => (string?)file.Attribute("name") == "disk1.vmdk");
        Assert.Equal(("3000", "0", "true"), ((string?)disk.Attribute("size"), (string?)disk.Attribute("bytesTransferred"), (string?)described.Attribute("ovfDescriptorUploaded")));
        XElement task = described.Element(V + "Tasks")!.Element(V + "Task")!;
        Assert.Equal(("vdcUploadOvfContents", "running"), ((string?)task.Attribute("operationName"), (string?)task.Attribute("status")));
        Assert.StartsWith("Importing Virtual Application Template first(", (string?)task.Attribute("operation"), StringComparison.Ordinal);

        await SendAsync(alice, Link(disk), maker.Files[0].Content, 0, 1000, HttpStatusCode.OK);
        Assert.Equal("1000", (string?)Files(await alice.GetAsync(template)).Last().Attribute("bytesTransferred"));
        await SendAsync(alice, Link(disk), maker.Files[0].Content, 1000, 2000, HttpStatusCode.OK);
        Assert.Equal("success", (string?)(await alice.EndOfAsync(task)).Attribute("status"));

        XElement made = await alice.GetAsync(template);
        Assert.Equal("8", (string?)made.Attribute("status"));
        Assert.Null(made.Element(V + "Files"));
        Assert.Null(made.Element(V + "Tasks"));
        Assert.Equal(OvaMaker.Sha256(maker.Files[0].Content), fixture.Cloud.Templates.Single(one => one.Name == "first").Files.Single().Sha256);
        Assert.Equal("RESOLVED", (string?)(await alice.GetAsync("api/query?type=catalogItem&filter=name==first")).Elements(V + "CatalogItemRecord").Single().Attribute("status"));

        string vApp = await alice.ComposeAsync("from-upload");
        string vm = made.Element(V + "Children")!.Element(V + "Vm")!.Attribute("href")!.Value;
        await alice.PostAsync(vApp + "/action/recomposeVApp", Bodies.AddVms(vm, "acme-net", ["node-1"]), Types.Recompose);
        string hardware = (await alice.GetAsync(await alice.VmAsync(vApp, "node-1"))).Element(Ovf + "VirtualHardwareSection")!.Value;
        Assert.Contains("2 virtual CPU(s)", hardware, StringComparison.Ordinal);
        Assert.Contains("4096 MB of memory", hardware, StringComparison.Ordinal);
        Assert.Contains("8589934592", hardware, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync(HttpMethod.Delete, item.Attribute("href")!.Value)).StatusCode);
        Assert.DoesNotContain(fixture.Cloud.Templates, one => one.Name == "first");
        Assert.NotEmpty((await alice.GetAsync(vApp)).Descendants(V + "Vm"));
    }

    [Fact]
    public async Task Bytes_out_of_turn_are_refused_and_bytes_that_are_there_may_come_again()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        OvaMaker maker = OvaMaker.WithDisk(3000, seed: 2);
        byte[] disk = maker.Files[0].Content;
        (string template, _) = await BeginAsync(alice, "ranges", "ranges");
        await DescribeAsync(alice, template, maker);
        string link = Link(Files(await EventuallyAsync(() => alice.GetAsync(template), document => Files(document).Count() == 2)).Last());

        await SendAsync(alice, link, disk, 100, 100, HttpStatusCode.RequestedRangeNotSatisfiable);
        await SendAsync(alice, link, disk, 0, 1000, HttpStatusCode.RequestedRangeNotSatisfiable, "bytes 0-999/4000");
        await SendAsync(alice, link, disk, 0, 1000, HttpStatusCode.RequestedRangeNotSatisfiable, "bytes 0-899/3000");
        await SendAsync(alice, link, disk, 0, 1000, HttpStatusCode.RequestedRangeNotSatisfiable, "bytes 2500-3499/3000");
        await SendAsync(alice, link, disk, 0, 1000, HttpStatusCode.BadRequest, "bytes=0-999");
        await SendAsync(alice, link.Replace("disk1", "disk2", StringComparison.Ordinal), disk, 0, 1000, HttpStatusCode.NotFound);
        await SendAsync(alice, $"transfer/{Guid.NewGuid()}/disk1.vmdk", disk, 0, 1000, HttpStatusCode.NotFound);
        Assert.Equal("0", (string?)Files(await alice.GetAsync(template)).Last().Attribute("bytesTransferred"));

        await SendAsync(alice, link, disk, 0, 1000, HttpStatusCode.OK);
        // pyvcloud 19.2.0 counts the end of a range from the start of its chunk.
        await SendAsync(alice, link, disk, 1000, 500, HttpStatusCode.OK, "bytes 1000-499/3000");
        await SendAsync(alice, link, disk, 500, 2500, HttpStatusCode.OK);
        await EventuallyAsync(() => alice.GetAsync(template), document => (string?)document.Attribute("status") == "8");
        Assert.Equal(OvaMaker.Sha256(disk), fixture.Cloud.Templates.Single(one => one.Name == "ranges").Files.Single().Sha256);
    }

    [Fact]
    public async Task Cancelling_the_task_takes_the_item_away_and_deleting_the_item_meanwhile_is_refused()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        (string template, XElement item) = await BeginAsync(alice, "cancelled", "half");
        string href = item.Attribute("href")!.Value;
        Assert.Equal("BUSY_ENTITY", (string?)(await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, href)).Attribute("minorErrorCode"));
        XElement task = await EventuallyAsync(async () => (await alice.GetAsync(template)).Element(V + "Tasks")!.Element(V + "Task")!, one => one.Link("task:cancel") is not null);
        await alice.StartAsync(HttpMethod.Post, task.Link("task:cancel")!);
        Assert.Equal("canceled", (string?)(await alice.EndOfAsync(task)).Attribute("status"));
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, template);
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, href);
    }

    [Fact]
    public async Task Who_lacks_the_right_neither_finds_the_links_nor_is_let_through()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme"), carol = await LogInAsync(fixture.Cloud, "carol", "acme"), bob = await LogInAsync(fixture.Cloud, "bob", "globex");
        string catalog = await CatalogAsync(alice, "for-rights"), org = (await alice.OrgAsync()).Link("add", null)!;
        await alice.StartAsync(HttpMethod.Post, catalog + "/action/controlAccess", Bodies.Share(null, "", "FullControl"), Types.ControlAccess);
        Assert.Null((await carol.OrgAsync()).Link("add"));
        Assert.Null((await carol.GetAsync(catalog)).Link("add"));
        await carol.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, catalog + "/action/upload", Begin("x"), UploadType);
        await carol.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, org, Make("x"), CatalogType);
        await bob.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, catalog + "/action/upload", Begin("x"), UploadType);

        string published = (await alice.OrgAsync()).Link("down", "catalog", "cse")!;
        Assert.Null((await alice.GetAsync(published)).Link("add"));
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, published + "/action/upload", Begin("x"), UploadType);

        (string template, _) = await BeginAsync(alice, "for-rights-2", "private");
        string link = Link(Files(await alice.GetAsync(template)).Single());
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.SendAsync(HttpMethod.Put, link, "<x/>", "text/xml")).StatusCode);
        using Caller nobody = new(fixture.Cloud);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.SendAsync(HttpMethod.Put, link, "<x/>", "text/xml")).StatusCode);
    }

    [Fact]
    public async Task A_catalog_is_made_and_deleted_by_tasks_and_one_that_is_not_empty_only_by_force()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme"), carol = await LogInAsync(fixture.Cloud, "carol", "acme");
        XElement made = await alice.StartAsync(HttpMethod.Post, (await alice.OrgAsync()).Link("add")!, Make("short-lived"), CatalogType);
        XElement task = made.Element(V + "Tasks")!.Element(V + "Task")!;
        Assert.Equal("catalogCreateCatalog", (string?)task.Attribute("operationName"));
        Assert.Equal("success", (string?)(await alice.EndOfAsync(task)).Attribute("status"));

        string plain = (await alice.OrgAsync()).Link("down", "catalog", "short-lived")!, href = plain.Replace("/api/catalog/", "/api/admin/catalog/", StringComparison.Ordinal);
        XElement item = await alice.StartAsync(HttpMethod.Post, plain + "/action/upload", Begin("in-it"), UploadType);
        string template = item.Element(V + "Entity")!.Attribute("href")!.Value;
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, href + "?recursive=true&force=true");
        OvaMaker maker = OvaMaker.WithDisk(10);
        await DescribeAsync(alice, template, maker);
        string disk = Link(Files(await EventuallyAsync(() => alice.GetAsync(template), document => Files(document).Count() == 2)).Last());
        await SendAsync(alice, disk, maker.Files[0].Content, 0, 10, HttpStatusCode.OK);
        await EventuallyAsync(() => alice.GetAsync(template), document => (string?)document.Attribute("status") == "8");
        Assert.Equal(href, (await alice.GetAsync(href)).Link("remove"));
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, href);
        await carol.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, href);
        await alice.ChangeAsync(HttpMethod.Delete, href + "?recursive=True&force=True");
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, href);
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, template);
    }

    [Fact]
    public async Task What_does_not_fit_the_schema_or_is_there_already_is_refused()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string catalog = await CatalogAsync(alice, "strict");
        string org = (await alice.OrgAsync()).Link("add")!;
        Assert.Equal("DUPLICATE_NAME", (string?)(await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, org, Make("strict"), CatalogType)).Attribute("minorErrorCode"));
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, org, Make("y").Replace("Description", "Deskription", StringComparison.Ordinal), CatalogType);
        await BeginAsync(alice, "strict-2", "taken");
        string other = await CatalogAsync(alice, "strict-3");
        await alice.PostAsync(other + "/action/upload", Begin("taken"), UploadType);
        Assert.Equal("DUPLICATE_NAME", (string?)(await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, other + "/action/upload", Begin("taken"), UploadType)).Attribute("minorErrorCode"));
        await alice.RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Post, catalog + "/action/upload", Begin("z"), "text/xml");
    }

    [Fact]
    public async Task A_descriptor_that_is_not_valid_leaves_a_template_that_says_why()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        OvaMaker maker = OvaMaker.WithDisk(10);
        maker.Descriptor = text => text.Replace("ovf:capacity=\"8\"", "ovf:capacity=\"${size}\"", StringComparison.Ordinal);
        (string template, _) = await BeginAsync(alice, "invalid", "invalid");
        await DescribeAsync(alice, template, maker);
        XElement failed = await EventuallyAsync(() => alice.GetAsync(template), document => (string?)document.Attribute("status") == "-1" && document.Descendants(V + "Error").Any());
        Assert.Contains("${size}", (string?)failed.Descendants(V + "Error").Single().Attribute("message"), StringComparison.Ordinal);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, (await alice.VdcAsync()).Link("add", "instantiateVAppTemplateParams")!,
            $"""<InstantiateVAppTemplateParams xmlns="{V}" name="x"><Source href="{template}"/></InstantiateVAppTemplateParams>""", "application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml");
    }

    [Fact]
    public async Task Every_document_of_an_upload_is_valid_against_the_schemas()
    {
        Schemas.Require();
        string folder = Directory.CreateTempSubdirectory("cse-trace-").FullName;
        try
        {
            await using (SimulatedCloud cloud = await Clouds.StartAsync(options => options.TraceFolder = folder))
            {
                using Caller alice = await LogInAsync(cloud, "alice", "acme");
                OvaMaker maker = OvaMaker.WithDisk(1000);
                (string template, _) = await BeginAsync(alice, "traced", "traced");
                await alice.GetAsync(template);
                await DescribeAsync(alice, template, maker);
                XElement disk = Files(await EventuallyAsync(() => alice.GetAsync(template), document => Files(document).Count() == 2)).Last();
                await SendAsync(alice, Link(disk), maker.Files[0].Content, 0, 1000, HttpStatusCode.OK);
                await EventuallyAsync(() => alice.GetAsync(template), document => (string?)document.Attribute("status") == "8");
                await alice.GetAsync("api/query?type=vAppTemplate");
                await alice.GetAsync((await alice.OrgAsync()).Link("down", "catalog", "traced")!);
                string descriptor = Path.Combine(folder, "descriptor.xml");
                await File.WriteAllTextAsync(descriptor, DescriptorOf(maker), Cancel);
            }
            string faults = await Schemas.FaultsAsync(Directory.GetFiles(folder, "*.xml"));
            Assert.True(faults.Length == 0, faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Make(string name) => $"""<AdminCatalog xmlns="{V}" name="{name}"><Description>Of the test</Description></AdminCatalog>""";

    private static string Begin(string name) => $"""<UploadVAppTemplateParams xmlns="{V}" name="{name}" manifestRequired="false"><Description/></UploadVAppTemplateParams>""";

    private static async Task<string> CatalogAsync(Caller caller, string name)
    {
        await caller.PostAsync((await caller.OrgAsync()).Link("add")!, Make(name), CatalogType);
        return (await caller.OrgAsync()).Link("down", "catalog", name)!;
    }

    private static async Task<(string Template, XElement Item)> BeginAsync(Caller caller, string catalog, string name)
    {
        XElement document = await caller.GetAsync(await CatalogAsync(caller, catalog));
        XElement item = await caller.StartAsync(HttpMethod.Post, document.Link("add", "uploadVAppTemplateParams")!, Begin(name), UploadType);
        return (item.Element(V + "Entity")!.Attribute("href")!.Value, item);
    }

    private static async Task DescribeAsync(Caller caller, string template, OvaMaker maker)
    {
        string link = Link(Files(await caller.GetAsync(template)).Single());
        Assert.Equal(HttpStatusCode.OK, (await caller.SendAsync(HttpMethod.Put, link, DescriptorOf(maker), "text/xml")).StatusCode);
    }

    private static string DescriptorOf(OvaMaker maker)
    {
        string folder = Directory.CreateTempSubdirectory("cse-ovf-").FullName;
        try
        {
            return File.ReadAllText(maker.WriteFolder(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<XElement> Files(XElement template) => template.Element(V + "Files")?.Elements(V + "File") ?? [];

    private static string Link(XElement file) => file.Link("upload:default")!;

    private static async Task SendAsync(Caller caller, string link, byte[] content, int first, int length, HttpStatusCode expected, string? range = null)
    {
        using ByteArrayContent body = new(content, first, length);
        body.Headers.TryAddWithoutValidation("Content-Range", range ?? $"bytes {first}-{first + length - 1}/{content.Length}");
        HttpResponseMessage answer = await caller.PutAsync(link, body);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
        if (expected != HttpStatusCode.OK)
            Assert.Equal(V + "Error", XElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).Name);
    }
}

using System.Diagnostics;
using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Query;

/// <summary>Paging, fields, sorting and formats over a thousand clusters.</summary>
public sealed class QueryPagingTests(QueryPagingTests.World world) : IClassFixture<QueryPagingTests.World>
{
    private const int Clusters = 1000;

    public sealed class World : IAsyncLifetime
    {
        internal SimulatedCloud Cloud { get; private set; } = null!;
        internal TimeSpan StartTime { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Stopwatch watch = Stopwatch.StartNew();
            Cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off, Scale = new ScaleOptions(Clusters, 300) });
            StartTime = watch.Elapsed;
        }

        public ValueTask DisposeAsync() => Cloud.DisposeAsync();
    }

    [Fact]
    public void A_thousand_clusters_in_300_VDCs_are_there_within_seconds()
    {
        Assert.True(world.StartTime < TimeSpan.FromSeconds(3), $"the start took {world.StartTime}");
        Assert.Equal((Clusters, 3 * Clusters), (world.Cloud.VApps.Count, world.Cloud.Vms.Count));
        Assert.Equal(300, world.Cloud.VApps.Select(vApp => vApp.Vdc).Distinct().Count());
        Assert.True(world.Cloud.VApps.Select(vApp => vApp.Name).Distinct().Count() < 100, "names repeat from one organization to the next");
        Assert.Equal(Clusters, world.Cloud.VApps.Select(vApp => vApp.Metadata["cse.cluster.id"]).Distinct().Count());
        Assert.Equal(Clusters / 3, world.Cloud.VApps.Count(vApp => !vApp.Metadata.ContainsKey("cse.ps.spec")));
    }

    [Theory]
    [InlineData("", 25, 40)]
    [InlineData("&pageSize=128", 128, 8)]
    [InlineData("&pageSize=5000", 128, 8)]
    public async Task Pages_hold_25_records_unless_asked_and_128_at_most(string parameter, int size, int pages)
    {
        using Caller system = await LogInAsync(world.Cloud, "administrator", "System");
        HashSet<string> seen = [];
        int count = 0;
        for (string? href = "api/query?type=adminVApp&format=idrecords" + parameter; href is not null; count++)
        {
            XElement page = await system.GetAsync(href);
            Assert.Equal((Clusters, size, count + 1), ((int)page.Attribute("total")!, (int)page.Attribute("pageSize")!,
                (int)page.Attribute("page")!));
            Assert.Equal(count > 0, page.Link("firstPage") is not null && page.Link("previousPage") is not null);
            Assert.Equal(count < pages - 1, page.Link("nextPage") is not null && page.Link("lastPage") is not null);
            foreach (XElement record in page.Elements(V + "AdminVAppRecord")) Assert.True(seen.Add(record.Attribute("id")!.Value));
            href = page.Link("nextPage");
        }
        Assert.Equal((pages, Clusters), (count, seen.Count));
    }

    [Fact]
    public async Task The_links_of_a_page_keep_filter_fields_and_format()
    {
        using Caller system = await LogInAsync(world.Cloud, "administrator", "System");
        XElement first = await system.GetAsync(
            "api/query?type=adminVM&format=idrecords&filterEncoded=true&filter=name==mstr-*,name==nothing%2520here&fields=name,container&sortDesc=name&pageSize=100");
        XElement last = await system.GetAsync(first.Link("lastPage")!);
        Assert.Equal((Clusters, 10), ((int)last.Attribute("total")!, (int)last.Attribute("page")!));
        Assert.All(last.Elements(V + "AdminVMRecord"), record =>
            Assert.Equal(["name", "container", "id"], record.Attributes().Select(attribute => attribute.Name.LocalName)));
        Assert.True(string.CompareOrdinal(first.Elements(V + "AdminVMRecord").First().Attribute("name")!.Value,
            last.Elements(V + "AdminVMRecord").Last().Attribute("name")!.Value) > 0);
        Assert.Contains("format=references", first.Links("alternate").Last().Attribute("href")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sortAsc=numberOfVMs")]
    [InlineData("sortAsc=name")]
    [InlineData("sortDesc=name")]
    [InlineData("sortAsc=creationDate")]
    public async Task Records_are_sorted_by_the_attribute_asked_for(string sort)
    {
        using Caller system = await LogInAsync(world.Cloud, "administrator", "System");
        string attribute = sort.Split('=')[1];
        string[] values = [.. (await system.GetAsync($"api/query?type=adminVApp&pageSize=128&{sort}")).Elements(V + "AdminVAppRecord")
            .Select(record => record.Attribute(attribute)!.Value)];
        Assert.Equal(sort.StartsWith("sortAsc", StringComparison.Ordinal)
            ? values.Order(StringComparer.Ordinal) : values.OrderDescending(StringComparer.Ordinal), values);
    }

    [Theory]
    [InlineData("type=vapp")]
    [InlineData("type=adminVApp&format=csv")]
    [InlineData("type=adminVApp&page=0")]
    [InlineData("type=adminVApp&page=two")]
    [InlineData("type=adminVApp&pageSize=-1")]
    [InlineData("type=adminVApp&sortAsc=metadata:cse.cluster.id")]
    [InlineData("type=adminVApp&sortAsc=color")]
    [InlineData("type=adminVApp&fields=color")]
    [InlineData("type=adminVApp&fields=metadata:1,metadata:2,metadata:3,metadata:4,metadata:5,metadata:6,metadata:7,metadata:8,metadata:9")]
    public async Task Parameters_that_make_no_sense_are_refused(string parameters)
    {
        using Caller system = await LogInAsync(world.Cloud, "administrator", "System");
        await system.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "api/query?" + parameters);
    }

    [Fact]
    public async Task Eight_metadata_fields_come_with_the_attributes()
    {
        using Caller system = await LogInAsync(world.Cloud, "administrator", "System");
        string[] keys = ["cse.cluster.id", "cse.version", "cse.template", "cse.master.ip", "cse.ps.spec", "cse.ps.status", "cse.ps.operation",
            "cse.ps.sshkey"];
        XElement record = (await system.GetAsync("api/query?type=adminVApp&filter=" + Uri.EscapeDataString("metadata:cse.ps.spec==STRING:*")
            + "&fields=" + string.Join(',', keys.Select(key => "metadata:" + key))))
            .Elements(V + "AdminVAppRecord").First();
        Assert.Equal(keys[..6], record.Descendants(V + "Key").Select(key => key.Value));
        Assert.NotNull(record.Attribute("numberOfVMs"));
    }

    [Fact]
    public async Task Idrecords_hold_URNs_and_records_hrefs()
    {
        using Caller admin = await LogInAsync(world.Cloud, "admin", "tenant-001");
        XElement urns = (await admin.GetAsync("api/query?type=vm&format=idrecords&filter=isVAppTemplate==false")).Elements(V + "VMRecord").First(),
            hrefs = (await admin.GetAsync("api/query?type=vm&format=records&filter=isVAppTemplate==false")).Elements(V + "VMRecord").First();
        Assert.Null(urns.Attribute("href"));
        Assert.Null(hrefs.Attribute("id"));
        foreach (string name in (string[])["container", "vdc", "owner", "network"])
        {
            Assert.StartsWith("urn:vcloud:", (string?)urns.Attribute(name), StringComparison.Ordinal);
            Assert.StartsWith(admin.Api, (string?)hrefs.Attribute(name), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task References_are_links_to_the_objects()
    {
        using Caller admin = await LogInAsync(world.Cloud, "admin", "tenant-002");
        XElement page = await admin.GetAsync("api/query?type=vApp&format=references&pageSize=3");
        Assert.Equal(V + "VAppReferences", page.Name);
        foreach (XElement reference in page.Elements(V + "VAppReference"))
            Assert.Equal((string?)reference.Attribute("name"), (string?)(await admin.GetAsync(reference.Attribute("href")!.Value)).Attribute("name"));
    }

    [Fact]
    public async Task Tenants_may_not_ask_for_admin_types_and_administrators_see_their_own_organization_in_tenant_types()
    {
        using Caller admin = await LogInAsync(world.Cloud, "admin", "tenant-001"), system = await LogInAsync(world.Cloud, "administrator", "System");
        await admin.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "api/query?type=adminVApp");
        Assert.DoesNotContain((await admin.GetAsync("api/query")).Elements(V + "Link"), link =>
            link.Attribute("name")!.Value.StartsWith("admin", StringComparison.Ordinal));
        Assert.Equal("0", (string?)(await system.GetAsync("api/query?type=vApp")).Attribute("total"));
    }

    [Fact]
    public async Task A_page_of_128_clusters_takes_milliseconds()
    {
        using Caller system = await LogInAsync(world.Cloud, "administrator", "System");
        const string query =
            "api/query?type=adminVApp&pageSize=128&filter=metadata:cse.cluster.id==STRING:*&fields=metadata:cse.cluster.id,metadata:cse.ps.spec&page=";
        await system.GetAsync(query + 1);
        long[] times = new long[7];
        for (int i = 0; i < times.Length; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            await system.GetAsync(query + (i + 2));
            times[i] = watch.ElapsedMilliseconds;
        }
        Array.Sort(times);
        Assert.True(times[times.Length / 2] < 150, $"the median page took {times[times.Length / 2]} ms");
    }
}

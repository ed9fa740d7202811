using System.Net;
using System.Security;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Query;

public sealed class QueryFilterTests(QueryFilterTests.World world) : IClassFixture<QueryFilterTests.World>
{
    /// <summary>Names that are hard to ask for.</summary>
    private static readonly string[] s_odd = ["a;b", "a,b", "a(b)", "a=b", "a&b", "a b", "a+b", "a%b", "a==b", "a\"b'", "ä-ключ-日本", "A B",
        "a#b?c/d"];

    /// <summary>A cloud with a vApp for each odd name; the metadata key <c>text</c> holds the name too.</summary>
    public sealed class World : IAsyncLifetime
    {
        internal SimulatedCloud Cloud { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off });
            using Caller alice = await LogInAsync(Cloud, "alice", "acme");
            XElement vdc = await alice.VdcAsync();
            string network = await alice.NetworkAsync();
            for (int i = 0; i < s_odd.Length; i++)
            {
                string name = SecurityElement.Escape(s_odd[i]);
                XElement vApp = await alice.PostAsync(vdc.Link("add", "composeVAppParams")!, Bodies.Compose(name, "acme-net", network),
                    Types.Compose);
                string metadata = vApp.Attribute("href")!.Value + "/metadata";
                await alice.PostAsync(metadata, Bodies.Metadata(("text", name)), Types.Metadata);
                await alice.PostAsync(metadata, Bodies.TypedMetadata("number", "MetadataNumberValue", $"{i}"), Types.Metadata);
            }
            await alice.AddVmsAsync(await HrefAsync(alice, "A B"), ["mstr-1", "node-1", "node-2"]);
        }

        public ValueTask DisposeAsync() => Cloud.DisposeAsync();
    }

    public static TheoryData<string> OddNames => [.. s_odd];

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task A_value_encoded_twice_matches_only_itself(string name)
    {
        string value = Uri.EscapeDataString(Uri.EscapeDataString(name));
        Assert.Equal([name], await NamesAsync($"filterEncoded=true&filter=name=={value}"));
        Assert.Equal([name], await NamesAsync($"filterEncoded=true&filter=metadata:text==STRING:{value}"));
    }

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task A_whole_expression_quoted_over_an_encoded_value_matches_only_itself(string name)
    {
        string expression = $"(name=={Uri.EscapeDataString(name)};isEnabled==true)";
        Assert.Equal([name], await NamesAsync($"filterEncoded=true&filter={Uri.EscapeDataString(expression)}"));
    }

    [Fact]
    public async Task A_whole_expression_encoded_twice_is_understood() =>
        Assert.Equal(["a=b"],
            await NamesAsync("filterEncoded=true&filter=" + Uri.EscapeDataString(Uri.EscapeDataString("name==")
            + Uri.EscapeDataString(Uri.EscapeDataString("a=b")))));

    [Theory]
    [InlineData("name==a b", "a b")]
    [InlineData("name==A B", "A B")]
    [InlineData("name==a*b", "A B|a b|a%b|a&b|a+b|a,b|a;b|a=b|a==b")]
    [InlineData("name==*KL*", "")]
    [InlineData("name==*Ключ*", "ä-ключ-日本")]
    [InlineData("metadata:number=gt=NUMBER:10", "A B|a#b?c/d")]
    [InlineData("metadata:number=le=NUMBER:0", "a;b")]
    [InlineData("metadata:number==NUMBER:3", "a=b")]
    [InlineData("metadata:number==STRING:3", "")]
    [InlineData("(name==A B,name==a b);numberOfVMs=ge=1", "A B")]
    [InlineData("name==A B,name==a b;numberOfVMs=ge=1", "A B")]
    [InlineData("numberOfVMs=lt=1;metadata:number=lt=NUMBER:2", "a,b|a;b")]
    [InlineData("numberOfVMs!=0", "A B")]
    [InlineData("isDeployed==true", "")]
    [InlineData("status==POWERED_OFF", "A B")]
    [InlineData("metadata:absent!=STRING:", "")]
    public async Task Operators_combine_as_documented(string filter, string expected)
    {
        string[] names = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync("filter=" + Uri.EscapeDataString(filter)));
    }

    [Fact]
    public async Task Not_equal_takes_no_wildcard() =>
        Assert.Equal(s_odd.Length, (await NamesAsync("filter=" + Uri.EscapeDataString("name!=a*"))).Length);

    [Fact]
    public async Task An_object_is_found_by_href_urn_and_uuid_of_its_vdc()
    {
        using Caller alice = await LogInAsync(world.Cloud, "alice", "acme");
        XElement vdc = await alice.VdcAsync();
        foreach (string value in (string[])[vdc.Attribute("href")!.Value, vdc.Attribute("id")!.Value, vdc.Attribute("id")!.Value[^36..]])
            Assert.Equal(s_odd.Length, (await NamesAsync("filter=" + Uri.EscapeDataString("vdc==" + value))).Length);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("name==a;")]
    [InlineData("(name==a")]
    [InlineData("name==a)")]
    [InlineData("color==red")]
    [InlineData("numberOfVMs==many")]
    [InlineData("creationDate=gt=tomorrow")]
    [InlineData("name=gt=a")]
    [InlineData("metadata:text==text")]
    [InlineData("metadata:number==NUMBER:x")]
    [InlineData("metadata:number=gt=DATETIME:x")]
    [InlineData("metadata:text==string:text")]
    [InlineData("metadata@OTHER:text==STRING:text")]
    public async Task A_filter_that_cannot_be_understood_is_refused(string filter)
    {
        using Caller alice = await LogInAsync(world.Cloud, "alice", "acme");
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "api/query?type=vApp&filter=" + Uri.EscapeDataString(filter));
    }

    private async Task<string[]> NamesAsync(string parameters)
    {
        using Caller alice = await LogInAsync(world.Cloud, "alice", "acme");
        XElement page = await alice.GetAsync($"api/query?type=vApp&pageSize=128&{parameters}");
        return [.. page.Elements(V + "VAppRecord").Select(record => record.Attribute("name")!.Value).Order(StringComparer.Ordinal)];
    }

    private static async Task<string> HrefAsync(Caller caller, string name) =>
        (await caller.GetAsync("api/query?type=vApp&filter=" + Uri.EscapeDataString("name==" + name))).Elements(V + "VAppRecord")
            .Single().Attribute("href")!.Value;
}

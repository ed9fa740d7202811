using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

public sealed class MetadataTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    [Fact]
    public async Task Bulk_writes_merge_and_single_writes_replace()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string metadata = await alice.ComposeAsync("meta-merge") + "/metadata";
        XElement task = await alice.PostAsync(metadata, Bodies.Metadata(("a", "1"), ("b", "2")), Types.Metadata);
        Assert.Equal("metadataUpdate", (string?)task.Attribute("operationName"));
        await alice.PostAsync(metadata, Bodies.Metadata(("b", "3"), ("c", "4")), Types.Metadata);
        await alice.PutAsync(metadata + "/a", Bodies.MetadataValue("new"), Types.MetadataValue);
        await alice.ChangeAsync(HttpMethod.Delete, metadata + "/c");
        XElement all = await alice.GetAsync(metadata);
        Assert.Equal([("a", "new"), ("b", "3")], all.Elements(V + "MetadataEntry")
            .Select(entry => (entry.Element(V + "Key")!.Value, entry.Element(V + "TypedValue")!.Value)));
        Assert.NotNull(all.Link("add", "metadata"));
        Assert.Equal("new", (await alice.GetAsync(metadata + "/GENERAL/a")).Element(V + "TypedValue")!.Value);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_403()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string metadata = await alice.ComposeAsync("meta-missing") + "/metadata";
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, metadata + "/nothing");
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Delete, metadata + "/nothing");
    }

    [Theory]
    [InlineData("MetadataNumberValue", " 007 ", "7")]
    [InlineData("MetadataBooleanValue", "1", "true")]
    [InlineData("MetadataDateTimeValue", "2018-06-13T05:30:58+02:00", "2018-06-13T03:30:58.000Z")]
    [InlineData("MetadataStringValue", " a &lt; ü ", " a < ü ")]
    public async Task Typed_values_are_kept_in_one_form(string type, string written, string read)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string metadata = await alice.ComposeAsync("meta-" + type.ToLowerInvariant()) + "/metadata";
        await alice.PostAsync(metadata, Bodies.TypedMetadata("key", type, written), Types.Metadata);
        XElement value = (await alice.GetAsync(metadata)).Descendants(V + "TypedValue").Single();
        Assert.Equal((type, read), ((string?)value.Attribute(XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance")), value.Value));
    }

    [Theory]
    [InlineData("MetadataNumberValue", "seven")]
    [InlineData("MetadataBooleanValue", "yes")]
    [InlineData("MetadataDateTimeValue", "yesterday")]
    [InlineData("MetadataColorValue", "red")]
    public async Task A_value_that_is_not_of_its_type_is_refused(string type, string value)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string metadata = await alice.ComposeAsync("meta-wrong-" + type.ToLowerInvariant()) + "/metadata";
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, metadata, Bodies.TypedMetadata("key", type, value), Types.Metadata);
    }

    [Fact]
    public async Task Keys_and_numbers_of_entries_have_limits()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string metadata = await alice.ComposeAsync("meta-limits") + "/metadata";
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, metadata, Bodies.Metadata((new string('k', 257), "v")), Types.Metadata);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, metadata, Bodies.Metadata(("a;b", "v")), Types.Metadata);
        await alice.PostAsync(metadata, Bodies.Metadata([.. Enumerable.Range(0, 700).Select(i => ($"k{i}", "v"))]), Types.Metadata);
        await alice.PostAsync(metadata, Bodies.Metadata([.. Enumerable.Range(324, 700).Select(i => ($"k{i}", "w"))]), Types.Metadata);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, metadata, Bodies.Metadata(("one-too-many", "v")), Types.Metadata);
        await alice.PostAsync(metadata, Bodies.Metadata(("k0", "again")), Types.Metadata);
    }

    [Fact]
    public async Task The_SYSTEM_domain_is_the_providers_and_private_entries_are_theirs_alone()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme"), system = await LogInAsync(fixture.Cloud, "administrator", "System");
        string vdc = (await alice.VdcAsync()).Attribute("href")!.Value,
            admin = vdc.Replace("/api/vdc/", "/api/admin/vdc/", StringComparison.Ordinal) + "/metadata";
        foreach (string visibility in (string[])["PRIVATE", "READONLY"])
            await system.PostAsync(
                admin, Bodies.TypedMetadata(visibility, "MetadataStringValue", "x", $"""<Domain visibility="{visibility}">SYSTEM</Domain>"""),
                Types.Metadata);
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, admin,
            Bodies.TypedMetadata("mine", "MetadataStringValue", "x", """<Domain visibility="PRIVATE">SYSTEM</Domain>"""), Types.Metadata);
        Assert.Equal(["READONLY"], (await alice.GetAsync(vdc + "/metadata")).Descendants(V + "Key").Select(key => key.Value));
        Assert.Equal(["PRIVATE", "READONLY"], (await system.GetAsync(admin)).Descendants(V + "Key").Select(key => key.Value));
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, vdc + "/metadata/SYSTEM/PRIVATE");
        Assert.Equal("x", (await alice.GetAsync(vdc + "/metadata/SYSTEM/READONLY")).Element(V + "TypedValue")!.Value);
    }

    [Fact]
    public async Task Keys_with_slashes_blanks_and_letters_of_any_language_can_be_addressed()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string metadata = await alice.ComposeAsync("meta-keys") + "/metadata";
        foreach (string key in (string[])["a/b", "two words", "ключ", "50%", "a&amp;b"])
            await alice.PostAsync(metadata, Bodies.Metadata((key, key)), Types.Metadata);
        foreach (XElement entry in (await alice.GetAsync(metadata)).Elements(V + "MetadataEntry"))
            Assert.Equal(entry.Element(V + "TypedValue")!.Value,
                (await alice.GetAsync(entry.Attribute("href")!.Value)).Element(V + "TypedValue")!.Value);
    }
}

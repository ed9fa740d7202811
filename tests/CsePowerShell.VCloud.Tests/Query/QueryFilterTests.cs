using FsCheck;
using FsCheck.Fluent;

namespace CsePowerShell.VCloud.Tests.Query;

public sealed class QueryFilterTests
{
    // What a filter, an address, a wildcard, a SQL LIKE or a decoder could trip over, beside letters that differ in case only.
    private static readonly Gen<string> s_value =
        Gen.Elements(";", ",", "=", "==", "(", ")", "*", "&", "%", "%2A", "%25", "+", " ", "'", "\"", "\\", "/", "?", "#", "!", ":", "@", "_", "ä", "Ж", "日", "😀", "\u0301", "a", "A", "b", "\t", "\n", "\u0001", ".", "[", "{", "|", "~")
            .ListOf().Select(parts => string.Concat(parts));

    [Theory]
    [InlineData("simple")]
    [InlineData("a;b,c=d(e)f&g h%i")]
    [InlineData("50%25")]
    [InlineData("Größe \"quoted\" 'single' 日本 😀")]
    [InlineData("star*in*the*middle")]
    [InlineData("*")]
    [InlineData("a+b")]
    public void A_value_matches_only_itself(string value)
    {
        AssertMatchesOnly(value, value);
        AssertMatchesOnly(value, value + "x");
        AssertMatchesOnly(value, value.ToUpperInvariant());
        AssertMatchesOnly(value, value.Replace("*", "_anything_", StringComparison.Ordinal));
        AssertMatchesOnly(value, Uri.EscapeDataString(value));
    }

    [Fact]
    public void Any_value_matches_itself_and_nothing_else() =>
        Prop.ForAll(s_value.ToArbitrary(), s_value.ToArbitrary(), (value, other) =>
        {
            AssertMatchesOnly(value, value);
            AssertMatchesOnly(value, other);
            AssertMatchesOnly(value, value.Replace("*", other, StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_metadata_value_matches_itself_and_nothing_else() =>
        Prop.ForAll(s_value.ToArbitrary(), s_value.ToArbitrary(), (value, other) =>
        {
            var filter = QueryFilter.Metadata("cse.cluster.id", MetadataValue.Of(value));
            Assert.True(Ask(filter, Meta("cse.cluster.id", value)));
            Assert.Equal(value == other, Ask(filter, Meta("cse.cluster.id", other)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_asked_of_the_server_is_never_narrower_than_the_condition() =>
        Prop.ForAll(s_value.ToArbitrary(), s_value.ToArbitrary(), s_value.ToArbitrary(), (first, second, actual) =>
        {
            QueryFilter[] conditions =
            [
                QueryFilter.And(QueryFilter.Equal("name", first), QueryFilter.Or(QueryFilter.NotEqual("vdcName", second), QueryFilter.Equal("name", second)))!,
                QueryFilter.Or(QueryFilter.Equal("name", first), QueryFilter.And(QueryFilter.Equal("name", second), QueryFilter.Like("vdcName", "*" + first)))!,
                QueryFilter.Or(QueryFilter.NotEqual("name", first), QueryFilter.Equal("vdcName", second))!,
            ];
            foreach (QueryRecord record in new[] { Record(first, actual), Record(second, actual), Record(actual, first), Record(actual, second + first) })
            {
                foreach (QueryFilter condition in conditions)
                    Assert.Equal(condition.Matches(record), Ask(condition, record));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_pattern_matches_with_stars_only_where_they_are_meant() =>
        Assert.Multiple(
            () => Assert.True(Ask(QueryFilter.Like("name", "mstr-*"), Record("mstr-a1b2"))),
            () => Assert.True(Ask(QueryFilter.Like("name", "mstr-*"), Record("MSTR-a1b2"))),
            () => Assert.False(Ask(QueryFilter.Like("name", "mstr-*"), Record("node-mstr-1"))),
            () => Assert.True(Ask(QueryFilter.Like("name", "a,b;*(c)"), Record("a,b; and (c)"))),
            () => Assert.True(Ask(QueryFilter.MetadataLike("cse.cluster.id", "*"), Meta("cse.cluster.id", "7e4a"))),
            () => Assert.False(Ask(QueryFilter.MetadataLike("cse.cluster.id", "*"), Record("c1"))));

    [Fact]
    public void Values_are_encoded_twice_and_the_grammar_once()
    {
        var address = new QueryAddress(
            new QuerySpec("vApp") { Filter = QueryFilter.And(QueryFilter.MetadataLike("cse.cluster.id", "*"), QueryFilter.Equal("name", "a,b c")) }, "/api/query", isSystem: false);
        Assert.Equal(
            "/api/query?type=vApp&format=idrecords&pageSize=128&filterEncoded=true&filter=metadata%3Acse.cluster.id%3D%3DSTRING%3A%2A%3Bname%3D%3Da%252Cb%2520c&page=1",
            address.Page(1));
    }

    [Fact]
    public void A_group_inside_a_group_has_parentheses()
    {
        QueryFilter names = QueryFilter.Or(QueryFilter.Like("name", "mstr-*"), QueryFilter.Like("name", "node-*"))!;
        Assert.Equal("isVAppTemplate==false;(name==mstr-*,name==node-*)", QueryFilter.And(QueryFilter.Equal("isVAppTemplate", "false"), names)!.ToString());
        Assert.Null(QueryFilter.And(null, null));
        Assert.Same(names, QueryFilter.And(null, names));
    }

    [Fact]
    public void Not_equal_with_a_star_is_judged_here_alone_since_nobody_knows_what_the_server_makes_of_it()
    {
        Assert.Equal("name!=a%2Cb", QueryFilter.NotEqual("name", "a,b").ToString());
        Assert.Equal("", QueryFilter.NotEqual("name", "a*b").ToString());
        Assert.Equal("vdcName==x", QueryFilter.And(QueryFilter.NotEqual("name", "a*b"), QueryFilter.Equal("vdcName", "x"))!.ToString());
        Assert.Equal("", QueryFilter.Or(QueryFilter.NotEqual("name", "a*b"), QueryFilter.Equal("vdcName", "x"))!.ToString());
        Assert.True(Ask(QueryFilter.NotEqual("name", "a*b"), Record("axb")));
        Assert.False(Ask(QueryFilter.NotEqual("name", "a*b"), Record("a*b")));
    }

    [Fact]
    public void Typed_metadata_values_name_their_type()
    {
        Assert.Equal("metadata:cse.template.revision==NUMBER:2", QueryFilter.Metadata("cse.template.revision", MetadataValue.Of(2)).ToString());
        Assert.Equal("metadata:x==BOOLEAN:true", QueryFilter.Metadata("x", MetadataValue.Of(true)).ToString());
        Assert.Equal(
            "metadata:x==DATETIME:2026-03-01T12%3A00%3A00.000Z",
            QueryFilter.Metadata("x", MetadataValue.Of(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1)))).ToString());
    }

    [Theory]
    [InlineData("na me")]
    [InlineData("name==x;y")]
    [InlineData("")]
    public void An_attribute_that_is_no_name_is_refused(string attribute) => Assert.Throws<ArgumentException>(() => QueryFilter.Equal(attribute, "x"));

    [Theory]
    [InlineData("a,b")]
    [InlineData("a==b")]
    [InlineData("ключ")]
    public void A_metadata_key_that_a_query_cannot_carry_is_refused(string key) => Assert.Throws<ArgumentException>(() => QueryFilter.MetadataLike(key, "*"));

    [Fact]
    public void Half_a_surrogate_pair_is_refused_with_its_position()
    {
        var failure = Assert.Throws<ArgumentException>(() => QueryFilter.Equal("name", "ab\ud83d"));
        Assert.Contains("position 2", failure.Message);
    }

    [Fact]
    public void More_than_eight_metadata_fields_are_refused_the_ones_a_check_needs_included()
    {
        string[] keys = [.. Enumerable.Range(1, 8).Select(i => "k" + i)];
        _ = new QueryAddress(new QuerySpec("vApp") { MetadataFields = keys }, "/api/query", false);
        Assert.Throws<ArgumentException>(() => new QueryAddress(new QuerySpec("vApp") { MetadataFields = [.. keys, "k9"] }, "/api/query", false));
        Assert.Throws<ArgumentException>(() => new QueryAddress(
            new QuerySpec("vApp") { MetadataFields = keys, Filter = QueryFilter.Metadata("other", MetadataValue.Of("a*b")) }, "/api/query", false));
    }

    [Fact]
    public void What_a_check_needs_is_asked_for()
    {
        var address = new QueryAddress(
            new QuerySpec("vApp") { Fields = ["vdc"], Filter = QueryFilter.Equal("name", "a*b"), SortDescending = "creationDate" }, "/api/query", isSystem: true);
        Assert.Contains("type=adminVApp&", address.Page(1), StringComparison.Ordinal);
        Assert.Contains("&fields=vdc%2Cname&sortDesc=creationDate&", address.Page(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_of_the_system_domain_is_asked_for_and_read_apart_from_what_tenants_can_write()
    {
        QueryFilter filter = QueryFilter.SystemMetadataLike("container_provider", "*");
        var address = new QueryAddress(new QuerySpec("orgVdc") { Fields = ["name"], SystemMetadataFields = ["container_provider"], Filter = filter }, "/api/query", isSystem: true);
        Assert.Contains("&fields=name%2Cmetadata%40SYSTEM%3Acontainer_provider&", address.Page(1), StringComparison.Ordinal);
        Assert.Contains("filter=metadata%40SYSTEM%3Acontainer_provider%3D%3DSTRING%3A%2A", address.Page(1), StringComparison.Ordinal);
        Assert.Null(address.Check);

        QueryRecord forged = Meta("container_provider", "vcd");
        Assert.False(forged.SystemMetadata.ContainsKey("container_provider"));
        Assert.False(filter.Matches(forged));
        QueryRecord both = new("AdminVdcRecord", "", null, new Dictionary<string, string>(),
            [new MetadataEntry("container_provider", MetadataValue.Of("none"), MetadataDomain.SystemPrivate), new MetadataEntry("container_provider", MetadataValue.Of("vcd"))]);
        Assert.Equal(("none", "vcd"), (both.SystemMetadata["container_provider"].Text, both.Metadata["container_provider"].Text));

        string[] seven = [.. Enumerable.Range(1, 7).Select(i => "k" + i)];
        Assert.Throws<ArgumentException>(() => new QueryAddress(new QuerySpec("vApp") { MetadataFields = seven, SystemMetadataFields = ["a", "b"] }, "/api/query", false));
    }

    private static void AssertMatchesOnly(string value, string actual) =>
        Assert.Equal(value == actual, Ask(QueryFilter.Equal("name", value), Record(actual)));

    /// <summary>Asks the model of the server, and then does what the client does with its answer.</summary>
    private static bool Ask(QueryFilter filter, QueryRecord record)
    {
        var address = new QueryAddress(new QuerySpec("vApp") { Filter = filter }, "/api/query", isSystem: false);
        var values = record.Attributes.ToDictionary(name => name, name => record[name]!);
        foreach ((string key, MetadataValue value) in record.Metadata)
            values["metadata:" + key] = value.Text;
        return VcdFilterModel.Parse(address.Page(1))(values) && address.Check?.Matches(record) != false;
    }

    private static QueryRecord Record(string name, string vdcName = "ovdc1") =>
        new("VAppRecord", "", null, new Dictionary<string, string> { ["name"] = name, ["vdcName"] = vdcName }, []);

    private static QueryRecord Meta(string key, string value) =>
        new("VAppRecord", "", null, new Dictionary<string, string> { ["name"] = "c1" }, [new MetadataEntry(key, MetadataValue.Of(value))]);
}

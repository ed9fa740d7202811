using System.Collections;
using System.Diagnostics;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests;

public sealed class CompletionTests
{
    private readonly Session _session = new();

    [Theory]
    [InlineData("gold", null, "gold")]
    [InlineData("acme net", null, "'acme net'")]
    [InlineData("it's", null, "'it''s'")]
    [InlineData("it\u2019s", null, "'it\u2019\u2019s'")]
    [InlineData("a$b", null, "'a$b'")]
    [InlineData("a;b", null, "'a;b'")]
    [InlineData("a,b", null, "'a,b'")]
    [InlineData("@a", null, "'@a'")]
    [InlineData("-a", null, "'-a'")]
    [InlineData("12", null, "'12'")]
    [InlineData("gold", '\'', "'gold'")]
    [InlineData("gold", '"', "\"gold\"")]
    [InlineData("a$b\"c`d", '"', "\"a`$b`\"c``d\"")]
    public void A_value_is_quoted_where_it_has_to_be(string value, char? quote, string expected) => Assert.Equal(expected, new Suggestion(value).Quoted(quote));

    [Theory]
    [InlineData("go", "go", null)]
    [InlineData("'go", "go", '\'')]
    [InlineData("'it''s'", "it's", '\'')]
    [InlineData("\"go\"", "go", '"')]
    [InlineData("", "", null)]
    public void The_users_quote_is_taken_off_the_word(string typed, string word, char? quote) => Assert.Equal((word, quote), Suggestion.Unquote(typed));

    [Fact]
    public void Networks_are_those_of_the_VDC_that_was_typed()
    {
        Assert.Equal(["acme-tight"], Values(new NetworkCompleter(), "", ("Vdc", "acme-small")));
        Assert.Equal(["acme net 2", "acme-net"], Values(new NetworkCompleter(), "acme", ("Vdc", "acme-vdc")));
        Assert.Equal(3, Values(new NetworkCompleter(), "").Count);
    }

    [Fact]
    public void The_word_filters_and_may_have_wildcards()
    {
        Assert.Equal(["silver"], Values(new StorageProfileCompleter(), "s"));
        Assert.Equal(["gold"], Values(new StorageProfileCompleter(), "*ld"));
        Assert.Equal(["gold"], Values(new StorageProfileCompleter(), "'G"));
    }

    [Fact]
    public void Tab_again_asks_nothing()
    {
        NetworkCompleter completer = new();
        CompletionCache cache = NewCache();
        Values(completer, "a", cache, ("Vdc", "acme-vdc"));
        Values(completer, "ac", cache, ("Vdc", "acme-vdc"));
        Assert.Equal(1, _session.Directory.Asked);
        Values(completer, "ac", cache, ("Vdc", "acme-small"));
        Assert.Equal(2, _session.Directory.Asked);
    }

    [Fact]
    public void A_slow_server_is_not_waited_for_and_its_answer_is_there_next_time()
    {
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _session.Directory.BeforeAnswer = _ => slow.Task;
        CompletionCache cache = new(TimeProvider.System, TimeSpan.FromMilliseconds(100));
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Empty(Values(new VdcCompleter(), "", cache));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"It took {watch.Elapsed}.");

        slow.SetResult();
        Assert.True(SpinWait.SpinUntil(() => Values(new VdcCompleter(), "", cache).Count == 2, TimeSpan.FromSeconds(5)));
        Assert.Equal(1, _session.Directory.Asked);
    }

    [Fact]
    public void A_server_that_fails_gives_nothing_and_is_asked_again()
    {
        _session.Directory.BeforeAnswer = _ => throw new InvalidOperationException("down");
        CompletionCache cache = NewCache();
        Assert.Empty(Values(new VdcCompleter(), "", cache));
        _session.Directory.BeforeAnswer = _ => Task.CompletedTask;
        Assert.Equal(2, Values(new VdcCompleter(), "", cache).Count);
    }

    [Fact]
    public void Without_a_connection_there_is_nothing_to_offer()
    {
        _session.Host.Variables.Clear();
        Assert.Empty(Values(new VdcCompleter(), ""));
        Assert.Equal(0, _session.Directory.Asked);
    }

    [Fact]
    public void The_server_that_was_typed_is_asked_and_not_the_default()
    {
        FakeDirectory other = new();
        _session.Connect("other.example.com", "globex", "bob", new FakeClusters(), other);
        Assert.NotEmpty(Values(new VdcCompleter(), "", ("Server", "other*")));
        Assert.Equal((0, 1), (_session.Directory.Asked, other.Asked));
    }

    [Fact]
    public void Servers_are_completed_from_memory()
    {
        _session.Connect("other.example.com", "globex", "bob", new FakeClusters());
        Assert.Equal(["other.example.com/globex/bob", "vcd.example.com/acme/alice"], Values(new ServerCompleter(), ""));
        Assert.Equal(["other.example.com/globex/bob"], Values(new ServerCompleter(), "o"));
        Assert.Empty(_session.Clusters.Calls);
    }

    [Fact]
    public void A_name_that_two_clusters_have_is_offered_as_their_ids()
    {
        _session.Clusters.All.AddRange([FakeClusters.Cluster("web"), FakeClusters.Cluster("db", vdc: "a"), FakeClusters.Cluster("db", vdc: "b")]);
        IReadOnlyList<string> values = Values(new ClusterCompleter(), "");
        Assert.Contains("web", values);
        Assert.DoesNotContain("db", values);
        Assert.Equal(3, values.Count);
    }

    [Fact]
    public void Templates_that_cannot_be_used_are_not_offered()
    {
        _session.Clusters.Templates.AddRange(
        [
            new Template { Name = "ubuntu", Revision = 1, IsUsable = true }, new Template { Name = "ubuntu", Revision = 2, IsUsable = true }, new Template { Name = "old", IsUsable = false },
        ]);
        Assert.Equal(["ubuntu"], Values(new TemplateCompleter(), ""));
    }

    [Fact]
    public void Revisions_are_those_of_the_template_that_was_typed_and_stand_there_as_numbers()
    {
        _session.Clusters.Templates.AddRange(
            [new Template { Name = "ubuntu", Revision = 1 }, new Template { Name = "ubuntu", Revision = 2 }, new Template { Name = "photon", Revision = 7 }]);
        Assert.Equal(["2", "1"], Values(new TemplateRevisionCompleter(), "", ("Template", "ubuntu")));
        Assert.Equal(["7", "2", "1"], Values(new TemplateRevisionCompleter(), ""));
        Assert.Equal("2", new Suggestion("2") { IsNumber = true }.Quoted(null));
    }

    [Fact]
    public void Servers_to_connect_to_are_those_that_are_known()
    {
        _session.Connect("other.example.com", "globex", "bob", new FakeClusters());
        _session.Connect("other.example.com", "acme", "alice", new FakeClusters());
        Assert.Equal(["other.example.com", "vcd.example.com"], Values(new ServerNameCompleter(), ""));
    }

    private static CompletionCache NewCache() => new(TimeProvider.System, TimeSpan.FromSeconds(5));

    private IReadOnlyList<string> Values(CloudCompleter completer, string word, params (string Name, object Value)[] bound) => Values(completer, word, NewCache(), bound);

    private IReadOnlyList<string> Values(CloudCompleter completer, string word, CompletionCache cache, params (string Name, object Value)[] bound)
    {
        (completer.Store, completer.Cache, completer.ReadVariable) = (_session.Store, cache, _session.Host.GetGlobalVariable);
        Hashtable parameters = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object value) in bound)
        {
            parameters[name] = value;
        }

        return [.. completer.Complete(word, parameters).Select(suggestion => suggestion.Value)];
    }
}

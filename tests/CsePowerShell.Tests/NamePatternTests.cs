using CsePowerShell.Binding;

namespace CsePowerShell.Tests;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("web", "web", true)]
    [InlineData("web", "WEB", true)]
    [InlineData("web", "web1", false)]
    [InlineData("web*", "web", true)]
    [InlineData("web*", "web-1", true)]
    [InlineData("*web", "my-web", true)]
    [InlineData("*e*", "web", true)]
    [InlineData("w?b", "web", true)]
    [InlineData("w?b", "wb", false)]
    [InlineData("[a-w]eb", "web", true)]
    [InlineData("[xyz]eb", "web", false)]
    [InlineData("[xw]eb", "Web", true)]
    [InlineData("web`*", "web*", true)]
    [InlineData("web`*", "webx", false)]
    [InlineData("[", "[", true)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    public void It_matches_as_PowerShell_does(string pattern, string name, bool matches) => Assert.Equal(matches, new NamePattern(pattern).Matches(name));

    [Theory]
    [InlineData("web", false)]
    [InlineData("web`*", false)]
    [InlineData("web*", true)]
    [InlineData("w?b", true)]
    [InlineData("w[e]b", true)]
    public void A_wildcard_is_one_unless_it_is_escaped(string pattern, bool wildcard) => Assert.Equal(wildcard, new NamePattern(pattern).HasWildcards);

    [Theory]
    [InlineData("web*", "web*")]
    [InlineData("w[a-f]b", "w?b")]
    [InlineData("web`*1", "web?1")]
    [InlineData("we`b", "web")]
    public void The_servers_pattern_matches_at_least_as_much(string pattern, string server) => Assert.Equal(server, new NamePattern(pattern).ForServer());

    [Fact]
    public void An_escaped_name_is_literal_without_its_escapes() => Assert.Equal("a*b", new NamePattern("a`*b").Literal);

    [Fact]
    public void Many_stars_do_not_take_for_ever()
    {
        NamePattern pattern = new(string.Concat(Enumerable.Repeat("*", 200)) + "x");
        Assert.False(pattern.Matches(new string('a', 200)));
    }
}

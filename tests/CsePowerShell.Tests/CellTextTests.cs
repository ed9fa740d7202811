using CsePowerShell.Binding;
using CsePowerShell.Formatting;

namespace CsePowerShell.Tests;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("web", 32, "web")]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("a-family-of-clusters-01", 12, "a-fam...s-01")]
    [InlineData("a-family-of-clusters-02", 12, "a-fam...s-02")]
    public void A_name_that_is_too_long_keeps_both_its_ends(string text, int cells, string expected)
    {
        // The reference assembly is that of Windows PowerShell, so the gap is three full stops here.
        Assert.Equal(expected, CellText.Fit(text, cells));
        Assert.True(CellText.Width(expected) <= cells);
    }

    [Theory]
    [InlineData("\u6771\u4eac\u30af\u30e9\u30b9\u30bf", 12)]
    [InlineData("bu\u0308ro", 4)]
    [InlineData("b\u00fcro", 4)]
    [InlineData("\ud83d\ude80", 2)]
    [InlineData("", 0)]
    public void Width_is_counted_in_cells_of_the_console(string text, int cells) => Assert.Equal(cells, CellText.Width(text));

    [Fact]
    public void A_wide_character_is_not_cut_in_half()
    {
        string fitted = CellText.Fit("\u6771\u4eac\u30af\u30e9\u30b9\u30bf\u6771\u4eac", 10);
        Assert.InRange(CellText.Width(fitted), 8, 10);
        Assert.StartsWith("\u6771", fitted);
        Assert.EndsWith("\u4eac", fitted);
    }

    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(45, "45s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(7199, "119m")]
    [InlineData(7200, "2h")]
    [InlineData(172800, "2d")]
    [InlineData(34560000, "400d")]
    public void An_age_is_told_as_kubectl_tells_it(int seconds, string age)
    {
        DateTime now = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Local);
        Assert.Equal(age, CellText.Age(now.AddSeconds(-seconds), now));
    }

    [Theory]
    [InlineData(2L, 4096L, "2 CPU, 4 GB")]
    [InlineData(4L, 6500L, "4 CPU, 6500 MB")]
    [InlineData(2L, null, "2 CPU")]
    [InlineData(0L, 0L, "")]
    public void A_machine_is_its_processors_and_its_memory(long? cpu, long? memory, string expected) => Assert.Equal(expected, CellText.Machine(cpu, memory));

    [Theory]
    [InlineData("star*")]
    [InlineData("x[1]")]
    [InlineData("a`b?")]
    [InlineData("web")]
    public void An_escaped_name_matches_itself_and_nothing_else(string name)
    {
        NamePattern pattern = new(NamePattern.Escape(name));
        Assert.False(pattern.HasWildcards);
        Assert.True(pattern.Matches(name));
        Assert.Equal(name, pattern.Literal);
        Assert.False(pattern.Matches(name + "x"));
    }
}

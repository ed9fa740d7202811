using System.Management.Automation;
using System.Text.RegularExpressions;
using CsePowerShell.Errors;

namespace CsePowerShell.Tests;

/// <summary>The table of errors that people read has every id there is, and no other.</summary>
public sealed class ErrorTopicTests
{
    private static readonly string s_topic = Path.Combine(AppContext.BaseDirectory, "../../../module/CsePowerShell/en-US/about_CseErrors.help.txt");

    [Fact]
    public void The_table_lists_each_id_once_with_its_category()
    {
        string[] told = [.. Rows().Select(row => $"{row.Id} {row.Category}")];
        Assert.Equal(ErrorMap.Ids.Select(entry => $"{entry.Id} {entry.Category}").Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_says_when_it_happens_and_what_to_do() =>
        Assert.All(Rows(), row => Assert.True(row.Words.Split(". ").Length >= 2 && row.Words.EndsWith('.'), $"{row.Id}: {row.Words}"));

    [Fact]
    public void No_line_is_wider_than_a_console() =>
        Assert.DoesNotContain(Lines(), line => line.Length > 80);

    private static string[] Lines()
    {
        Assert.SkipUnless(File.Exists(s_topic), "the module is not laid out (dotnet run build.cs -- build)");
        return File.ReadAllLines(s_topic);
    }

    private static List<(string Id, string Category, string Words)> Rows()
    {
        List<(string Id, string Category, string Words)> rows = [];
        foreach (string line in Lines())
        {
            Match head = Regex.Match(line, "^    (Cse[A-Za-z]+) +([A-Z][A-Za-z]+)$");
            if (head.Success)
            {
                Assert.True(Enum.TryParse(head.Groups[2].Value, out ErrorCategory _), line);
                rows.Add((head.Groups[1].Value, head.Groups[2].Value, ""));
            }
            else if (rows.Count > 0 && line.StartsWith("        ", StringComparison.Ordinal))
            {
                (string id, string category, string words) = rows[^1];
                rows[^1] = (id, category, (words + " " + line.Trim()).Trim());
            }
        }

        return rows;
    }
}

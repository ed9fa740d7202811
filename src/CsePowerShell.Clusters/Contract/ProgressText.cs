using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CsePowerShell.Clusters.Contract;

/// <summary>
/// What an operation does right now, as the Details of its vCD task tell it: lines that people read in vCD, and that a cmdlet reads back to show an operation
/// of the service as it shows one of its own. The first line is <c>phase: activity</c>, each further one <c>node: activity (40 %)</c>.
/// </summary>
public sealed class ProgressText
{
    /// <summary>The Details of an operation that had nothing to do.</summary>
    public const string Unchanged = "The cluster was as wanted already.";

    // No phase is longer, and sentences with a colon in them mostly are.
    private const int LongestPhase = 40;

    private static readonly Regex s_percent = new(@"^(.*) \((\d{1,3}) %\)$", RegexOptions.CultureInvariant);

    /// <summary>The phase; empty when it is not told.</summary>
    public string Phase { get; set; } = "";

    /// <summary>What is being done.</summary>
    public string Activity { get; set; } = "";

    /// <summary>The nodes that are being worked on.</summary>
    public IReadOnlyList<NodeProgress> Nodes { get; set; } = [];

    /// <summary>Reads what <see cref="ToString"/> has written. Any text is taken: what cannot be told apart is the activity.</summary>
    /// <param name="details">The Details of a task.</param>
    public static ProgressText Read(string? details)
    {
        string[] lines = (details ?? "").Split('\n');
        int colon = lines[0].IndexOf(": ", StringComparison.Ordinal);
        bool hasPhase = colon is > 0 and <= LongestPhase && lines[0].IndexOf('.', 0, colon) < 0;
        return new ProgressText
        {
            Phase = hasPhase ? lines[0].Substring(0, colon) : "",
            Activity = hasPhase ? lines[0].Substring(colon + 2) : lines[0],
            Nodes = [.. lines.Skip(1).Select(ReadNode).OfType<NodeProgress>()],
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Phase.Length > 0)
            text.Append(Phase).Append(": ");
        text.Append(OneLine(Activity));
        foreach (NodeProgress node in Nodes)
            text.Append('\n').Append(node.Node).Append(": ").Append(OneLine(node.Activity)).Append(" (").Append(node.Percent.ToString(CultureInfo.InvariantCulture)).Append(" %)");
        return text.ToString();
    }

    private static NodeProgress? ReadNode(string line)
    {
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0)
            return null;
        string activity = line.Substring(colon + 2);
        Match percent = s_percent.Match(activity);
        return new NodeProgress
        {
            Node = line.Substring(0, colon),
            Activity = percent.Success ? percent.Groups[1].Value : activity,
            Percent = percent.Success ? Math.Min(100, int.Parse(percent.Groups[2].Value, CultureInfo.InvariantCulture)) : 0,
        };
    }

    private static string OneLine(string text) => text.Replace('\r', ' ').Replace('\n', ' ');
}

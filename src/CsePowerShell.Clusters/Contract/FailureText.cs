using System.Globalization;
using System.Text;

namespace CsePowerShell.Clusters.Contract;

/// <summary>
/// How an operation failed, as its vCD task tells it. The Error has code and sentences; the Details have where it happened and the last lines of the guest, as
/// lines <c>CODE; step: S; node: N; after 12 s</c>, <c>next: what to do</c>, and then the guest's. Both ends are here, so that they cannot drift apart.
/// </summary>
public static class FailureText
{
    private const string Step = "step: ";
    private const string Node = "node: ";
    private const string After = "after ";
    private const string Next = "next: ";

    /// <summary>The Details of a task that ends with an error.</summary>
    /// <param name="error">The error.</param>
    public static string Write(ClusterException error)
    {
        var text = new StringBuilder(error.Code);
        if (error.Step is { } step)
            text.Append("; ").Append(Step).Append(step);
        if (error.Node is { } node)
            text.Append("; ").Append(Node).Append(node);
        if (error.Elapsed is { } elapsed)
            text.Append("; ").Append(After).Append(elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)).Append(" s");
        if (error.Hint.Length > 0)
            text.Append('\n').Append(Next).Append(error.Hint);
        foreach (string line in error.LastLines)
            text.Append('\n').Append(line);
        return text.ToString();
    }

    /// <summary>The error that a task ended with.</summary>
    /// <param name="major">Major error code of the task, an HTTP status.</param>
    /// <param name="minor">Minor error code: one of <see cref="ErrorCodes"/>, or a word of CSE 1.x.</param>
    /// <param name="message">The sentences.</param>
    /// <param name="details">The Details.</param>
    public static ClusterException Read(int major, string? minor, string message, string? details)
    {
        string code = minor is not null && ErrorStatus.All.ContainsKey(minor) ? minor : ErrorStatus.CodeOf(major);
        List<string> lines = [.. (details ?? "").Split('\n')];
        bool isOurs = lines[0].StartsWith(code, StringComparison.Ordinal);
        string[] facts = isOurs ? lines[0].Split([';'], StringSplitOptions.RemoveEmptyEntries) : [];
        if (isOurs)
            lines.RemoveAt(0);
        string hint = "";
        if (lines.Count > 0 && lines[0].StartsWith(Next, StringComparison.Ordinal))
        {
            hint = lines[0].Substring(Next.Length);
            lines.RemoveAt(0);
        }

        // The sentences end with what to do, for whoever reads them in vCD.
        string summary = hint.Length > 0 && message.EndsWith(" " + hint, StringComparison.Ordinal) ? message.Substring(0, message.Length - hint.Length - 1) : message;
        return new ClusterException(code, summary.Length > 0 ? summary : "The service does not say what went wrong.", hint)
        {
            Step = Fact(facts, Step),
            Node = Fact(facts, Node),
            Elapsed = Fact(facts, After) is { } after && double.TryParse(after.Replace(" s", ""), NumberStyles.Integer, CultureInfo.InvariantCulture, out double seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null,
            LastLines = isOurs ? lines.FindAll(line => line.Length > 0) : [],
        };
    }

    private static string? Fact(string[] facts, string name) =>
        facts.Select(fact => fact.Trim()).FirstOrDefault(fact => fact.StartsWith(name, StringComparison.Ordinal))?.Substring(name.Length);
}

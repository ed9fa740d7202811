using System.Text;

namespace CsePowerShell.Simulator.Faults;

/// <summary>The grammar of a fault plan: <c>kind key=value key="quoted value"</c>, separated by <c>;</c> or new lines; a line that begins with # is a
/// comment.</summary>
internal static class FaultText
{
    private static readonly string[] s_keys =
        ["count", "skip", "operation", "name", "vm", "message", "minor", "seconds", "method", "path", "status", "retry-after", "when", "user",
            "network", "command", "exit", "bytes"];

    public static List<Fault> Parse(string text)
    {
        List<Fault> faults = [];
        foreach (List<string> words in Statements(text))
        {
            if (!FaultKinds.All.Contains(words[0]))
                throw new FormatException($"'{words[0]}' is not a kind of fault. Use one of: {string.Join(", ", FaultKinds.All)}.");

            Dictionary<string, string> settings = new(StringComparer.Ordinal);
            foreach (string word in words.Skip(1))
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                string key = equals < 0 ? word : word[..equals];
                if (equals < 0 || !s_keys.Contains(key))
                    throw new FormatException(
                        $"'{word}' is not a setting of the fault '{words[0]}'. Write key=value with one of: {string.Join(", ", s_keys)}.");
                settings[key] = word[(equals + 1)..];
            }
            faults.Add(Create(words[0], settings));
        }
        return faults;
    }

    private static Fault Create(string kind, Dictionary<string, string> settings)
    {
        try
        {
            Fault fault = new(kind, settings);
            _ = (fault.Number("status"), fault.Number("exit"), fault.Number("retry-after"), fault.Number("bytes"), fault.Seconds("seconds"));
            return fault;
        }
        catch (FormatException)
        {
            throw new FormatException(
                $"A setting of the fault '{kind}' is not a number: count, skip, status, exit, retry-after, bytes and seconds take numbers.");
        }
    }

    private static IEnumerable<List<string>> Statements(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool quoted = false, any = false, comment = false;

        foreach (char c in text + "\n")
        {
            if (comment && c != '\n') continue;
            bool ends = !quoted && c is ';' or '\n';
            if (c == '#' && !quoted && words.Count == 0 && !any) comment = true;
            else if (c == '"') (quoted, any) = (!quoted, true);
            else if (!ends && (quoted || !char.IsWhiteSpace(c))) (_, any) = (word.Append(c), true);
            else if (any)
            {
                words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            if (!ends) continue;
            comment = false;
            if (words.Count > 0) yield return words;
            words = [];
        }
        if (quoted) throw new FormatException("A quotation mark in the fault plan is not closed.");
    }
}

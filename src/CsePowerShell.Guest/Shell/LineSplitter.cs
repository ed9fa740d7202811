using System.Text;

namespace CsePowerShell.Guest;

/// <summary>Makes lines of bytes as they arrive, with a bound on memory: a line longer than 16 KiB is cut.</summary>
internal sealed class LineSplitter(Action<string> onLine)
{
    private const int LongestLine = 16 * 1024;
    private readonly MemoryStream _line = new();
    private bool _cut;

    public void Add(ArraySegment<byte> bytes)
    {
        byte[] data = bytes.Array!;
        int at = bytes.Offset, end = bytes.Offset + bytes.Count;
        while (at < end)
        {
            int feed = Array.IndexOf(data, (byte)'\n', at, end - at);
            int stop = feed < 0 ? end : feed;
            int room = Math.Min(stop - at, LongestLine - (int)_line.Length);
            _line.Write(data, at, room);
            _cut |= room < stop - at;
            at = stop;
            if (feed < 0)
                break;
            Flush();
            at++;
        }
    }

    /// <summary>Reports a last line without line feed.</summary>
    public void End()
    {
        if (_line.Length > 0)
            Flush();
    }

    private void Flush()
    {
        string text = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length);
        _line.SetLength(0);
        text = Printable(_cut ? text + "..." : text);
        _cut = false;
        onLine(text);
    }

    // What a guest prints ends on an administrator's terminal: no escape sequences from there.
    private static string Printable(string text)
    {
        if (!text.Any(IsUnwanted))
            return text;
        StringBuilder clean = new(text.Length);
        foreach (char c in text)
        {
            if (!IsUnwanted(c))
                clean.Append(c);
        }

        return clean.ToString();
    }

    private static bool IsUnwanted(char c) => char.IsControl(c) && c != '\t';
}

using System.Globalization;

namespace CsePowerShell.Formatting;

/// <summary>Texts as they stand in the cell of a table: no wider than a column may be, times and sizes short.</summary>
internal static class CellText
{
    /// <summary>
    /// The text, or both its ends where it takes more cells of the console than it may: names of one family differ at their ends. East Asian characters take two.
    /// </summary>
    public static string Fit(string text, int cells)
    {
        if (Width(text) <= cells)
        {
            return text;
        }

        // What is older than PowerShell 7.2 may have a console without this character.
        string gap = Paint.HasStyle ? "\u2026" : "...";
        int left = (cells - gap.Length + 1) / 2;
        int right = cells - gap.Length - left;
        TextElements elements = new(text);
        return elements.Head(left) + gap + elements.Tail(right);
    }

    /// <summary>How many cells of the console a text takes.</summary>
    public static int Width(string text) => new TextElements(text).Width;

    /// <summary>How long ago, as kubectl tells it: 45s, 12m, 7h, 90d.</summary>
    public static string Age(DateTime then, DateTime now)
    {
        TimeSpan age = now - then;
        return age.TotalSeconds < 0 ? "0s"
            : age.TotalMinutes < 2 ? $"{(int)age.TotalSeconds}s"
            : age.TotalHours < 2 ? $"{(int)age.TotalMinutes}m"
            : age.TotalDays < 2 ? $"{(int)age.TotalHours}h"
            : $"{(int)age.TotalDays}d";
    }

    /// <summary>A time of this machine's clock, the same in all cultures, so that it sorts.</summary>
    public static string Time(DateTime time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The size of a machine: <c>2 CPU, 4 GB</c>; what is not told is left out.</summary>
    public static string Machine(long? cpu, long? memoryMB)
    {
        string processors = cpu is > 0 ? $"{cpu} CPU" : "";
        string memory = memoryMB is not > 0 ? "" : memoryMB % 1024 == 0 ? $"{memoryMB / 1024} GB" : $"{memoryMB} MB";
        return processors.Length > 0 && memory.Length > 0 ? processors + ", " + memory : processors + memory;
    }

    /// <summary>What is left of a capacity, in whole units: <c>18 GHz, 40 GB</c>; what is not told is left out.</summary>
    public static string Free(long? cpuMHz, long? memoryMB) =>
        string.Join(", ", new[] { cpuMHz is null ? "" : $"{cpuMHz / 1000} GHz", memoryMB is null ? "" : $"{memoryMB / 1024} GB" }.Where(part => part.Length > 0));

    /// <summary>A text split into what a person takes for characters.</summary>
    private sealed class TextElements
    {
        private readonly List<string> _elements = [];

        public TextElements(string text)
        {
            TextElementEnumerator each = StringInfo.GetTextElementEnumerator(text);
            while (each.MoveNext())
            {
                _elements.Add(each.GetTextElement());
            }
        }

        public int Width => _elements.Sum(WidthOf);

        public string Head(int cells)
        {
            int taken = 0;
            return string.Concat(_elements.TakeWhile(element => (taken += WidthOf(element)) <= cells));
        }

        public string Tail(int cells)
        {
            int taken = 0;
            return string.Concat(Enumerable.Reverse(_elements).TakeWhile(element => (taken += WidthOf(element)) <= cells).Reverse());
        }

        // The blocks that the Unicode standard has as wide; characters beyond the first plane are nearly all of that kind.
        private static int WidthOf(string element) => char.IsSurrogate(element[0]) ? 2 : (int)element[0] switch
        {
            >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F
                or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 => 2,
            _ => 1,
        };
    }
}

using System.Reflection;

namespace CsePowerShell.Formatting;

/// <summary>
/// Colours words of states, in the user's own colours of <c>$PSStyle</c>: PowerShell 7.2 and later have it, measure columns without them, and take them out where
/// the output is redirected, where <c>$PSStyle.OutputRendering</c> is PlainText, and where NO_COLOR is set. Elsewhere a word stays as it is.
/// </summary>
internal static class Paint
{
    private static readonly HashSet<string> s_good = new(StringComparer.OrdinalIgnoreCase) { "Ready", "Succeeded", "Passed", "Serving", "Open", "On", "Yes", "Enabled", "0" };

    private static readonly HashSet<string> s_bad = new(StringComparer.OrdinalIgnoreCase) { "Failed", "NotReady", "NoHost", "No", "Lost" };

    // Nothing is wrong yet, or somebody chose it: worth a look.
    private static readonly HashSet<string> s_notable = new(StringComparer.OrdinalIgnoreCase)
    {
        "Creating", "Resizing", "Removing", "Running", "Degraded", "Interrupted", "Canceled", "PoweredOff", "Warning", "Disabled", "Draining", "Connecting", "Off",
        "Suspended", "Stopped", "Cordoned", "Closed", "Silent", "Foreign",
    };

    private static readonly object? s_style = Type.GetType("System.Management.Automation.PSStyle, System.Management.Automation")?.GetProperty("Instance")?.GetValue(null);

    /// <summary>Whether the host is of a kind that has colours, and with them Unicode.</summary>
    public static bool HasStyle => s_style is not null;

    /// <summary>The word of a state in its colour; one that says nothing of good or bad stays as it is.</summary>
    public static string State(string word) => Coloured(word, word);

    /// <summary>A text in the colour of a state's word.</summary>
    public static string Coloured(string text, string word)
    {
        string? colour = text.Length == 0 || s_style is null || Read(s_style, "OutputRendering")?.ToString() == "PlainText" ? null
            : s_bad.Contains(word) ? Read(Read(s_style, "Formatting"), "Error") as string
            : s_notable.Contains(word) ? Read(Read(s_style, "Formatting"), "Warning") as string
            : s_good.Contains(word) ? Read(Read(s_style, "Foreground"), "Green") as string
            : null;
        return string.IsNullOrEmpty(colour) ? text : colour + text + Read(s_style, "Reset");
    }

    // By name: the assembly that this is compiled against is that of Windows PowerShell 5.1.
    private static object? Read(object? owner, string property) =>
        owner?.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(owner);
}

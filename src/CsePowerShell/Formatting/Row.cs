using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CsePowerShell.Formatting;

/// <summary>An object that a view shows, read by the names of its properties: so a copy that went through a job or a file looks as the live one does.</summary>
internal sealed class Row(PSObject shown)
{
    public string Text(string name) => Convert.ToString(Value(name), CultureInfo.InvariantCulture) ?? "";

    public long? Number(string name) => Value(name) is { } value && long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), out long number) ? number : null;

    public bool? Truth(string name) => Value(name) is bool truth ? truth : null;

    /// <summary>Null where it is not known; an object that was made anew has the first moment of all time for that.</summary>
    public DateTime? Time(string name) => Value(name) is DateTime time && time != default ? time : null;

    public IReadOnlyList<string> Texts(string name) => Value(name) switch
    {
        null => [],
        string one => one.Length == 0 ? [] : [one],
        IEnumerable many => [.. many.Cast<object>().Select(item => Convert.ToString(Bare(item), CultureInfo.InvariantCulture) ?? "")],
        { } other => [Convert.ToString(other, CultureInfo.InvariantCulture) ?? ""],
    };

    private object? Value(string name) => Bare(shown.Properties[name]?.Value);

    // A list that was deserialised is a PSObject around an ArrayList; an object without a base says what it is by ToString.
    private static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}

using System.Globalization;
using System.Management.Automation;

namespace CsePowerShell.Binding;

/// <summary>Reads text properties of an object that came from a job, from another machine, or from a CSV file.</summary>
internal sealed class PropertyReader(Func<string, object?> read, Func<string, bool>? has = null)
{
    public static PropertyReader Of(PSObject value) => new(name => value.Properties[name]?.Value, name => value.Properties[name] is not null);

    /// <summary>Whether the object has the property, be it empty.</summary>
    public bool Has(string name) => has?.Invoke(name) ?? read(name) is not null;

    /// <summary>The first of the properties that is there and not empty; null when none is.</summary>
    public string? Text(params string[] names)
    {
        foreach (string name in names)
        {
            object? value = read(name);
            string? text = Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture);
            if (!string.IsNullOrWhiteSpace(text))
            {
                return text;
            }
        }

        return null;
    }
}

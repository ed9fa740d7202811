using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace CsePowerShell.Binding;

/// <summary>
/// Makes an object of a spec from a hashtable, a row of a file or a copy, by the names of its properties. PowerShell does so by itself, but not in constrained
/// language.
/// </summary>
/// <param name="type">The class, such as CseNodePoolSpec.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class FromNamesAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <summary>The class that is made.</summary>
    public Type Type { get; } = type;

    /// <summary>Called by PowerShell before it binds the value.</summary>
    /// <param name="engineIntrinsics">Not needed.</param>
    /// <param name="inputData">The value, or several.</param>
    /// <returns>Objects of the class; what is neither a hashtable nor an object with properties of its own is passed on.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Make(Type, inputData);

    internal static object? Make(Type type, object? value)
    {
        object? bare = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null => null,
            string => bare,
            _ when type.IsInstanceOfType(bare) => bare,
            IDictionary names => Fill(type, names.Keys.Cast<object>().Select(name => (Convert.ToString(name, CultureInfo.InvariantCulture) ?? "", (object?)names[name]))),
            PSObject row => Fill(type, row.Properties.Where(property => property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property).Select(property => (property.Name, (object?)property.Value))),
            IEnumerable many => many.Cast<object?>().Select(one => Make(type, one)).ToArray(),
            _ => bare,
        };
    }

    /// <exception cref="ArgumentTransformationMetadataException">A name that the class does not have, or a value that does not fit.</exception>
    private static object Fill(Type type, IEnumerable<(string Name, object? Value)> values)
    {
        object made = Activator.CreateInstance(type)!;
        foreach ((string name, object? value) in values)
        {
            PropertyInfo property = type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new ArgumentTransformationMetadataException(
                    $"'{name}' is no property of {type.Name}. Those are: {string.Join(", ", type.GetProperties().Select(known => known.Name))}.");
            try
            {
                property.SetValue(made, Fit(property.PropertyType, value));
            }
            catch (PSInvalidCastException misfit)
            {
                throw new ArgumentTransformationMetadataException($"'{value}' cannot be the {property.Name} of a {type.Name}: {misfit.Message}", misfit);
            }
        }

        return made;
    }

    // An empty cell of a file means "not given".
    private static object? Fit(Type wanted, object? value)
    {
        if (value is null || (value is string { Length: 0 } && Nullable.GetUnderlyingType(wanted) is not null))
        {
            return wanted == typeof(string) || !wanted.IsValueType || Nullable.GetUnderlyingType(wanted) is not null ? null : Activator.CreateInstance(wanted);
        }

        if (wanted.GetElementType()?.Namespace == typeof(CseNodePoolSpec).Namespace)
        {
            object?[] items = Make(wanted.GetElementType()!, value) is object?[] several ? several : [Make(wanted.GetElementType()!, value)];
            Array made = Array.CreateInstance(wanted.GetElementType()!, items.Length);
            Array.Copy(items, made, items.Length);
            return made;
        }

        return LanguagePrimitives.ConvertTo(value, wanted, CultureInfo.InvariantCulture);
    }
}

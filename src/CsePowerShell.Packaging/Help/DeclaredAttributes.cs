using System.Collections.ObjectModel;
using System.Reflection;

namespace CsePowerShell.Packaging.Help;

/// <summary>
/// Attributes as they are written in the assembly. Not as objects: PowerShell's own types are a reference assembly here, whose attributes forget what
/// they are given.
/// </summary>
internal static class DeclaredAttributes
{
    /// <summary>Those of one type on a member itself: an override states its attributes anew, and may leave an alias out.</summary>
    public static IEnumerable<CustomAttributeData> Declared<T>(this MemberInfo member)
        where T : Attribute =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType == typeof(T));

    /// <summary>What was given by name.</summary>
    public static T Named<T>(this CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : otherwise;

    /// <summary>What was given by position; an array is taken apart.</summary>
    public static IEnumerable<object?> Values(this CustomAttributeData attribute) => attribute.ConstructorArguments.SelectMany(argument =>
        argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> many ? many.Select(one => one.Value) : [argument.Value]);
}

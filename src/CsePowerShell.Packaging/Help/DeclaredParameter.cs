using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace CsePowerShell.Packaging.Help;

/// <summary>A property with Parameter attributes, one per parameter set.</summary>
internal sealed class DeclaredParameter
{
    private readonly Dictionary<string, Membership> _bySet;

    private DeclaredParameter(PropertyInfo property, IReadOnlyList<string> description, string defaultValue)
    {
        Property = property;
        _bySet = property.Declared<ParameterAttribute>().Select(Membership.Of).ToDictionary(membership => membership.Set);
        Type type = property.PropertyType;
        ElementType = type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
        Overall = new ParameterHelp
        {
            Name = property.Name,
            Description = description,
            Type = ElementType.Name + (type.IsArray ? "[]" : ""),
            IsMandatory = _bySet.Values.All(membership => membership.IsMandatory),
            Position = _bySet.Values.Min(membership => membership.Position),
            TakesPipelineValue = _bySet.Values.Any(membership => membership.TakesPipelineValue),
            TakesPipelineProperty = _bySet.Values.Any(membership => membership.TakesPipelineProperty),
            TakesWildcards = property.Declared<SupportsWildcardsAttribute>().Any(),
            IsSwitch = type == typeof(SwitchParameter),
            TakesManyValues = type.IsArray,
            DefaultValue = defaultValue,
            Aliases = [.. property.Declared<AliasAttribute>().SelectMany(alias => alias.Values()).OfType<string>()],
            AllowedValues = [.. property.Declared<ValidateSetAttribute>().SelectMany(set => set.Values()).OfType<string>(), .. ElementType.IsEnum ? Enum.GetNames(ElementType) : []],
        };
    }

    public PropertyInfo Property { get; }

    /// <summary>What one value is; of a parameter that takes many, one of them.</summary>
    public Type ElementType { get; }

    /// <summary>Over all sets: mandatory only where every set says so.</summary>
    public ParameterHelp Overall { get; }

    public IEnumerable<string> Sets => _bySet.Keys;

    /// <summary>All parameters of a cmdlet by name; -WhatIf and -Confirm, which the engine adds, come last.</summary>
    public static IReadOnlyList<DeclaredParameter> AllOf(Type cmdlet, bool supportsShouldProcess, DocComments comments)
    {
        object instance = Activator.CreateInstance(cmdlet)!;
        List<DeclaredParameter> parameters = [.. cmdlet.GetProperties().Where(property => property.Declared<ParameterAttribute>().Any())
            .Select(property => new DeclaredParameter(property, DescriptionOf(property, comments), DefaultOf(property, instance)))
            .OrderBy(parameter => parameter.Overall.Name, StringComparer.Ordinal)];
        (instance as IDisposable)?.Dispose();
        if (supportsShouldProcess)
        {
            parameters.Add(Added(nameof(EngineSwitches.Confirm), "Prompts you for confirmation before running the cmdlet."));
            parameters.Add(Added(nameof(EngineSwitches.WhatIf), "Shows what would happen if the cmdlet runs. The cmdlet isn't run."));
        }

        return parameters;
    }

    /// <summary>The parameter as it is in one set; null where it does not belong to it.</summary>
    public ParameterHelp? In(string set) =>
        _bySet.TryGetValue(set, out Membership? membership) || _bySet.TryGetValue(ParameterAttribute.AllParameterSets, out membership)
            ? Overall with
            {
                IsMandatory = membership.IsMandatory,
                Position = membership.Position,
                TakesPipelineValue = membership.TakesPipelineValue,
                TakesPipelineProperty = membership.TakesPipelineProperty,
            }
            : null;

    private static DeclaredParameter Added(string name, string description) =>
        new(typeof(EngineSwitches).GetProperty(name)!, [description], "False");

    private static IReadOnlyList<string> DescriptionOf(PropertyInfo property, DocComments comments) =>
        CmdletReader.Required(comments.Summary(property), $"{property.DeclaringType}.{property.Name}");

    /// <summary>What holds when it is not given: what its PSDefaultValue says, else what the constructor leaves in the property.</summary>
    private static string DefaultOf(PropertyInfo property, object cmdlet)
    {
        if (property.Declared<PSDefaultValueAttribute>().FirstOrDefault() is { } declared)
        {
            return Convert.ToString(declared.Named<object?>(nameof(PSDefaultValueAttribute.Help), declared.Named<object?>(nameof(PSDefaultValueAttribute.Value), null)), CultureInfo.InvariantCulture)!;
        }

        if (property.PropertyType == typeof(SwitchParameter))
        {
            return "False";
        }

        return property.GetValue(cmdlet) switch
        {
            null or "" => "None",
            string text => text,
            IEnumerable values => values.Cast<object>().ToArray() is { Length: > 0 } some ? string.Join(", ", some) : "None",
            { } value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "None",
        };
    }

    /// <summary>How it belongs to one parameter set.</summary>
    private sealed record Membership(string Set, bool IsMandatory, int? Position, bool TakesPipelineValue, bool TakesPipelineProperty)
    {
        public static Membership Of(CustomAttributeData attribute) => new(
            attribute.Named(nameof(ParameterAttribute.ParameterSetName), ParameterAttribute.AllParameterSets),
            attribute.Named(nameof(ParameterAttribute.Mandatory), false),
            attribute.Named<int?>(nameof(ParameterAttribute.Position), null),
            attribute.Named(nameof(ParameterAttribute.ValueFromPipeline), false),
            attribute.Named(nameof(ParameterAttribute.ValueFromPipelineByPropertyName), false));
    }

    /// <summary>What the engine adds to a cmdlet with SupportsShouldProcess.</summary>
    private sealed class EngineSwitches
    {
        [Parameter]
        [Alias("cf")]
        public SwitchParameter Confirm { get; set; }

        [Parameter]
        [Alias("wi")]
        public SwitchParameter WhatIf { get; set; }
    }
}

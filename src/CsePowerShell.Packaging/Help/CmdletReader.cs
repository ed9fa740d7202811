using System.Management.Automation;
using System.Reflection;

namespace CsePowerShell.Packaging.Help;

/// <summary>Reads a cmdlet as PowerShell does: from the attributes of its class and of its properties.</summary>
internal sealed class CmdletReader(DocComments comments)
{
    public CmdletHelp Read(Type type)
    {
        CustomAttributeData cmdlet = type.Declared<CmdletAttribute>().Single();
        string[] name = [.. cmdlet.Values().OfType<string>()];
        IReadOnlyList<DeclaredParameter> parameters = DeclaredParameter.AllOf(type, cmdlet.Named(nameof(CmdletAttribute.SupportsShouldProcess), false), comments);
        return new CmdletHelp
        {
            Verb = name[0],
            Noun = name[1],
            Synopsis = Required(comments.Summary(type), type.FullName!),
            Description = comments.Remarks(type),
            Syntax = [.. Sets(parameters, cmdlet.Named(nameof(CmdletAttribute.DefaultParameterSetName), "")).Select(set => Ordered(parameters, set))],
            Parameters = [.. parameters.Select(parameter => parameter.Overall)],
            Inputs = Inputs(parameters),
            Outputs = Outputs(type),
            Notes = [.. type.Declared<AliasAttribute>().Select(alias => $"Alias: {string.Join(", ", alias.Values())}")],
        };
    }

    internal static IReadOnlyList<string> Required(IReadOnlyList<string> text, string member) =>
        text.Count > 0 ? text : throw new PackagingException($"'{member}' has no summary, and help is made from it.");

    /// <summary>The named sets, the default one first. Parameters of no set belong to all; where no set is named, that is the only one.</summary>
    private static List<string> Sets(IReadOnlyList<DeclaredParameter> parameters, string defaultSet)
    {
        List<string> sets = [.. parameters.SelectMany(parameter => parameter.Sets).Distinct().Where(set => set != ParameterAttribute.AllParameterSets)];
        if (defaultSet.Length > 0 && sets.Count > 0)
        {
            sets.Remove(defaultSet);
            sets.Insert(0, defaultSet);
        }

        return sets.Count > 0 ? sets : [ParameterAttribute.AllParameterSets];
    }

    /// <summary>By position, then what must be given, then the rest by name, as the engine's own help has them.</summary>
    private static IReadOnlyList<ParameterHelp> Ordered(IReadOnlyList<DeclaredParameter> parameters, string set) =>
        [.. parameters.Select(parameter => parameter.In(set)).OfType<ParameterHelp>()
            .OrderBy(parameter => parameter.Position ?? int.MaxValue).ThenByDescending(parameter => parameter.IsMandatory)];

    /// <summary>What can be piped in. A type of ours that stands for several things says in its constructors what they are.</summary>
    private List<TypeHelp> Inputs(IReadOnlyList<DeclaredParameter> parameters)
    {
        List<TypeHelp> inputs = [];
        foreach (DeclaredParameter parameter in parameters.Where(parameter => parameter.Overall.TakesPipelineValue))
        {
            ConstructorInfo[] ways = [.. parameter.ElementType.GetConstructors().Where(constructor => constructor.GetParameters().Length == 1)];
            bool isOurs = parameter.ElementType.Assembly == parameter.Property.DeclaringType!.Assembly;
            inputs.AddRange(isOurs && ways.Length > 0
                ? ways.Select(way => new TypeHelp(way.GetParameters()[0].ParameterType.FullName!, comments.Summary(way)))
                : [new TypeHelp(parameter.ElementType.FullName!, parameter.Overall.Description)]);
        }

        string[] byName = [.. parameters.Where(parameter => parameter.Overall.TakesPipelineProperty).Select(parameter => parameter.Overall.Name)];
        if (byName.Length > 0)
        {
            inputs.Add(new TypeHelp(typeof(PSObject).FullName!, [$"Properties of these names are taken, as from a row of Import-Csv: {string.Join(", ", byName)}."]));
        }

        return inputs.Count > 0 ? inputs : [new TypeHelp("None", ["You can't pipe objects to this cmdlet."])];
    }

    private IReadOnlyList<TypeHelp> Outputs(Type type)
    {
        Type[] types = [.. type.Declared<OutputTypeAttribute>().SelectMany(attribute => attribute.Values()).OfType<Type>()
            .Where(output => output != typeof(void)).Distinct()];
        return types.Length > 0
            ? [.. types.Select(output => new TypeHelp(output.FullName!, comments.Summary(output)))]
            : [new TypeHelp("None", ["This cmdlet returns no output."])];
    }
}

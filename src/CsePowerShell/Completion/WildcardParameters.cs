using System.Management.Automation;
using System.Reflection;

namespace CsePowerShell.Completion;

/// <summary>Which parameters take wildcards, as their cmdlets say.</summary>
internal static class WildcardParameters
{
    private static readonly Lazy<HashSet<string>> s_all = new(Find);

    public static bool Include(string command, string parameter) => s_all.Value.Contains(Key(command, parameter));

    private static HashSet<string> Find() => new(
        from type in typeof(WildcardParameters).Assembly.GetExportedTypes()
        let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
        where cmdlet is not null
        from name in (type.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Append(cmdlet.VerbName + "-" + cmdlet.NounName)
        from property in type.GetProperties()
        where property.GetCustomAttribute<SupportsWildcardsAttribute>() is not null
        select Key(name, property.Name), StringComparer.OrdinalIgnoreCase);

    // A command may be named with its module.
    private static string Key(string command, string parameter) => command.Substring(command.LastIndexOf('\\') + 1) + " " + parameter;
}

namespace CsePowerShell.Packaging;

/// <summary>Where things are in a checkout that has been built.</summary>
/// <param name="Root">The folder of CsePowerShell.sln.</param>
/// <param name="Configuration">Debug or Release.</param>
internal sealed record Checkout(string Root, string Configuration)
{
    /// <summary>What is in the module as it stands: manifest, views, about topics.</summary>
    public string ModuleSource => Path.Combine(Root, "module");

    /// <summary>A page per cmdlet: what the XML comments do not say.</summary>
    public string HelpPages => Path.Combine(ModuleSource, "help");

    /// <summary>What Import-Module gets.</summary>
    public string Module => Path.Combine(Artifacts, "module", "CsePowerShell");

    public string Packages => Path.Combine(Artifacts, "package");

    /// <summary>The list of files that are given away; a file that is not on it keeps the package from being made.</summary>
    public string ContentList => Path.Combine(ModuleSource, "contents.txt");

    /// <summary>The restore's own account of which package every library came from.</summary>
    public string RestoredPackages => Path.Combine(Artifacts, "obj", "CsePowerShell", "project.assets.json");

    private string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The folder that the compiler wrote a project to.</summary>
    public string Output(string project) => Path.Combine(Artifacts, "bin", project, Configuration.ToLowerInvariant());
}

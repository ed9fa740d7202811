namespace CsePowerShell.Build;

/// <summary>Where things are in a checkout, and where the build puts them.</summary>
internal sealed class Checkout
{
    public const string Configuration = "Release";

    private Checkout(string root) => Root = root;

    public string Root { get; }

    public string Artifacts => Path.Combine(Root, "artifacts");

    public string SolutionFile => Path.Combine(Root, "CsePowerShell.sln");

    /// <summary>Tells tests and demo what the build made.</summary>
    public Dictionary<string, string> TestEnvironment => new()
    {
        ["CSE_TEST_ROOT"] = Root,
        ["CSE_TEST_MODULE"] = Path.Combine(Artifacts, "module", "CsePowerShell", "CsePowerShell.psd1"),
        ["CSE_TEST_SIMULATOR"] = Built("CsePowerShell.Simulator"),
    };

    public string Built(string project) => Path.Combine(Artifacts, "bin", project, Configuration.ToLowerInvariant(), project + ".dll");

    /// <summary>A file for the results of a test run, without what an earlier run left there.</summary>
    public string FreshResults(string name)
    {
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(Artifacts, "test-results")).FullName, name);
        File.Delete(file);
        return file;
    }

    public static Checkout Find()
    {
        string? folder = Environment.CurrentDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CsePowerShell.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return new Checkout(folder ?? throw new BuildException("CsePowerShell.sln was not found in this folder or above it. Run this inside a checkout."));
    }
}

using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>Where kubectl looks for kubeconfig files: the entries of <c>KUBECONFIG</c>, else <c>.kube/config</c> in the user's home.</summary>
public static class KubeconfigLocations
{
    /// <summary>The files, the first one first; they need not exist.</summary>
    /// <param name="variable">Reads an environment variable. Null: those of this process.</param>
    public static IReadOnlyList<string> Find(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        string[] named = [.. (variable("KUBECONFIG") ?? "").Split(Path.PathSeparator).Select(entry => entry.Trim()).Where(entry => entry.Length > 0)];
        return named.Length > 0 ? [.. named.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)] : [Path.Combine(Home(variable), ".kube", "config")];
    }

    // On Windows several variables may name a home; kubectl takes the first that has a kubeconfig, else the first that is there.
    private static string Home(Func<string, string?> variable)
    {
        string profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (!PrivateFiles.IsWindows)
            return variable("HOME") is { Length: > 0 } home ? home : profile;
        string[] homes = [.. new[] { variable("HOME"), variable("HOMEDRIVE") + variable("HOMEPATH"), variable("USERPROFILE"), profile }.OfType<string>().Where(Directory.Exists)];
        return homes.FirstOrDefault(home => File.Exists(Path.Combine(home, ".kube", "config"))) ?? homes.FirstOrDefault() ?? profile;
    }
}

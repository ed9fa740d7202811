using CsePowerShell.Errors;
using CsePowerShell.Guest;

namespace CsePowerShell.Cmdlets;

/// <summary>A kubeconfig on disk: private from its first byte, and either whole or not there.</summary>
internal static class KubeconfigFile
{
    /// <summary>The file for a cluster; in a folder it is called after the cluster.</summary>
    public static string PathFor(string cluster, string chosen) =>
        Directory.Exists(chosen) ? Path.Combine(chosen, cluster + ".kubeconfig") : chosen;

    public static void Write(string path, string text, bool replace)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist.");
        }

        // Beside the target, so that putting it in place is a rename within one file system.
        string draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            PrivateFiles.Write(draft, text.Replace("\r\n", "\n"));
            if (replace && File.Exists(path))
            {
                File.Replace(draft, path, destinationBackupFileName: null);
            }
            else
            {
                MoveNew(draft, path);
            }
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void MoveNew(string draft, string path)
    {
        try
        {
            File.Move(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new FileExistsException(path);
        }
    }
}

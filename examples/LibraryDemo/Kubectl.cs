using System.Diagnostics;

namespace CsePowerShell.LibraryDemo;

/// <summary>The real kubectl, where the machine has it.</summary>
internal static class Kubectl
{
    /// <summary>Runs <c>kubectl get nodes</c> with a kubeconfig that exists only while it runs. Null: there is no kubectl.</summary>
    public static async Task<string?> GetNodesAsync(string kubeconfig)
    {
        string folder = Directory.CreateTempSubdirectory("cse-demo-").FullName;
        string path = Path.Combine(folder, "kubeconfig");
        try
        {
            FileStreamOptions owner = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (StreamWriter writer = new(path, owner))
                await writer.WriteAsync(kubeconfig);

            using Process process = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", path, "--request-timeout=20s", "get", "nodes", "--no-headers"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            UnexpectedException.Unless(process.ExitCode == 0, $"kubectl failed: {await errors}");
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

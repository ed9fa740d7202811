namespace CsePowerShell.Build.Machine;

/// <summary>The programs that the real parts of tests and demo run, each with the Debian package that brings it.</summary>
internal static class Servers
{
    private static readonly (string Program, string Package)[] s_wanted =
    [
        ("sshd", "openssh-server"), ("ssh", "openssh-client"), ("kubectl", "kubernetes-client"), ("xmllint", "libxml2-utils"),
        ("shellcheck", "shellcheck"), ("openssl", "openssl"), ("rabbitmq-server", "rabbitmq-server"),
    ];

    /// <summary>Installs what is missing where it may, and otherwise names it.</summary>
    public static async Task RequireAsync(bool install)
    {
        string[] missing = [.. s_wanted.Where(wanted => Programs.Find(wanted.Program) is null).Select(wanted => wanted.Package)];
        if (missing.Length == 0)
        {
            return;
        }

        string packages = string.Join(' ', missing);
        if (!install || Programs.Find("apt-get") is null)
        {
            Console.WriteLine($"build: not on this machine, what needs them is skipped: apt-get install {packages}");
            return;
        }

        Console.WriteLine($"build: installing {packages}");
        const string Policy = "/usr/sbin/policy-rc.d";
        bool own = !File.Exists(Policy);
        try
        {
            if (own && !OperatingSystem.IsWindows())
            {
                // Without this the package would start the machine's own sshd on port 22, which nobody asked for.
                await File.WriteAllTextAsync(Policy, "#!/bin/sh\nexit 101\n");
                File.SetUnixFileMode(Policy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }

            Dictionary<string, string> quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };
            await Programs.RunAsync("apt-get", ["update", "-qq"], TimeSpan.FromMinutes(5), quiet);
            Output result = await Programs.RunAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. missing], TimeSpan.FromMinutes(10), quiet);
            Console.WriteLine(result.ExitCode == 0 ? "build: installed" : $"build: apt-get failed, what needs {packages} is skipped:\n{result.Text}");
        }
        catch (UnauthorizedAccessException)
        {
            Console.WriteLine($"build: only root can install; what needs them is skipped: sudo apt-get install {packages}");
        }
        finally
        {
            if (own)
            {
                File.Delete(Policy);
            }
        }
    }
}

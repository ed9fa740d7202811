using System.Diagnostics;

namespace CsePowerShell.Clusters.Tests;

public class CustomizationScriptTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    [Fact]
    public void What_a_comment_holds_never_becomes_shell()
    {
        string script = CustomizationScript.For([Key + " '; touch /tmp/pwned; $(id) `id` @KEYS@"]);
        Assert.DoesNotContain("pwned", script);
        Assert.DoesNotContain("$(id)", script);
        Assert.DoesNotContain("@KEYS@", script);
    }

    [Fact]
    public async Task It_adds_each_key_once_and_keeps_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "bash is not installed");
        string home = Directory.CreateTempSubdirectory("cse-keys-").FullName;
        try
        {
            // The script as it is, with another place for root's home.
            string script = CustomizationScript.For([Key + " it's \"quoted\"", Key + " second"]).Replace("/root/", home + "/");
            Directory.CreateDirectory(Path.Combine(home, ".ssh"));
            string file = Path.Combine(home, ".ssh", "authorized_keys");
            await File.WriteAllTextAsync(file, "ssh-rsa AAAA before\n", TestContext.Current.CancellationToken);
            foreach (string phase in new[] { "precustomization", "postcustomization" })
            {
                var start = new ProcessStartInfo("/bin/bash", ["-c", script, "customize", phase]);
                using Process process = Process.Start(start)!;
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, process.ExitCode);
            }

            Assert.Equal(["ssh-rsa AAAA before", Key + " it's \"quoted\"", Key + " second"], await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}

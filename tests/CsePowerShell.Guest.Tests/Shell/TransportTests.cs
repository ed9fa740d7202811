namespace CsePowerShell.Guest.Tests;

/// <summary>The system's OpenSSH client, with what it alone can do: many commands over one login.</summary>
public sealed class OpenSshShell(PrivateSshd sshd) : GuestShellContract(sshd)
{
    protected override IGuestShellFactory Factory(GuestShellOptions? options = null)
    {
        Assert.SkipUnless(OpenSshClient.Find() is not null, "The OpenSSH client is not installed.");
        return GuestShells.Create("OpenSSH", options);
    }

    [Fact]
    public async Task All_commands_share_one_login()
    {
        Sshd.Need();
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        HostKeyPins pins = new();
        (await OpenAsync(Sshd.Endpoint("vm-m"), pins)).Dispose();

        using IGuestShell shell = await OpenAsync(Sshd.Endpoint("vm-m", proxy.Port), pins);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => shell.RunAsync(new GuestCommand("true"), Test)));

        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task Nothing_is_left_behind_when_a_shell_is_closed()
    {
        Sshd.Need();
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        IGuestShell shell = await OpenAsync(Sshd.Endpoint("vm-" + Guid.NewGuid(), proxy.Port));
        await shell.RunAsync(new GuestCommand("true"), Test);
        string root = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? Path.GetTempPath();
        string folder = Assert.Single(Directory.GetDirectories(root, $"cse-{Environment.ProcessId}-*"), made => OwnConfig(made).Contains($"Port {proxy.Port}\n"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Contains(GuestProcesses.CommandLines(), line => line.Contains(folder));

        shell.Dispose();

        Assert.False(Directory.Exists(folder));
        for (int i = 0; i < 100 && GuestProcesses.CommandLines().Any(line => line.Contains(folder)); i++)
            await Task.Delay(50, Test);
        Assert.DoesNotContain(GuestProcesses.CommandLines(), line => line.Contains(folder));

        static string OwnConfig(string made)
        {
            try
            {
                return File.ReadAllText(Path.Combine(made, "config"));
            }
            catch (IOException)
            {
                return "";
            }
        }
    }
}

/// <summary>As it is on Windows, whose client cannot share a connection.</summary>
public sealed class OpenSshShellWithoutSharing(PrivateSshd sshd) : GuestShellContract(sshd)
{
    protected override IGuestShellFactory Factory(GuestShellOptions? options = null)
    {
        OpenSshClient? client = OpenSshClient.Find();
        Assert.SkipUnless(client is not null, "The OpenSSH client is not installed.");
        return new OpenSshShellFactory(client, options ?? new GuestShellOptions(), multiplex: false);
    }
}

public sealed class SshNetShell(PrivateSshd sshd) : GuestShellContract(sshd)
{
    protected override IGuestShellFactory Factory(GuestShellOptions? options = null)
    {
        Assert.SkipUnless(GuestShells.Available().Any(factory => factory.Name == "SSH.NET"), "SSH.NET is not built in (CseHasSshNet).");
        return GuestShells.Create("SSH.NET", options);
    }
}

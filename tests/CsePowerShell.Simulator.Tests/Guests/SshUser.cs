using System.Globalization;

namespace CsePowerShell.Simulator.Tests.Guests;

/// <summary>Somebody with a key and the machine's own ssh program.</summary>
internal sealed class SshUser : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guest-tests-").FullName;
    private readonly int _port;

    private SshUser(int port) => _port = port;

    public static bool IsInstalled => File.Exists("/usr/bin/ssh") && File.Exists("/usr/bin/ssh-keygen");

    private string Key => Path.Combine(_folder, "id");

    /// <summary>A customization script that lets this user in as root.</summary>
    public string AuthorizeScript => $"""
        #!/bin/sh
        if [ "$1" = precustomization ]; then
            mkdir -p -m 0700 /root/.ssh
            echo '{File.ReadAllText(Key + ".pub").Trim()}' >> /root/.ssh/authorized_keys
            chmod 0600 /root/.ssh/authorized_keys
        fi
        """;

    public static async Task<SshUser> CreateAsync(int port)
    {
        SshUser user = new(port);
        if (IsInstalled)
            Assert.Equal(0, (await ProgramRun.Async("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", user.Key])).ExitCode);
        return user;
    }

    public Task<ProgramRun> RunAsync(System.Net.IPAddress address, string command, string? input = null) =>
        ProgramRun.Async("ssh", [.. Options(), "-i", Key, "-o", "BatchMode=yes", $"root@{address}", command], input);

    /// <summary>Runs a command that must succeed, and gives what it printed.</summary>
    public async Task<string> MustRunAsync(System.Net.IPAddress address, string command, string? input = null)
    {
        ProgramRun run = await RunAsync(address, command, input);
        Assert.True(run.ExitCode == 0, $"'{command}' on {address} ended with {run.ExitCode}: {run.Output} {run.Error}");
        return run.Output.TrimEnd('\n');
    }

    public Task<ProgramRun> RunWithPasswordAsync(System.Net.IPAddress address, string password, string command)
    {
        string askpass = Path.Combine(_folder, "askpass");
        File.WriteAllText(askpass, "#!/bin/sh\necho \"$TEST_PASSWORD\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(askpass, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return ProgramRun.Async("ssh", [.. Options(), "-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1", $"root@{address}", command],
            environment: new() { ["SSH_ASKPASS"] = askpass, ["SSH_ASKPASS_REQUIRE"] = "force", ["TEST_PASSWORD"] = password });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Options() =>
        ["-F", "none", "-p", _port.ToString(CultureInfo.InvariantCulture), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10"];
}

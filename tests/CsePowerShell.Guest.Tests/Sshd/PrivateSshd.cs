using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

[assembly: AssemblyFixture(typeof(CsePowerShell.Guest.Tests.PrivateSshd))]

namespace CsePowerShell.Guest.Tests;

/// <summary>A real sshd on the loopback with its own keys, configuration and log. Where it runs as root it has a private /etc/shadow, so that a password can be tested, too.</summary>
public class PrivateSshd : IAsyncLifetime
{
    public const string Password = "pa's w0rd$(id)\"x";
    private const string Program = "/usr/sbin/sshd";

    private readonly string _folder = Directory.CreateTempSubdirectory("cse-sshd-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    public int Port { get; private set; }

    public ManagementKey Key { get; private set; } = null!;

    public string Folder => _folder;

    public bool TakesPasswords { get; private set; }

    public string UserName => Environment.UserName;

    public string HostKeyFingerprint { get; private set; } = "";

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static bool IsInstalled => File.Exists(Program);

    public void Need() => Assert.SkipUnless(IsInstalled, "sshd is not installed (apt-get install openssh-server).");

    public int Logins(string marker) => Log.Split('\n').Count(line => line.Contains("Accepted ") && line.Contains(marker));

    public GuestEndpoint Endpoint(string vmId, int? port = null, JumpHost? jump = null) =>
        new("node-test", vmId, "127.0.0.1") { Port = port ?? Port, UserName = UserName, JumpHost = jump };

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
            return;
        Key = ManagementKey.LoadOrCreate(Path.Combine(_folder, "id_test"));
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_folder, "host_ed25519"));
        await RunAsync("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", Path.Combine(_folder, "host_ecdsa"));
        HostKeyFingerprint = SshPublicKey.Parse(File.ReadAllText(Path.Combine(_folder, "host_ed25519.pub"))).Fingerprint;
        File.WriteAllText(Path.Combine(_folder, "authorized_keys"), Key.PublicKeyLine + "\n");
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        string config = Path.Combine(_folder, "sshd_config");
        File.WriteAllText(config, $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {_folder}/host_ecdsa
            HostKey {_folder}/host_ed25519
            AuthorizedKeysFile {_folder}/authorized_keys
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin yes
            PasswordAuthentication yes
            KbdInteractiveAuthentication no
            LogLevel VERBOSE
            MaxStartups 100:30:200
            """);

        // It ends with this process, however that ends: the shell around it reads until our end of its input is closed.
        string start = $"{Program} -D -e -f {config} & sshd=$!; timeout 900 cat >/dev/null; kill $sshd";
        if (Environment.UserName == "root" && await RunAsync("unshare", "--mount", "true") == 0)
        {
            string hash = (await OutputAsync("openssl", "passwd", "-6", "-stdin")).Trim();
            File.WriteAllText(Path.Combine(_folder, "shadow"), $"root:{hash}:19000:0:99999:7:::\n" + "sshd:*:19000:0:99999:7:::\n");
            Directory.CreateDirectory("/run/sshd");
            start = $"mount --bind {_folder}/shadow /etc/shadow || exit 1; {start}";
            _process = Start("unshare", "--mount", "--propagation", "private", "sh", "-c", start);
            TakesPasswords = hash.Length > 0;
        }
        else
        {
            _process = Start("sh", "-c", start);
        }

        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
                _log.Append(line.Data).Append('\n');
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
        RedirectStandardInput = true,
    })!;

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Start(program, arguments);
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Start(program, arguments);
            await process.StandardInput.WriteLineAsync(Password);
            process.StandardInput.Close();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}

using System.Text;

namespace CsePowerShell.Guest;

internal sealed partial class OpenSshClient
{
    /// <summary>Everything the ssh processes of one connection share: folder, configuration, known hosts, environment.</summary>
    internal sealed class Session(OpenSshClient client, GuestEndpoint endpoint, GuestCredential credential, GuestShellOptions options, PrivateFolder folder)
    {
        private const string AskPass = """
            #!/bin/sh
            case "$1" in
            *assword*) printf '%s\n' "$CSE_GUEST_PASSWORD" ;;
            *) exit 1 ;;
            esac
            """;

        public GuestEndpoint Endpoint => endpoint;

        public GuestCredential Credential => credential;

        public GuestShellOptions Options => options;

        public PrivateFolder Folder => folder;

        /// <summary>The keys ssh will accept, by target.</summary>
        public Dictionary<string, SshPublicKey> Trusted { get; } = new(StringComparer.Ordinal);

        /// <summary>Fingerprints to pin once the login has succeeded.</summary>
        public Dictionary<string, string> FirstContacts { get; } = new(StringComparer.Ordinal);

        public void Trust(string target, SshPublicKey key) => Trusted[target] = key;

        /// <summary>Asks a server for its host key and stops before any login: no method is tried, nothing but the account's name is said.</summary>
        public async Task<SshPublicKey> ProbeAsync(string target, CancellationToken cancellationToken)
        {
            string id = Guid.NewGuid().ToString("N").Substring(0, 8);
            string known = folder.File($"seen-{id}");
            WriteKnownHosts(known, target);
            string config = WriteConfig($"probe-{id}", new OpenSshConfig.Purpose(target, known, IsProbe: true, TargetKeyType: null));
            string errors = await RunToEndAsync(config, target, "exit 0", withPassword: false, cancellationToken).ConfigureAwait(false);
            foreach (string line in File.ReadAllLines(known))
            {
                string[] parts = line.Split([' '], 2);
                if (parts.Length == 2 && parts[0] == target && SshPublicKey.TryParse(parts[1], out SshPublicKey? key, out _))
                    return key!;
            }

            throw OpenSshFault.Describe(endpoint, credential, target, errors);
        }

        /// <summary>The configuration for logging in, after the keys of all targets are known.</summary>
        public string WriteLoginConfig()
        {
            string known = folder.File("known_hosts");
            WriteKnownHosts(known, except: null);
            return WriteConfig("config", new OpenSshConfig.Purpose(OpenSshConfig.Node, known, IsProbe: false, Trusted[OpenSshConfig.Node].Type));
        }

        public LocalProcess Start(
            IEnumerable<string> arguments, bool withPassword, byte[]? input, bool keepInputOpen, Action<ArraySegment<byte>> onOutput, Action<ArraySegment<byte>> onError) =>
            LocalProcess.Start(client.Path, arguments, Environment(withPassword), input, keepInputOpen, onOutput, onError, options.Clock);

        /// <summary>Runs ssh to its end within the connect time-out and returns what it said on its error stream.</summary>
        private async Task<string> RunToEndAsync(string config, string target, string line, bool withPassword, CancellationToken cancellationToken)
        {
            StringBuilder errors = new();
            using LocalProcess ssh = Start(["-F", config, "-T", target, line], withPassword, null, keepInputOpen: false, static _ => { }, bytes => Append(errors, bytes));
            using CancellationTokenSource limit = options.Clock.CreateCancellationTokenSource(options.ConnectTimeout);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            using (stop.Token.Register(ssh.Kill))
                await ssh.Ended.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            lock (errors)
                return limit.IsCancellationRequested ? errors + "\nConnection timed out" : errors.ToString();
        }

        /// <summary>Keeps the error text of one ssh process, within reason.</summary>
        public static void Append(StringBuilder errors, ArraySegment<byte> bytes)
        {
            lock (errors)
            {
                if (errors.Length < 16 * 1024)
                    errors.Append(Encoding.UTF8.GetString(bytes.Array!, bytes.Offset, bytes.Count));
            }
        }

        private void WriteKnownHosts(string file, string? except) =>
            PrivateFiles.Write(file, string.Concat(Trusted.Where(pair => pair.Key != except).Select(pair => $"{pair.Key} {pair.Value.Line}\n")));

        private string WriteConfig(string name, OpenSshConfig.Purpose purpose)
        {
            string file = folder.File(name);
            PrivateFiles.Write(file, OpenSshConfig.Write(endpoint, credential, options, purpose));
            return file;
        }

        // ssh asks the program in SSH_ASKPASS for a password. The program prints what only the environment of this ssh and its children holds: no argument, no file.
        private Dictionary<string, string> Environment(bool withPassword)
        {
            Dictionary<string, string> environment = new() { ["LC_ALL"] = "C" };
            if (!PrivateFiles.IsWindows)
                environment["SHELL"] = "/bin/sh"; // ssh starts its proxy with it; a service account's may be nologin.
            if (withPassword && credential.Password is { } password)
            {
                environment["CSE_GUEST_PASSWORD"] = password;
                environment["SSH_ASKPASS"] = AskPassProgram();
                environment["SSH_ASKPASS_REQUIRE"] = "force"; // since OpenSSH 8.4; before, a display and no terminal did it.
                environment["DISPLAY"] = ":0";
            }

            return environment;
        }

        private string AskPassProgram()
        {
            string file = folder.File(PrivateFiles.IsWindows ? "askpass.cmd" : "askpass");
            lock (folder)
            {
                if (!File.Exists(file))
                    PrivateFiles.Write(file, PrivateFiles.IsWindows ? "@powershell -NoProfile -NonInteractive -Command [Console]::Out.WriteLine($env:CSE_GUEST_PASSWORD)\r\n" : AskPass + "\n", executable: true);
            }

            return file;
        }
    }
}

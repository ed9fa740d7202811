using System.Diagnostics;

namespace CsePowerShell.Guest.Tests;

/// <summary>Runs commands on this machine as if it were a node: with its own /etc, /root and /run, and with kubeadm, kubectl and the like from a folder of the test.</summary>
internal sealed class SandboxShell : IGuestShell
{
    private const string Enter = """
        set -e
        for d in etc root run; do mount -t overlay overlay -o "lowerdir=/$d,upperdir=$SANDBOX/$d,workdir=$SANDBOX/work-$d" "/$d"; done
        exec "$@"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cse-sandbox-").FullName;

    public SandboxShell(string nodeName = "mstr-a1b2")
    {
        Endpoint = new GuestEndpoint(nodeName, "vm-1", "127.0.0.1");
        foreach (string name in (string[])["etc", "root", "run", "work-etc", "work-root", "work-run", "bin", "state"])
            Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(State("hostname"), nodeName);
        foreach ((string name, string body) in FakePrograms.All)
        {
            string file = Path.Combine(_folder, "bin", name);
            File.WriteAllText(file, "#!/usr/bin/env bash\nset -euo pipefail\nS=$SANDBOX/state\nprintf '%s\\n' \"" + name + " $*\" >>\"$S/calls\"\n" + body);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public GuestEndpoint Endpoint { get; }

    public NodeScriptRunner Runner => new(this);

    public string Calls => File.Exists(State("calls")) ? File.ReadAllText(State("calls")) : "";

    public static async Task NeedAsync()
    {
        bool works = OperatingSystem.IsLinux() && Environment.UserName == "root";
        if (works)
        {
            try
            {
                using SandboxShell shell = new();
                works = (await shell.RunAsync(new GuestCommand("true"), default)).Succeeded;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                works = false;
            }
        }

        Assert.SkipUnless(works, "Node scripts are tested in a private mount namespace, which needs Linux, root, unshare and overlay.");
    }

    public string State(string name) => Path.Combine(_folder, "state", name);

    /// <summary>A file as the node sees it, below /etc, /root or /run.</summary>
    public string InNode(string path) => _folder + path;

    public async Task<GuestCommandResult> RunAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("unshare", ["--mount", "--propagation", "private", "sh", "-c", Enter, "enter", command.Program, .. command.Arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["SANDBOX"] = _folder;
        start.Environment["PATH"] = Path.Combine(_folder, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        List<string> lines = [];
        System.Text.StringBuilder output = new();
        process.OutputDataReceived += (_, line) => Add(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => Add(line.Data, isOutput: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.StandardInput.BaseStream.WriteAsync(command.StandardInput ?? [], cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return new GuestCommandResult(process.ExitCode, System.Text.Encoding.UTF8.GetBytes(output.ToString()), false, [.. lines.TakeLast(command.KeepLines)], TimeSpan.FromSeconds(1));

        void Add(string? line, bool isOutput)
        {
            if (line is null)
                return;
            lock (lines)
            {
                lines.Add(line);
                if (isOutput)
                    output.Append(line).Append('\n');
                command.OnLine?.Invoke(line);
            }
        }
    }

    public Task UploadAsync(string path, byte[] content, string mode, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<byte[]> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

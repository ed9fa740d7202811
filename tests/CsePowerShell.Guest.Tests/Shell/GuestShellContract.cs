using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Guest.Tests;

/// <summary>What every transport promises, against a real sshd.</summary>
public abstract class GuestShellContract(PrivateSshd sshd)
{
    protected PrivateSshd Sshd { get; } = sshd;

    protected static CancellationToken Test => TestContext.Current.CancellationToken;

    protected abstract IGuestShellFactory Factory(GuestShellOptions? options = null);

    protected async Task<IGuestShell> OpenAsync(GuestEndpoint? endpoint = null, IHostKeyPins? pins = null, GuestCredential? credential = null, GuestShellOptions? options = null)
    {
        Sshd.Need();
        return await Factory(options).OpenAsync(
            endpoint ?? Sshd.Endpoint("vm-" + Guid.NewGuid()), credential ?? GuestCredential.FromKey(Sshd.Key), pins ?? new HostKeyPins(), Test);
    }

    private static GuestCommand Bash(string script, params string[] arguments) => new("bash", ["-c", script, "test", .. arguments]) { Deadline = TimeSpan.FromSeconds(60) };

    [Fact]
    public async Task A_program_returns_its_exit_code_its_output_and_its_last_lines()
    {
        using IGuestShell shell = await OpenAsync();

        GuestCommandResult result = await shell.RunAsync(Bash("echo out; sleep 0.1; echo err >&2; exit 3"), Test);

        Assert.Equal(3, result.ExitCode);
        Assert.False(result.Succeeded);
        Assert.Equal("out\n", result.Output);
        Assert.Equal(["out", "err"], result.LastLines);
        Assert.Null(result.Signal);
    }

    [Fact]
    public async Task Exit_code_255_is_the_programs_and_not_a_lost_connection()
    {
        using IGuestShell shell = await OpenAsync();

        Assert.Equal(255, (await shell.RunAsync(Bash("exit 255"), Test)).ExitCode);
        Assert.Equal(0, (await shell.RunAsync(new GuestCommand("true"), Test)).ExitCode);
    }

    [Fact]
    public async Task A_program_that_a_signal_ends_says_which()
    {
        using IGuestShell shell = await OpenAsync();

        Assert.Equal(15, (await shell.RunAsync(Bash("kill -TERM $$"), Test)).Signal);
        Assert.Equal(9, (await shell.RunAsync(Bash("kill -KILL $$"), Test)).Signal);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_has_exit_code_127()
    {
        using IGuestShell shell = await OpenAsync();

        Assert.Equal(127, (await shell.RunAsync(new GuestCommand("no-such-program-here"), Test)).ExitCode);
    }

    [Fact]
    public async Task Arguments_and_environment_arrive_exactly_as_given()
    {
        using IGuestShell shell = await OpenAsync();
        string[] odd = ["", " ", "a b", "'", "\"", "\\", "$(id)", "`id`", "a\nb\n", "*", "~", "!x", "é\t😀", "-n", "--", "a=b", "%h", ";", "\r", "''\\''"];
        GuestCommand command = new("printf", ["%s\\0", .. odd]);
        GuestCommand environment = new("printenv", "CSE_A") { Environment = new Dictionary<string, string> { ["CSE_A"] = "x y\n'$HOME'" } };

        string output = (await shell.RunAsync(command, Test)).Output;

        Assert.Equal(odd, output.TrimEnd('\0').Split('\0'));
        Assert.Equal("x y\n'$HOME'\n", (await shell.RunAsync(environment, Test)).Output);
    }

    [Fact]
    public async Task Standard_input_is_binary_and_may_be_large()
    {
        using IGuestShell shell = await OpenAsync();
        byte[] data = RandomNumberGenerator.GetBytes(5_000_000);
        GuestCommand command = new("sha256sum") { StandardInput = data, Deadline = TimeSpan.FromSeconds(60) };

        GuestCommandResult result = await shell.RunAsync(command, Test);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), result.Output.Split(' ')[0]);
    }

    [Fact]
    public async Task Input_that_nobody_reads_does_no_harm()
    {
        using IGuestShell shell = await OpenAsync();

        Assert.Equal(4, (await shell.RunAsync(new GuestCommand("sh", "-c", "exit 4") { StandardInput = new byte[3_000_000] }, Test)).ExitCode);
        Assert.Equal("", (await shell.RunAsync(new GuestCommand("cat"), Test)).Output);
    }

    [Fact]
    public async Task Lines_are_reported_as_they_arrive()
    {
        using IGuestShell shell = await OpenAsync();
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string gate = Path.Combine(Sshd.Folder, "gate-" + Guid.NewGuid());
        GuestCommand command = new("bash", "-c", "echo one; while [ ! -e \"$1\" ]; do sleep 0.05; done; echo two", "test", gate)
        {
            OnLine = line => _ = line == "one" && first.TrySetResult(),
            Deadline = TimeSpan.FromSeconds(30),
        };

        Task<GuestCommandResult> running = shell.RunAsync(command, Test);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20), Test);
        Assert.False(running.IsCompleted);
        File.WriteAllText(gate, "");

        Assert.Equal(["one", "two"], (await running).LastLines);
    }

    [Fact]
    public async Task Of_megabytes_only_the_beginning_and_the_last_lines_are_kept()
    {
        using IGuestShell shell = await OpenAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        GuestCommand command = new("bash", "-c", "yes 0123456789012345678901234567890123456789 | head -c 40000000; echo; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end")
        {
            KeepLines = 3,
            MaxOutputBytes = 1000,
            Deadline = TimeSpan.FromSeconds(120),
        };

        GuestCommandResult result = await shell.RunAsync(command, Test);

        Assert.True(result.IsOutputTruncated);
        Assert.Equal(1000, result.Output.Length);
        Assert.Equal(3, result.LastLines.Count);
        Assert.Equal("end", result.LastLines[2]);
        Assert.EndsWith("xxx...", result.LastLines[1]);
        Assert.True(result.LastLines[1].Length < 20_000);
        for (int i = 0; i < 50 && GC.GetTotalMemory(forceFullCollection: true) - before > 10_000_000; i++)
            await Task.Delay(100, Test);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 10_000_000);
    }

    [Fact]
    public async Task Terminal_escape_sequences_of_a_guest_are_taken_out_of_its_lines()
    {
        using IGuestShell shell = await OpenAsync();

        Assert.Equal(["[31mred\tx"], (await shell.RunAsync(Bash("printf '\\033[31mred\\tx\\a\\r\\n'"), Test)).LastLines);
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_output_open_does_not_hold_the_caller()
    {
        using IGuestShell shell = await OpenAsync();
        Stopwatch watch = Stopwatch.StartNew();

        GuestCommandResult result = await shell.RunAsync(Bash("sleep 20 & echo started; exit 6"), Test);

        Assert.Equal(6, result.ExitCode);
        Assert.Equal("started\n", result.Output);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(12), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task At_the_deadline_the_program_and_its_children_are_killed()
    {
        using IGuestShell shell = await OpenAsync();
        string marker = "9" + Random.Shared.Next(100_000, 999_999);
        GuestCommand command = new("bash", "-c", $"echo working; sleep {marker} & sleep {marker}") { Deadline = TimeSpan.FromSeconds(2) };

        GuestDeadlineException e = await Assert.ThrowsAsync<GuestDeadlineException>(() => shell.RunAsync(command, Test));

        Assert.Equal("node-test", e.NodeName);
        Assert.Equal(["working"], e.LastLines);
        Assert.InRange(e.Elapsed.TotalSeconds, 1.9, 6);
        Assert.True(await GuestProcesses.IsGoneAsync("sleep " + marker, TimeSpan.FromSeconds(10)));
        Assert.True((await shell.RunAsync(new GuestCommand("true"), Test)).Succeeded);
    }

    [Fact]
    public async Task A_cancelled_caller_is_answered_at_once_and_the_program_is_killed_even_if_the_shell_is_closed_right_away()
    {
        string marker = "8" + Random.Shared.Next(100_000, 999_999);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Test);
        TimeSpan answer;
        using (IGuestShell shell = await OpenAsync())
        {
            GuestCommand command = new("bash", "-c", $"echo on; sleep {marker}") { OnLine = _ => started.TrySetResult(), Deadline = TimeSpan.FromMinutes(2) };
            Task<GuestCommandResult> running = shell.RunAsync(command, stop.Token);
            await started.Task.WaitAsync(TimeSpan.FromSeconds(20), Test);
            Stopwatch watch = Stopwatch.StartNew();
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            answer = watch.Elapsed;
        }

        Assert.True(answer < TimeSpan.FromSeconds(1), $"took {answer}");
        Assert.True(await GuestProcesses.IsGoneAsync("sleep " + marker, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task What_a_callback_throws_stops_the_program_and_reaches_the_caller()
    {
        using IGuestShell shell = await OpenAsync();
        string marker = "7" + Random.Shared.Next(100_000, 999_999);
        GuestCommand command = new("bash", "-c", $"echo on; sleep {marker}") { OnLine = _ => throw new NotSupportedException("no"), Deadline = TimeSpan.FromMinutes(2) };

        await Assert.ThrowsAsync<NotSupportedException>(() => shell.RunAsync(command, Test));

        Assert.True(await GuestProcesses.IsGoneAsync("sleep " + marker, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_told_apart_from_a_failing_program()
    {
        Sshd.Need();
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        using IGuestShell shell = await OpenAsync(Sshd.Endpoint("vm-cut-" + Guid.NewGuid(), proxy.Port));
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        GuestCommand command = new("bash", "-c", "echo on; sleep 7; exit 255") { OnLine = _ => started.TrySetResult(), Deadline = TimeSpan.FromMinutes(2) };

        Task<GuestCommandResult> running = shell.RunAsync(command, Test);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20), Test);
        proxy.Cut();

        GuestConnectionLostException e = await Assert.ThrowsAsync<GuestConnectionLostException>(() => running.WaitAsync(TimeSpan.FromSeconds(10), Test));
        Assert.Equal(proxy.Port, e.Port);
        proxy.Dispose();
        await Assert.ThrowsAnyAsync<GuestException>(() => shell.RunAsync(new GuestCommand("true"), Test));
    }

    [Fact]
    public async Task Files_of_any_bytes_go_both_ways_with_their_mode()
    {
        using IGuestShell shell = await OpenAsync();
        string path = Path.Combine(Sshd.Folder, "file 'x' " + Guid.NewGuid());
        byte[] content = RandomNumberGenerator.GetBytes(1_500_000);

        await shell.UploadAsync(path, [1, 2, 3], "0644", Test);
        await shell.UploadAsync(path, content, "0600", Test);

        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(content, await shell.DownloadAsync(path, content.Length, Test));
        await shell.UploadAsync(path, [], "0600", Test);
        Assert.Empty(await shell.DownloadAsync(path, 1, Test));
    }

    [Fact]
    public async Task Files_that_are_missing_too_large_or_folders_are_errors_that_name_them()
    {
        using IGuestShell shell = await OpenAsync();
        string path = Path.Combine(Sshd.Folder, "large-" + Guid.NewGuid());
        File.WriteAllBytes(path, new byte[1001]);

        Assert.Contains("1000 bytes", (await Assert.ThrowsAsync<GuestFileException>(() => shell.DownloadAsync(path, 1000, Test))).Message);
        Assert.Equal(path + "x", (await Assert.ThrowsAsync<GuestFileException>(() => shell.DownloadAsync(path + "x", 1000, Test))).Path);
        await Assert.ThrowsAsync<GuestFileException>(() => shell.DownloadAsync(Sshd.Folder, 1000, Test));
        await Assert.ThrowsAsync<GuestFileException>(() => shell.UploadAsync(Sshd.Folder, [1], "0600", Test));
        await Assert.ThrowsAsync<GuestFileException>(() => shell.UploadAsync("/no/such/folder/x", [1], "0600", Test));
        await Assert.ThrowsAsync<ArgumentException>(() => shell.UploadAsync("relative", [1], "0600", Test));
        await Assert.ThrowsAsync<ArgumentException>(() => shell.UploadAsync(path, [1], "rwx", Test));
    }

    [Fact]
    public async Task An_upload_that_is_cut_leaves_the_old_file_and_nothing_else()
    {
        Sshd.Need();
        string folder = Directory.CreateDirectory(Path.Combine(Sshd.Folder, "cut-" + Guid.NewGuid())).FullName;
        string path = Path.Combine(folder, "f");
        File.WriteAllText(path, "old");
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        using IGuestShell shell = await OpenAsync(Sshd.Endpoint("vm-cut-" + Guid.NewGuid(), proxy.Port));

        Task upload = shell.UploadAsync(path, new byte[400_000_000], "0600", Test);
        while (Directory.GetFiles(folder, ".cse-*").Length == 0 && !upload.IsCompleted)
            await Task.Delay(5, Test);
        proxy.Cut();

        await Assert.ThrowsAnyAsync<GuestException>(() => upload);
        for (int i = 0; i < 100 && Directory.GetFiles(folder, ".cse-*").Length > 0; i++)
            await Task.Delay(50, Test);
        Assert.Equal([path], Directory.GetFiles(folder));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public async Task First_contact_pins_the_host_key_and_the_same_key_is_accepted_again()
    {
        HostKeyPins pins = new();
        string vm = "vm-" + Guid.NewGuid();

        (await OpenAsync(Sshd.Endpoint(vm), pins)).Dispose();
        (await OpenAsync(Sshd.Endpoint(vm), pins)).Dispose();

        Assert.Equal(Sshd.HostKeyFingerprint, pins.Find(vm));
    }

    [Fact]
    public async Task A_changed_host_key_is_an_error_and_nothing_is_sent()
    {
        Sshd.Need();
        HostKeyPins pins = new();
        pins.Pin("vm-7", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        int logins = Sshd.Logins("");

        GuestHostKeyChangedException e = await Assert.ThrowsAsync<GuestHostKeyChangedException>(() => OpenAsync(Sshd.Endpoint("vm-7", proxy.Port), pins));

        Assert.Equal(Sshd.HostKeyFingerprint, e.Actual);
        Assert.Equal("vm-7", e.PinId);
        Assert.Equal("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", pins.Find("vm-7"));
        Assert.InRange(proxy.Connections, 1, 2);
    }

    [Fact]
    public async Task A_wrong_management_key_is_refused_by_its_fingerprint()
    {
        Sshd.Need();
        ManagementKey other = ManagementKey.LoadOrCreate(Path.Combine(Sshd.Folder, "other-" + Guid.NewGuid()));

        GuestAuthenticationException e = await Assert.ThrowsAsync<GuestAuthenticationException>(() => OpenAsync(credential: GuestCredential.FromKey(other)));

        Assert.Equal(other.Fingerprint, e.KeyFingerprint);
        Assert.Contains(other.Fingerprint, e.Message);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_unreachable_by_source_address_and_port()
    {
        Sshd.Need();
        int port;
        using (TcpProxy free = TcpProxy.Silent())
            port = free.Port;

        GuestUnreachableException e = await Assert.ThrowsAsync<GuestUnreachableException>(() => OpenAsync(Sshd.Endpoint("vm-1", port)));

        Assert.Equal(GuestUnreachableReason.Refused, e.Reason);
        Assert.Equal(("127.0.0.1", "127.0.0.1", port), (e.SourceAddress, e.Address, e.Port));
        Assert.Contains($"127.0.0.1:{port}", e.Message);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_after_the_connect_time_out()
    {
        Sshd.Need();
        using TcpProxy silent = TcpProxy.Silent();
        Stopwatch watch = Stopwatch.StartNew();

        GuestUnreachableException e = await Assert.ThrowsAsync<GuestUnreachableException>(
            () => OpenAsync(Sshd.Endpoint("vm-1", silent.Port), options: new GuestShellOptions { ConnectTimeout = TimeSpan.FromSeconds(2) }));

        Assert.Equal(GuestUnreachableReason.TimedOut, e.Reason);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.5, 8);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_SSH_is_unreachable()
    {
        Sshd.Need();
        using TcpProxy web = TcpProxy.Saying("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n" + new string('x', 40_000) + "\n");

        await Assert.ThrowsAsync<GuestUnreachableException>(
            () => OpenAsync(Sshd.Endpoint("vm-1", web.Port), options: new GuestShellOptions { ConnectTimeout = TimeSpan.FromSeconds(5) }));
    }

    [Fact]
    public async Task A_password_logs_in_and_is_on_no_command_line()
    {
        Sshd.Need();
        Assert.SkipUnless(Sshd.TakesPasswords, "Password login needs root, unshare and openssl.");
        using CancellationTokenSource stop = new();
        Task<List<string>> watch = Task.Run(() =>
        {
            List<string> leaks = [];
            while (!stop.IsCancellationRequested)
                leaks.AddRange(GuestProcesses.CommandLines().Where(line => line.Contains(PrivateSshd.Password)));
            return leaks;
        }, Test);

        using (IGuestShell shell = await OpenAsync(credential: GuestCredential.FromPassword(PrivateSshd.Password)))
            Assert.True((await shell.RunAsync(new GuestCommand("sleep", "0.3"), Test)).Succeeded);
        stop.Cancel();

        Assert.Empty(await watch);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_repeating_it()
    {
        Sshd.Need();
        Assert.SkipUnless(Sshd.TakesPasswords, "Password login needs root, unshare and openssl.");

        GuestAuthenticationException e = await Assert.ThrowsAsync<GuestAuthenticationException>(() => OpenAsync(credential: GuestCredential.FromPassword("sesame-77")));

        Assert.Null(e.KeyFingerprint);
        Assert.DoesNotContain("sesame-77", e.ToString());
    }

    [Fact]
    public async Task A_node_is_reached_through_a_jump_host_with_its_own_key_and_pin()
    {
        Sshd.Need();
        await using PrivateSshd outer = new();
        await outer.InitializeAsync();
        HostKeyPins pins = new();
        JumpHost jump = new("127.0.0.1", outer.UserName) { Port = outer.Port, Key = outer.Key };

        using IGuestShell shell = await OpenAsync(Sshd.Endpoint("vm-j", jump: jump), pins);
        GuestCommandResult result = await shell.RunAsync(new GuestCommand("printenv", "SSH_CONNECTION"), Test);

        Assert.EndsWith($" {Sshd.Port}\n", result.Output);
        Assert.Equal(outer.HostKeyFingerprint, pins.Find(jump.PinId));
        Assert.Equal(Sshd.HostKeyFingerprint, pins.Find("vm-j"));
        Assert.True(outer.Logins("") >= 1);
    }

    [Fact]
    public async Task Behind_a_jump_host_it_is_told_which_of_the_two_failed()
    {
        Sshd.Need();
        await using PrivateSshd outer = new();
        await outer.InitializeAsync();
        int closed;
        using (TcpProxy free = TcpProxy.Silent())
            closed = free.Port;
        JumpHost good = new("127.0.0.1", outer.UserName) { Port = outer.Port, Key = outer.Key };
        JumpHost absent = new("127.0.0.1", outer.UserName) { Port = closed };
        JumpHost locked = new("127.0.0.1", outer.UserName) { Port = outer.Port };

        GuestUnreachableException node = await Assert.ThrowsAsync<GuestUnreachableException>(() => OpenAsync(Sshd.Endpoint("vm-1", closed, good)));
        GuestUnreachableException host = await Assert.ThrowsAsync<GuestUnreachableException>(() => OpenAsync(Sshd.Endpoint("vm-1", jump: absent)));
        GuestAuthenticationException refused = await Assert.ThrowsAsync<GuestAuthenticationException>(() => OpenAsync(Sshd.Endpoint("vm-1", jump: locked)));

        Assert.False(node.IsAtJumpHost);
        Assert.True(host.IsAtJumpHost);
        Assert.True(refused.IsAtJumpHost);
    }

    [Fact]
    public async Task Twenty_commands_side_by_side_do_not_mix()
    {
        using IGuestShell shell = await OpenAsync();

        GuestCommandResult[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => shell.RunAsync(Bash("sleep 0.1; echo $1; exit $1", $"{i}"), Test)));

        Assert.Equal(Enumerable.Range(0, 20), results.Select(result => result.ExitCode));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}\n"), results.Select(result => result.Output));
    }

    [Fact]
    public async Task A_closed_shell_says_so()
    {
        IGuestShell shell = await OpenAsync();
        shell.Dispose();
        shell.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => shell.RunAsync(new GuestCommand("true"), Test));
    }
}

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

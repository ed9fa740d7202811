using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Guest.Tests;

/// <summary>What every transport promises, against a real sshd.</summary>
public abstract partial class GuestShellContract(PrivateSshd sshd)
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
        GuestCommand command = new("bash", "-c", $"echo working; sleep {marker} & sleep {marker}") { Deadline = TimeSpan.FromSeconds(4) };

        GuestDeadlineException e = await Assert.ThrowsAsync<GuestDeadlineException>(() => shell.RunAsync(command, Test));

        Assert.Equal("node-test", e.NodeName);
        Assert.Equal(["working"], e.LastLines);
        Assert.InRange(e.Elapsed.TotalSeconds, 3.9, 10);
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

using System.Diagnostics;

namespace CsePowerShell.Guest.Tests;

/// <content>Ways to a guest: nothing there, nothing said, jump hosts.</content>
public abstract partial class GuestShellContract
{
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
}

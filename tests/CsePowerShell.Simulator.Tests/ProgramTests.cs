using System.Diagnostics;
using System.Net;
using CsePowerShell.Simulator.Tests.Support;

namespace CsePowerShell.Simulator.Tests;

/// <summary>The program: what it prints, what it understands, how it ends.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task It_says_how_to_connect_and_ends_when_its_input_is_closed()
    {
        using Process program = Start("--guests", "off", "--stop-on-eof", "--scale", "5,2", "--latency", "fast,1");
        string ready = await ReadyAsync(program);
        string url = ready.Split(' ')[1], thumbprint = ready.Split(' ')
            .Single(word => word.StartsWith("thumbprint=", StringComparison.Ordinal))["thumbprint=".Length..];
        Assert.Contains(" ssh-port=", ready, StringComparison.Ordinal);
        using HttpClient client = new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == thumbprint },
        });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(url + "api/versions"), TestContext.Current.CancellationToken)).StatusCode);
        program.StandardInput.Close();
        await EndAsync(program, 0);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_ends_on_a_signal(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such signals on Windows");
        using Process program = Start("--guests", "off");
        await ReadyAsync(program);
        using Process kill = Process.Start("kill", [$"-{signal}", $"{program.Id}"]);
        await EndAsync(program, 0);
    }

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(2, "--port", "many")]
    [InlineData(2, "--colour", "red")]
    [InlineData(2, "--latency", "slow")]
    [InlineData(2, "--scale", "0")]
    [InlineData(2, "--port")]
    [InlineData(2, "--faults", "@/does/not/exist")]
    [InlineData(1, "--faults", "explode", "--guests", "off")]
    [InlineData(1, "--api-versions", "new", "--guests", "off")]
    public async Task A_wrong_option_ends_it_with_a_sentence(int code, params string[] arguments)
    {
        using Process program = Start(arguments);
        string output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndAsync(program, code);
        if (code == 0) Assert.Contains("--guest-ssh-port", output, StringComparison.Ordinal);
        else Assert.EndsWith(".", error.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_said_to_be_taken()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Process program = Start("--guests", "off", "--port", $"{cloud.Endpoint.Port}");
        string error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await EndAsync(program, 1);
        Assert.Contains("address already in use", error, StringComparison.OrdinalIgnoreCase);
    }

    private static Process Start(params string[] arguments)
    {
        string library = typeof(SimulatedCloud).Assembly.Location;

        // Tests that a shell runs in the background have SIGINT ignored, and what they start would inherit that.
        string[] words = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet", library] : ["dotnet", library];
        return Process.Start(
            new ProcessStartInfo(words[0], [.. words[1..], .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true })!;
    }

    private static async Task<string> ReadyAsync(Process program)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (await program.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("ready: https://", StringComparison.Ordinal)) return line;
        throw new InvalidOperationException("The program ended without a ready line: " + await program.StandardError.ReadToEndAsync(patience.Token));
    }

    private static async Task EndAsync(Process program, int code)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(15));
        try
        {
            await program.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            program.Kill();
            throw;
        }
        Assert.Equal(code, program.ExitCode);
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Extension.Tests.Broker;

/// <summary>
/// A RabbitMQ of the tests' own: own node name, home, cookie, ports and port mapper, on 127.0.0.1 alone. Both processes are children of this one and are ended
/// with it.
/// </summary>
internal sealed class PrivateBroker : IAsyncDisposable
{
    private const string ServerScript = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string ControlScript = "/usr/lib/rabbitmq/bin/rabbitmqctl";

    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(90);

    private readonly string _home = Directory.CreateTempSubdirectory("cse-broker-").FullName;
    private readonly int _mapperPort = FreePort();
    private readonly int _distributionPort = FreePort();
    private Process? _mapper;
    private Process? _server;

    private PrivateBroker()
    {
    }

    public static bool IsInstalled => OperatingSystem.IsLinux() && File.Exists(ServerScript);

    public int Port { get; } = FreePort();

    /// <summary>The port with TLS; nothing listens there unless the broker was started with certificates.</summary>
    public int TlsPort { get; } = FreePort();

    /// <param name="certificates">Folder with ca.pem, server.pem and server.key, for a second port with TLS; null for none.</param>
    public static async Task<PrivateBroker> StartAsync(string? certificates = null)
    {
        var broker = new PrivateBroker();
        string tls = certificates is null ? "" : $"""
            listeners.ssl.1 = 127.0.0.1:{broker.TlsPort}
            ssl_options.cacertfile = {certificates}/ca.pem
            ssl_options.certfile = {certificates}/server.pem
            ssl_options.keyfile = {certificates}/server.key
            ssl_options.verify = verify_none
            ssl_options.fail_if_no_peer_cert = false

            """;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(broker._home, "enabled_plugins"), "[].\n");
            await File.WriteAllTextAsync(Path.Combine(broker._home, "rabbitmq.conf"),
                $"listeners.tcp.1 = 127.0.0.1:{broker.Port}\nloopback_users = none\nlog.console = false\nvm_memory_high_watermark.relative = 0.4\ndisk_free_limit.absolute = 50MB\n{tls}");
            broker._mapper = broker.Start("epmd", ["-address", "127.0.0.1", "-port", broker._mapperPort.ToString(System.Globalization.CultureInfo.InvariantCulture)], new Dictionary<string, string>());
            await broker.StartServerAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_server is null)
            return;
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>Stops the server as its service manager does: SIGTERM, and SIGKILL when it takes too long.</summary>
    public async Task StopAsync()
    {
        if (_server is null)
            return;
        using (Process term = Process.Start("kill", ["-TERM", _server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await term.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await _server.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Killed below.
        }

        await KillAsync();
    }

    /// <summary>Starts the server with the data it had.</summary>
    public async Task StartServerAsync()
    {
        string number(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _server = Start("/bin/sh", [ServerScript], new Dictionary<string, string>(Node())
        {
            ["RABBITMQ_DIST_PORT"] = number(_distributionPort),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_home, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_home, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_home, "rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_home, "enabled_plugins"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(_home, "pid"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none",
        });
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_startLimit)
        {
            if (_server.HasExited)
                throw new InvalidOperationException($"The broker ended with {_server.ExitCode}: {await LogAsync()}");
            if (await AnswersAsync())
                return;
            await Task.Delay(200);
        }

        throw new TimeoutException($"The broker did not answer within {s_startLimit.TotalSeconds} s: {await LogAsync()}");
    }

    /// <summary>Runs rabbitmqctl against this broker, as its administrator.</summary>
    public async Task ControlAsync(params string[] arguments)
    {
        using Process control = Start("/bin/sh", [ControlScript, .. arguments], Node());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await control.WaitForExitAsync(limit.Token);
        if (control.ExitCode != 0)
            throw new InvalidOperationException($"rabbitmqctl {arguments[0]} ended with {control.ExitCode}.");
    }

    private Dictionary<string, string> Node() => new()
    {
        ["HOME"] = _home,
        ["ERL_EPMD_PORT"] = _mapperPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"cse{Environment.ProcessId}x{Port}@localhost",
    };

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_mapper is { } mapper)
        {
            if (!mapper.HasExited)
                mapper.Kill();
            await mapper.WaitForExitAsync();
            mapper.Dispose();
            _mapper = null;
        }

        try
        {
            Directory.Delete(_home, recursive: true);
        }
        catch (IOException)
        {
            // A file may still be on its way to the disk; the system's own cleaning takes it.
        }
    }

    private Process Start(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        // Erlang writes what it dumps when it is killed into the folder it runs in.
        var start = new ProcessStartInfo(program) { WorkingDirectory = _home, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The port is open some time before the node takes logins.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            var factory = new RabbitMQ.Client.ConnectionFactory { HostName = "127.0.0.1", Port = Port, UserName = "guest", Password = "guest", RequestedConnectionTimeout = TimeSpan.FromSeconds(3) };
            await using RabbitMQ.Client.IConnection connection = await factory.CreateConnectionAsync();
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.BrokerUnreachableException)
        {
            return false;
        }
    }

    public async Task<string> LogAsync()
    {
        string folder = Path.Combine(_home, "log");
        if (!Directory.Exists(folder))
            return "no log";
        var text = new System.Text.StringBuilder();
        foreach (string file in Directory.EnumerateFiles(folder, "*.log"))
            text.Append((await File.ReadAllTextAsync(file)) is { Length: > 3000 } log ? log[^3000..] : await File.ReadAllTextAsync(file));
        return text.ToString();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>The host program as a process of its own, which can be killed as one.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, int metricsPort)
    {
        _process = process;
        MetricsPort = metricsPort;
    }

    public int MetricsPort { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public static string Program { get; } = Path.Combine(Path.GetDirectoryName(typeof(ServiceProcess).Assembly.Location)!, "CsePowerShell.Service.dll");

    public static async Task<ServiceProcess> StartAsync(RegisteredCloud cloud, string folder, string host, int? brokerPort = null, int parallelNodes = 10)
    {
        int port;
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        string file = Path.Combine(folder, host + ".yaml");
        await File.WriteAllTextAsync(file, $$"""
            vcd:
              host: {{cloud.Cloud.Endpoint.Host}}
              port: {{cloud.Cloud.Endpoint.Port}}
              username: administrator
              password: {env: CSE_TEST_VCD_PASSWORD}
              certificate_thumbprint: {{cloud.Cloud.CertificateThumbprint}}
            amqp:
              host: 127.0.0.1
              port: {{brokerPort ?? cloud.Broker.Port}}
              username: guest
              password: {env: CSE_TEST_AMQP_PASSWORD}
              ssl: false
              exchange: {{cloud.Broker.Exchange}}
              routing_key: cse
              queue_prefix: {{cloud.Broker.QueuePrefix}}
            service:
              host_name: {{host}}
              metrics_port: {{port}}
            broker:
              default_template: ubuntu-24.04_k8s-1.31
            nodes:
              ssh_key: {{Path.Combine(folder, "management-key")}}
              ssh_port: {{cloud.Cloud.GuestSshPort}}
              max_parallel: {{parallelNodes}}
            """);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { Program, "run", "--config", file })
            start.ArgumentList.Add(argument);
        start.Environment["CSE_TEST_VCD_PASSWORD"] = "Passw0rd!";
        start.Environment["CSE_TEST_AMQP_PASSWORD"] = "guest";
        Process process = Process.Start(start)!;
        var service = new ServiceProcess(process, port);
        process.OutputDataReceived += (_, line) => service.Log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => service.Log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return service;
    }

    public async Task<ServiceProcess> ReadyAsync()
    {
        using var http = new HttpClient();
        DateTime until = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            Assert.False(_process.HasExited, "The host has ended: " + string.Join("\n", Log));
            try
            {
                using HttpResponseMessage ready = await http.GetAsync($"http://127.0.0.1:{MetricsPort}/ready");
                if (ready.IsSuccessStatusCode)
                    return this;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            Assert.True(DateTime.UtcNow < until, "The host is not ready: " + string.Join("\n", Log));
            await Task.Delay(200);
        }
    }

    /// <summary>SIGSTOP: the process is there, and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CsePowerShell.Simulator;

namespace CsePowerShell.Benchmarks;

/// <summary>The host program of the service, as a child.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private HostProcess(Process process, string folder) => (_process, _folder) = (process, folder);

    /// <summary>Resident memory now, in MB.</summary>
    public double MemoryMB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The most memory that was ever resident, in MB.</summary>
    public double PeakMB
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1048576.0;
        }
    }

    public static async Task<HostProcess> StartAsync(SimulatedCloud cloud, int brokerPort, string prefix)
    {
        string folder = Directory.CreateTempSubdirectory("cse-bench-host-").FullName;
        int port = FreePort();
        string file = Path.Combine(folder, "host.yaml");
        await File.WriteAllTextAsync(file, $$"""
            vcd:
              host: {{cloud.Endpoint.Host}}
              port: {{cloud.Endpoint.Port}}
              username: administrator
              password: {env: CSE_BENCH_PASSWORD}
              certificate_thumbprint: {{cloud.CertificateThumbprint}}
            amqp: {host: 127.0.0.1, port: {{brokerPort}}, username: guest, password: {env: CSE_BENCH_AMQP_PASSWORD}, ssl: false, exchange: {{prefix}}-ext, routing_key: cse, queue_prefix: {{prefix}}}
            service: {host_name: bench, metrics_port: {{port}}, enforce_authorization: false, max_requests_per_org: 64}
            broker: {default_template: ubuntu-24.04_k8s-1.31}
            nodes: {ssh_key: {{Path.Combine(folder, "management-key")}}}
            """);
        string program = Path.Combine(AppContext.BaseDirectory, "CsePowerShell.Service.dll");
        ProcessStartInfo start = new("dotnet", [program, "run", "--config", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CSE_BENCH_PASSWORD"] = new SimulatorOptions().Password;
        start.Environment["CSE_BENCH_AMQP_PASSWORD"] = "guest";
        Process process = Process.Start(start)!;
        var last = new Queue<string>();
        void Keep(string? line)
        {
            lock (last)
            {
                last.Enqueue(line ?? "");
                if (last.Count > 20)
                    last.Dequeue();
            }
        }

        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var host = new HostProcess(process, folder);
        using HttpClient http = new();
        for (DateTime until = DateTime.UtcNow.AddSeconds(90); ; await Task.Delay(200))
        {
            try
            {
                using HttpResponseMessage ready = await http.GetAsync($"http://127.0.0.1:{port}/ready");
                if (ready.IsSuccessStatusCode)
                    return host;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (process.HasExited || DateTime.UtcNow > until)
            {
                await host.DisposeAsync();
                throw new InvalidOperationException("The host did not become ready: " + string.Join("\n", last));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

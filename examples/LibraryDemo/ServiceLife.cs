using System.Text.Json.Nodes;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.LibraryDemo;

/// <summary>
/// The provider's path through the libraries and the host program: what examples/ServiceQuickstart.ps1 does with cmdlets. The tenant uses nothing but the public API of
/// vCloud Director.
/// </summary>
internal sealed class ServiceLife(DemoSettings settings, ServiceSettings service, Stage stage, string folder)
{
    private readonly string _name = $"shared-{Guid.NewGuid().ToString("N")[..6]}";

    public async Task RunAsync()
    {
        using VCloudClient system = await stage.StepAsync("Connect to System", ConnectAsync, c => $"API {c.Server.ApiVersion}");
        try
        {
            await RegisterAsync(system);
            Dictionary<string, string> secrets = new() { ["CSE_VCD_PASSWORD"] = settings.Password, ["CSE_AMQP_PASSWORD"] = "guest" };
            using HostProcess first = await stage.StepAsync("Start host h1", () => StartAsync("h1", secrets), h => $"process {h.Id}");
            using HostProcess second = await stage.StepAsync("Start host h2", () => StartAsync("h2", secrets), h => $"process {h.Id}");
            await ServeTenantAsync(system, first, second);
        }
        finally
        {
            await system.LogoutAsync(CancellationToken.None);
        }
    }

    private async Task RegisterAsync(VCloudClient system)
    {
        RegistrationSettings wanted = new()
        {
            Broker = new BrokerOptions { Host = "127.0.0.1", Port = service.BrokerPort, UseTls = false, UserName = "guest", Password = () => "guest", Exchange = "cse-ext", RoutingKey = "cse" },
            VcdBroker = (new AmqpSettings { Host = "127.0.0.1", Port = service.BrokerPort, UserName = "guest" }, new VCloudSecret("guest")),
        };
        ExtensionRegistrar registrar = new(system);
        RegistrationPlan plan = await stage.StepAsync("Register the extension", async () =>
        {
            RegistrationPlan todo = await registrar.PlanRegisterAsync(wanted);
            await ExtensionRegistrar.ApplyAsync(todo);
            return todo;
        }, p => $"{p.Steps.Count} writes");
        foreach (RegistrationStep step in plan.Steps)
            Console.WriteLine($"      {step}");
        // The password that vCD has cannot be read back, so asking for it again would write it again.
        wanted.VcdBroker = null;
        RegistrationPlan again = await stage.StepAsync("Register it once more: nothing to write", () => registrar.PlanRegisterAsync(wanted), p => $"{p.Steps.Count} writes");
        UnexpectedException.Unless(again.IsEmpty, $"A second run would write: {string.Join("; ", again.Steps)}");
    }

    private async Task<HostProcess> StartAsync(string name, Dictionary<string, string> secrets)
    {
        string configuration = Path.Combine(folder, name + ".yaml");
        await File.WriteAllTextAsync(configuration, $$"""
            vcd:
              host: '{{settings.Server}}'
              username: administrator
              password: {env: CSE_VCD_PASSWORD}
              {{(settings.Thumbprint is { } thumbprint ? $"certificate_thumbprint: {thumbprint}" : "verify: true")}}
            amqp:
              host: 127.0.0.1
              port: {{service.BrokerPort}}
              username: guest
              password: {env: CSE_AMQP_PASSWORD}
              ssl: false
              exchange: cse-ext
              routing_key: cse
            service:
              host_name: {{name}}
              metrics_port: 0
            broker:
              default_template: ubuntu-24.04_k8s-1.31
            nodes:
              ssh_key: '{{Path.Combine(folder, "management-key")}}'
              ssh_port: {{settings.SshPort}}
            """);
        return await new HostProcess(service.HostProgram, configuration, secrets).ReadyAsync();
    }

    private async Task ServeTenantAsync(VCloudClient system, HostProcess first, HostProcess second)
    {
        using TenantApi alice = await stage.StepAsync("Log in as alice of acme, as curl would", () => TenantApi.LogInAsync(settings, "alice", "acme"), _ => "");
        JsonNode accepted = await stage.StepAsync($"POST /api/cse: '{_name}', 2 workers",
            () => alice.CallAsync(HttpMethod.Post, "/api/cse", new { name = _name, node_count = 2, vdc = settings.Vdc, network = settings.Network }), a => $"cluster {a["cluster_id"]}");
        IClusterOperations provider = new DirectOperations(system, new EngineOptions());
        await stage.StepAsync("Its VMs are being made", () => VmsAsync(provider, 3), count => $"{count} VMs");

        // The host that subscribed first runs the jobs, the other one answers requests and stands by.
        await stage.StepAsync("Kill host h1 without a warning", async () => { await first.KillAsync(); return 0; }, _ => "");
        await stage.StepAsync("Host h2 finishes", async () => { await alice.FinishAsync((string)accepted["task_href"]!); return 0; }, _ => "task succeeded");
        UnexpectedException.Unless(second.Said("was another host's"), "Host h2 did not take the work over.");
        JsonNode clusters = await stage.StepAsync("GET /api/cse", () => alice.CallAsync(HttpMethod.Get, "/api/cse"), c => $"{c.AsArray().Count} cluster, {c[0]?["number_of_vms"]} VMs, {c[0]?["leader_endpoint"]}");
        UnexpectedException.Unless(clusters.AsArray().Count == 1 && (string?)clusters[0]!["number_of_vms"] == "3", $"One cluster with 3 VMs should be listed: {clusters.ToJsonString()}");
        JsonNode kubeconfig = await stage.StepAsync($"GET /api/cse/{_name}/config", () => alice.CallAsync(HttpMethod.Get, $"/api/cse/{_name}/config"), k => $"{((string)k!).Length:N0} characters");
        string? rows = await stage.StepAsync("kubectl get nodes", () => Kubectl.GetNodesAsync((string)kubeconfig!), r => r is null ? "kubectl is not on this machine, not asked" : $"{r.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length} nodes");
        UnexpectedException.Unless(rows is null || rows.Split(" Ready ").Length == 4, $"kubectl should see 3 ready nodes:{Environment.NewLine}{rows}");

        JsonNode removal = await stage.StepAsync($"DELETE /api/cse/{_name}", () => alice.CallAsync(HttpMethod.Delete, $"/api/cse/{_name}"), _ => "accepted");
        await alice.FinishAsync((string)removal["task_href"]!);
        JsonNode left = await stage.StepAsync("GET /api/cse", () => alice.CallAsync(HttpMethod.Get, "/api/cse"), c => $"{c.AsArray().Count} clusters");
        UnexpectedException.Unless(left.AsArray().Count == 0, $"The cluster is still listed: {left.ToJsonString()}");
    }

    private async Task<int> VmsAsync(IClusterOperations provider, int wanted)
    {
        DateTime limit = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            int count = 0;
            await provider.ForEachClusterAsync(new ClusterQuery { NamePattern = _name }, cluster =>
            {
                count = cluster.VmCount ?? 0;
                return Task.CompletedTask;
            }, CancellationToken.None);
            if (count == wanted)
                return count;
            UnexpectedException.Unless(DateTime.UtcNow < limit, $"There should be {wanted} VMs, and there are {count}.");
            await Task.Delay(200);
        }
    }

    private async Task<VCloudClient> ConnectAsync()
    {
        VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = settings.Server, CertificateThumbprint = settings.Thumbprint, Org = "System", UserName = "administrator", Password = settings.Password,
        });
        stage.Watch(client);
        return client;
    }
}

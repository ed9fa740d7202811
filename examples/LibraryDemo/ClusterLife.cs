using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.LibraryDemo;

/// <summary>The whole life of a cluster through the libraries, without PowerShell: what examples/Quickstart.ps1 does with the cmdlets.</summary>
internal sealed class ClusterLife(DemoSettings settings, Stage stage, string keys)
{
    private readonly string _name = $"demo-{Guid.NewGuid().ToString("N")[..6]}";

    public async Task RunAsync()
    {
        VCloudClient alice = await stage.StepAsync("Connect as alice of acme", () => ConnectAsync("acme", "alice"), c => $"API {c.Server.ApiVersion}");
        VCloudClient bob = await stage.StepAsync("Connect as bob of globex", () => ConnectAsync("globex", "bob"), c => $"API {c.Server.ApiVersion}");
        try
        {
            await LifeOfAClusterAsync(Operations(alice), Operations(bob));
        }
        finally
        {
            await alice.LogoutAsync(CancellationToken.None);
            await bob.LogoutAsync(CancellationToken.None);
        }
    }

    private async Task LifeOfAClusterAsync(IClusterOperations tenant, IClusterOperations stranger)
    {
        IReadOnlyList<Template> templates = await stage.StepAsync("List templates", () => tenant.ListTemplatesAsync(new TemplateQuery(), CancellationToken.None), t => string.Join(", ", t));
        Template template = templates.Where(t => t.IsUsable).OrderBy(t => new Version(t.KubernetesVersion.TrimStart('v'))).ThenBy(t => t.Revision).Last();

        ClusterSpec spec = ClusterSpec.Simple(_name, settings.Vdc, settings.Network, template.Name, workers: 2);
        Cluster cluster = await stage.StepAsync($"Create '{_name}', 1 control plane + 2 workers",
            async () => (await WaitAsync(await tenant.StartCreateAsync(spec, new CreateOptions(), CancellationToken.None))).Cluster!,
            c => $"{c.ReadyNodes} nodes ready, API server {c.ControlPlaneEndpoint}");
        UnexpectedException.Unless(cluster.ReadyNodes == 3, $"3 nodes should be ready, and {cluster.ReadyNodes} are.");

        await stage.StepAsync("Create it once more", async () => await WaitAsync(await tenant.StartCreateAsync(spec, new CreateOptions(), CancellationToken.None)), r => r.Changed ? "changed" : "no change");
        await stage.StepAsync("List clusters", () => ListAsync(tenant), c => string.Join(", ", c));

        ClusterReference reference = ClusterReference.To(cluster);
        string kubeconfig = await stage.StepAsync("Read the kubeconfig", () => tenant.GetKubeconfigAsync(reference, CancellationToken.None), k => $"{k.Length:N0} characters");
        await KubernetesSeesAsync(kubeconfig, 3);

        await ResizeAsync(tenant, reference, 4);
        await KubernetesSeesAsync(kubeconfig, 5);
        await ResizeAsync(tenant, reference, 1);
        await KubernetesSeesAsync(kubeconfig, 2);

        List<Cluster> seen = await stage.StepAsync("The other tenant lists clusters", () => ListAsync(stranger), c => $"sees {c.Count(x => x.Name == _name)} of them");
        UnexpectedException.Unless(seen.All(c => c.Id != cluster.Id), "Another tenant sees the cluster.");

        OperationResult removal = await stage.StepAsync($"Remove '{_name}'", async () => await WaitAsync(await tenant.StartRemoveAsync(reference, new RemoveOptions(), CancellationToken.None)), r => $"{r.Removed?.Owned.Count} things removed, {r.Removed?.Left.Count} left");
        UnexpectedException.Unless(removal.Changed, "The remove found nothing to do.");
        List<Cluster> left = await stage.StepAsync("List clusters", () => ListAsync(tenant), c => $"{c.Count} left");
        UnexpectedException.Unless(left.All(c => c.Id != cluster.Id), "The cluster is still listed after it was removed.");
    }

    private async Task ResizeAsync(IClusterOperations tenant, ClusterReference reference, int workers)
    {
        OperationResult result = await stage.StepAsync($"Resize to {workers} workers",
            async () => await WaitAsync(await tenant.StartResizeAsync(reference, new ResizeRequest { WorkerCount = workers }, CancellationToken.None)),
            r => $"{r.Cluster!.ReadyNodes} nodes ready");
        UnexpectedException.Unless(result.Cluster!.ReadyNodes == workers + 1, $"{workers + 1} nodes should be ready, and {result.Cluster.ReadyNodes} are.");
    }

    private async Task KubernetesSeesAsync(string kubeconfig, int nodes)
    {
        string? rows = await stage.StepAsync("kubectl get nodes", () => Kubectl.GetNodesAsync(kubeconfig), r => r is null ? "kubectl is not on this machine, not asked" : $"{Lines(r).Length} nodes");
        if (rows is not null)
        {
            string[] lines = Lines(rows);
            UnexpectedException.Unless(lines.Length == nodes, $"kubectl should see {nodes} nodes, and it sees {lines.Length}:{Environment.NewLine}{rows}");
            UnexpectedException.Unless(lines.All(l => l.Contains(" Ready ", StringComparison.Ordinal)), $"Every node should be Ready:{Environment.NewLine}{rows}");
        }

        static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<VCloudClient> ConnectAsync(string org, string user)
    {
        VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = settings.Server,
            CertificateThumbprint = settings.Thumbprint,
            Org = org,
            UserName = user,
            Password = settings.Password,
        });
        stage.Watch(client);
        return client;
    }

    private IClusterOperations Operations(VCloudClient client) =>
        new DirectOperations(client, new EngineOptions { NodeSshPort = settings.SshPort, SshKeyPath = Path.Combine(keys, "management-key") });

    private static async Task<OperationResult> WaitAsync(ClusterOperation operation)
    {
        operation.Progress += (_, progress) =>
        {
            if (progress.Line is { } line)
                Console.WriteLine($"      {line}");
        };
        return await operation.Completion;
    }

    private static async Task<List<Cluster>> ListAsync(IClusterOperations operations)
    {
        List<Cluster> clusters = [];
        await operations.ForEachClusterAsync(new ClusterQuery(), cluster =>
        {
            clusters.Add(cluster);
            return Task.CompletedTask;
        }, CancellationToken.None);
        return clusters;
    }
}

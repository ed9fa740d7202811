using System.Diagnostics;
using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Benchmarks;

/// <summary>The scenarios, each run in a process of its own, so that its memory is its own.</summary>
internal static class Scenarios
{
    public static async Task<Measurement> RunAsync(string name, string[] words)
    {
        string server = words[0];
        string thumbprint = words[1];
        int sshPort = int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture);
        (string org, string user) = name.StartsWith("list", StringComparison.Ordinal) ? ("System", "administrator") : ("acme", "alice");

        using VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = server,
            CertificateThumbprint = thumbprint,
            Org = org,
            UserName = user,
            Password = Environment.GetEnvironmentVariable("CSE_BENCH_PASSWORD"),
        });
        try
        {
            DirectOperations operations = new(client, new EngineOptions { NodeSshPort = sshPort, SshKeyPath = Environment.GetEnvironmentVariable("CSE_BENCH_KEY") });
            return await MeasureAsync(client, () => name switch
            {
                "list" => ListAsync(operations, includeNodes: false),
                "list-nodes" => ListAsync(operations, includeNodes: true),
                "create" => CreateAsync(operations, words[3], int.Parse(words[4], System.Globalization.CultureInfo.InvariantCulture)),
                "resize" => ResizeAsync(operations, words[3], int.Parse(words[4], System.Globalization.CultureInfo.InvariantCulture)),
                _ => throw new ArgumentException($"There is no scenario '{name}'."),
            });
        }
        finally
        {
            await client.LogoutAsync();
        }
    }

    private static async Task<Measurement> MeasureAsync(VCloudClient client, Func<Task<int>> work)
    {
        long requests = client.Traffic.Requests;
        long bytes = client.Traffic.BytesSent + client.Traffic.BytesReceived;
        Stopwatch watch = Stopwatch.StartNew();
        int items = await work();
        double seconds = watch.Elapsed.TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        return new Measurement
        {
            Requests = client.Traffic.Requests - requests,
            Bytes = client.Traffic.BytesSent + client.Traffic.BytesReceived - bytes,
            Seconds = seconds,
            PeakMB = self.PeakWorkingSet64 / 1048576.0,
            Items = items,
        };
    }

    private static async Task<int> ListAsync(DirectOperations operations, bool includeNodes)
    {
        int items = 0;
        await operations.ForEachClusterAsync(new ClusterQuery { IncludeNodes = includeNodes }, cluster =>
        {
            items += includeNodes ? cluster.Nodes!.Count : 1;
            return Task.CompletedTask;
        }, CancellationToken.None);
        return items;
    }

    private static async Task<int> CreateAsync(DirectOperations operations, string cluster, int workers)
    {
        Template template = (await operations.ListTemplatesAsync(new TemplateQuery(), CancellationToken.None)).Last(t => t.IsUsable);
        ClusterSpec spec = ClusterSpec.Simple(cluster, "acme-vdc", "acme-net", template.Name, workers);
        spec.TemplateRevision = template.Revision;
        OperationResult result = await (await operations.StartCreateAsync(spec, new CreateOptions(), CancellationToken.None)).Completion;
        return result.Cluster!.ReadyNodes ?? 0;
    }

    private static async Task<int> ResizeAsync(DirectOperations operations, string cluster, int workers)
    {
        ResizeRequest request = new() { WorkerCount = workers };
        OperationResult result = await (await operations.StartResizeAsync(ClusterReference.Parse(cluster), request, CancellationToken.None)).Completion;
        return result.Cluster!.ReadyNodes ?? 0;
    }
}

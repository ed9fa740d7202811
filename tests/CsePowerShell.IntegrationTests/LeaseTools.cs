using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

internal static class LeaseTools
{
    /// <summary>Writes a lease as another process elsewhere would.</summary>
    public static async Task WriteAsync(VCloudClient client, Cluster cluster, Actor actor, DateTimeOffset expires, CancellationToken ct)
    {
        var lease = new Lease(Guid.NewGuid().ToString(), OperationKind.Resize, actor, expires);
        VCloudTask task = await client.Metadata.MergeAsync(new EntityReference(cluster.Name, cluster.VAppHref, cluster.VAppUrn), [new MetadataEntry(lease.Key, MetadataValue.Of(lease.ToText()))], ct);
        await client.Tasks.WaitAsync(task, null, ct);
    }
}

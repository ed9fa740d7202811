using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Extension.Routes;

/// <summary>What bodies of CSE 1.x mean in the words of today. Members that are not there are never an error of their own.</summary>
internal static class OldRequests
{
    private const int DefaultWorkers = 2;

    public static CreateClusterDocument Create(OldCreateRequest body, string? defaultTemplate)
    {
        var faults = new List<ErrorDetail>();
        if (body.EnableNfs == true)
            faults.Add(Fault("enable_nfs", "NFS nodes are not made any more; use a storage class."));
        if (string.IsNullOrEmpty(body.Template) && string.IsNullOrEmpty(defaultTemplate))
            faults.Add(Fault("template", "name one; this service has no default."));
        if (faults.Count > 0)
            throw new SpecValidationException(faults);

        ClusterSpec spec = ClusterSpec.Simple(
            // One trailing dot was passed over.
            (body.Name ?? "").TrimEnd().EndsWith(".", StringComparison.Ordinal) ? body.Name!.TrimEnd().TrimEnd('.') : body.Name ?? "",
            body.Vdc ?? "", body.Network ?? "", (string.IsNullOrEmpty(body.Template) ? defaultTemplate : body.Template) ?? "", body.NodeCount ?? DefaultWorkers);
        spec.StorageProfile = NullIfEmpty(body.StorageProfile);
        spec.SshPublicKey = NullIfEmpty(body.SshKey)?.Trim();
        foreach (NodePoolSpec pool in spec.Pools)
            (pool.Cpu, pool.MemoryMB) = (body.Cpu, body.Memory);

        // The name says the opposite of what it does: true rolls back.
        return new CreateClusterDocument { Spec = spec, NoRollback = body.DisableRollback == false };
    }

    public static ResizeClusterDocument AddNodes(OldCreateRequest body)
    {
        var faults = new List<ErrorDetail>();
        int count = body.NodeCount ?? 1;
        if (count < 1)
            faults.Add(Fault("node_count", $"Invalid node count: {count}."));
        if (body.NodeType is not (null or "" or "node"))
            faults.Add(Fault("node_type", $"nodes of type \"{body.NodeType}\" are not made any more."));
        // The old server took these, and made clusters whose nodes differ. Template, network and key come from the cluster, whatever is sent.
        if (body.Cpu is not null)
            faults.Add(Fault("cpu", "the nodes of a pool are alike; leave it out."));
        if (body.Memory is not null)
            faults.Add(Fault("memory", "the nodes of a pool are alike; leave it out."));
        return faults.Count == 0 ? new ResizeClusterDocument { Add = count, NoRollback = body.DisableRollback == false } : throw new SpecValidationException(faults);
    }

    public static ResizeClusterDocument RemoveNodes(OldDeleteNodesRequest body)
    {
        List<string> names = body.Nodes ?? [];
        if (names.Count == 0)
            throw new SpecValidationException([Fault("nodes", "Invalid list of nodes: [].")]);
        if (names.Find(name => name is not null && name.StartsWith("mstr", StringComparison.Ordinal)) is { } controlPlane)
            throw new SpecValidationException([Fault("nodes", $"Can't delete a master node: '{controlPlane}'.")]);
        return new ResizeClusterDocument { RemoveNodes = names, Force = body.Force == true };
    }

    private static ErrorDetail Fault(string name, string message) => new() { Name = name, Message = message };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

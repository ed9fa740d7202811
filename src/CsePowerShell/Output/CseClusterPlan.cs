namespace CsePowerShell;

/// <summary>What an operation would do: desired minus actual. Without steps there is nothing to do.</summary>
public sealed class CseClusterPlan
{
    /// <summary>Create, Resize or Remove.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Organization of the cluster.</summary>
    public string Org { get; set; } = "";

    /// <summary>VDC of the cluster.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty { get; set; }

    /// <summary>What will be done, in order, a sentence each.</summary>
    public string[] Steps { get; set; } = [];

    /// <summary>Names of the VMs that will be made.</summary>
    public string[] VmsToAdd { get; set; } = [];

    /// <summary>Names of the VMs that will be removed.</summary>
    public string[] VmsToRemove { get; set; } = [];

    /// <summary>Virtual CPUs that are taken (given back: below zero).</summary>
    public int VCpu { get; set; }

    /// <summary>Memory in MB that is taken (given back: below zero).</summary>
    public long MemoryMB { get; set; }

    /// <summary>Storage in MB that is taken (given back: below zero).</summary>
    public long StorageMB { get; set; }

    /// <summary>Network addresses that are taken (given back: below zero).</summary>
    public int Addresses { get; set; }

    /// <summary>What the VDC and the network have left afterwards, a sentence each.</summary>
    public string[] QuotaLeft { get; set; } = [];

    /// <summary>What happens when a step fails.</summary>
    public string OnFailure { get; set; } = "";

    /// <summary>What somebody should know before it is done, a sentence each.</summary>
    public string[] Warnings { get; set; } = [];

    /// <summary>The connection it was made on: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? $"{Kind} {ClusterName}: no change" : string.Join(Environment.NewLine, Steps);
}

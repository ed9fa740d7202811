namespace CsePowerShell.Clusters;

/// <summary>One thing an operation will do.</summary>
public sealed class PlanStep
{
    /// <summary>Order, from 1.</summary>
    public int Number { get; set; }

    /// <summary>The phase it belongs to; the same word that progress shows.</summary>
    public string Phase { get; set; } = "";

    /// <summary>A sentence for people.</summary>
    public string Text { get; set; } = "";

    /// <summary>Nodes it touches.</summary>
    public List<string> Nodes { get; set; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Number}. {Text}";
}

/// <summary>Desired minus actual, as an object. Without steps there is nothing to do.</summary>
public sealed class ClusterPlan
{
    /// <summary>What kind of operation.</summary>
    public OperationKind Kind { get; set; }

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Organization of the cluster.</summary>
    public string Org { get; set; } = "";

    /// <summary>VDC of the cluster.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>What will be done, in order.</summary>
    public List<PlanStep> Steps { get; set; } = [];

    /// <summary>Names of the VMs that will be made.</summary>
    public List<string> VmsToAdd { get; set; } = [];

    /// <summary>Names of the VMs that will be removed.</summary>
    public List<string> VmsToRemove { get; set; } = [];

    /// <summary>Virtual CPUs that are added (removed: below zero).</summary>
    public int VCpu { get; set; }

    /// <summary>Memory in MB that is added (removed: below zero).</summary>
    public long MemoryMB { get; set; }

    /// <summary>Storage in MB that is added (removed: below zero).</summary>
    public long StorageMB { get; set; }

    /// <summary>Network addresses that are taken (given back: below zero).</summary>
    public int Addresses { get; set; }

    /// <summary>What the VDC and the network have left afterwards, a sentence each.</summary>
    public List<string> QuotaLeft { get; set; } = [];

    /// <summary>What happens when a step fails.</summary>
    public string OnFailure { get; set; } = "";

    /// <summary>What somebody should know before it is done, a sentence each.</summary>
    public List<string> Warnings { get; set; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? $"{Kind} {ClusterName}: no change" : string.Join(Environment.NewLine, Steps);
}

namespace CsePowerShell.Clusters;

/// <summary>What a remove found and what it left.</summary>
public sealed class RemovalReport
{
    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Id of the cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>What belonged to it: the vApp, its VMs.</summary>
    public List<string> Owned { get; set; } = [];

    /// <summary>What is still there; empty when everything is gone.</summary>
    public List<string> Left { get; set; } = [];
}

namespace CsePowerShell;

/// <summary>What Remove-CseCluster removed.</summary>
public sealed class CseRemoval
{
    /// <summary>Id of the cluster that was.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster that was.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>What belonged to it: the vApp and its VMs.</summary>
    public string[] Owned { get; set; } = [];

    /// <summary>What is still there; empty when everything is gone.</summary>
    public string[] Left { get; set; } = [];

    /// <summary>The connection it was removed through: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Left.Length == 0 ? $"{ClusterName}: removed" : $"{ClusterName}: {Left.Length} left";
}

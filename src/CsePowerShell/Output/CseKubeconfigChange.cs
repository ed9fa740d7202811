namespace CsePowerShell;

/// <summary>What was done to a kubeconfig of yours.</summary>
public sealed class CseKubeconfigChange
{
    /// <summary>The file.</summary>
    public string Path { get; set; } = "";

    /// <summary>The contexts it is about.</summary>
    public string[] Context { get; set; } = [];

    /// <summary>Added, Replaced, Removed or Unchanged.</summary>
    public string Action { get; set; } = "";

    /// <summary>Whether it is the current context now.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Id of the cluster; empty where it is not known.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster; empty where it is not known.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>What was changed, a sentence each.</summary>
    public string[] Changes { get; set; } = [];

    /// <summary>The file as it was before; null where nothing was changed, or no copy was wanted.</summary>
    public string? Backup { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Context)}: {Action}";
}

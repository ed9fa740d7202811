namespace CsePowerShell.Clusters;

/// <summary>One context of a kubeconfig.</summary>
public sealed class KubeconfigContext
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of the cluster entry it uses; empty where it names none.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>Name of the user entry it uses; empty where it names none.</summary>
    public string User { get; set; } = "";

    /// <summary>Namespace it works in; null: kubectl's default.</summary>
    public string? Namespace { get; set; }

    /// <summary>Address of the API server; null where the file does not have the cluster.</summary>
    public string? ApiServer { get; set; }

    /// <summary>Whether it is the file's current context.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>The cluster it was imported for; null: it was not put there by an import.</summary>
    public KubeconfigOrigin? Origin { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

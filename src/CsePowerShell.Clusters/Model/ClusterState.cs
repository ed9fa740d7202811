namespace CsePowerShell.Clusters;

/// <summary>What a cluster is doing, in one word.</summary>
public enum ClusterState
{
    /// <summary>vCD or the metadata say nothing usable.</summary>
    Unknown,

    /// <summary>A create is running.</summary>
    Creating,

    /// <summary>Complete: every wanted node was Ready when the last operation ended.</summary>
    Ready,

    /// <summary>The last operation ended in an error and left the cluster short of what is wanted.</summary>
    Degraded,

    /// <summary>A resize is running.</summary>
    Resizing,

    /// <summary>A remove is running.</summary>
    Removing,

    /// <summary>The create failed, and what it made was kept.</summary>
    Failed,

    /// <summary>An operation's process died or was stopped; the same command continues it.</summary>
    Interrupted,

    /// <summary>The VMs are off.</summary>
    PoweredOff,
}

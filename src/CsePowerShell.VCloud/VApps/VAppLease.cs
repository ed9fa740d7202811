namespace CsePowerShell.VCloud;

/// <summary>How long a vApp may run and be kept. What is asked for may be shortened by the organization's policy.</summary>
public sealed class VAppLease
{
    /// <summary>Never undeployed, never removed.</summary>
    public static VAppLease Unlimited { get; } = new();

    /// <summary>Seconds after which a running vApp is undeployed; 0 means never.</summary>
    public int DeploymentSeconds { get; init; }

    /// <summary>Seconds after which a vApp that does not run is removed; 0 means never.</summary>
    public int StorageSeconds { get; init; }

    /// <summary>When it will be undeployed; null where that is not planned. Read only.</summary>
    public DateTimeOffset? DeploymentExpiration { get; init; }

    /// <summary>When it will be removed; null where that is not planned. Read only.</summary>
    public DateTimeOffset? StorageExpiration { get; init; }
}

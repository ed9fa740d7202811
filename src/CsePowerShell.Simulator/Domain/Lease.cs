namespace CsePowerShell.Simulator.Domain;

/// <summary>How long a vApp may run and may lie there, in seconds; 0 is for ever.</summary>
internal readonly record struct Lease(int DeploymentSeconds, int StorageSeconds);

/// <summary>The longest leases an organization grants, in seconds; 0 is no limit. vCD shortens a longer request without an error.</summary>
internal sealed record LeasePolicy(int MaxDeploymentSeconds, int MaxStorageSeconds)
{
    public static LeasePolicy Unlimited { get; } = new(0, 0);

    /// <summary>What a vApp gets that does not ask.</summary>
    public Lease Default => new(MaxDeploymentSeconds, MaxStorageSeconds);

    public Lease Grant(int? deployment, int? storage) =>
        new(Shorten(deployment ?? MaxDeploymentSeconds, MaxDeploymentSeconds), Shorten(storage ?? MaxStorageSeconds, MaxStorageSeconds));

    private static int Shorten(int asked, int limit) => limit > 0 && (asked == 0 || asked > limit) ? limit : asked;
}

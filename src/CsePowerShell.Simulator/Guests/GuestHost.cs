using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>Makes the guest host that this machine can have.</summary>
public static class GuestHost
{
    /// <summary>
    /// Looks whether guests can run here (Linux, root, overlay mounts, sshd) and starts their supervisor. Never throws because they cannot:
    /// the result then says why in <see cref="IGuestHost.UnavailableReason"/>.
    /// </summary>
    public static async Task<IGuestHost> StartAsync(GuestHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (GuestPlatform.Obstacle(options.ServersRoot) is { } obstacle)
            return Off(options, obstacle);
        try
        {
            return await LinuxGuestHost.StartAsync(options, cancellationToken);
        }
        catch (GuestException e)
        {
            return Off(options, e.Message);
        }
    }

    /// <summary>A host that runs no guests, for the given reason.</summary>
    public static IGuestHost Off(GuestHostOptions options, string reason) => new NoGuestHost(options, reason);
}

using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>Makes the guest host that this machine can have.</summary>
public static class GuestHost
{
    /// <summary>
    /// Looks whether guests can run here (Linux, root, overlay mounts, sshd) and starts their supervisor. Never throws because they cannot:
    /// the result then says why in <see cref="IGuestHost.UnavailableReason"/>.
    /// </summary>
    public static Task<IGuestHost> StartAsync(GuestHostOptions options, CancellationToken cancellationToken = default) =>
        Task.FromResult(Off(options, "Guests are not built yet."));

    /// <summary>A host that runs no guests, for the given reason.</summary>
    public static IGuestHost Off(GuestHostOptions options, string reason) => new NoGuestHost(options, reason);
}

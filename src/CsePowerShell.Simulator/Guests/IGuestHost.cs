using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>
/// Runs the guests of powered-on VMs. The vCloud side of the simulator drives it; a VM's disk lives from its first
/// <see cref="PowerOnAsync"/> to <see cref="DestroyAsync"/>. All members may be called concurrently, also for the same VM (calls for one VM are taken
/// in order).
/// </summary>
public interface IGuestHost : IAsyncDisposable
{
    /// <summary>True when this machine can run guests. When false every operation below returns at once and does nothing.</summary>
    bool IsAvailable { get; }

    /// <summary>Why guests cannot run here and what would change that; null when they can.</summary>
    string? UnavailableReason { get; }

    /// <summary>How many guests may be powered on at the same time.</summary>
    int MaxGuests { get; }

    /// <summary>How many guests are powered on now.</summary>
    int RunningGuests { get; }

    /// <summary>What shall go wrong in guests; tests and the fault plan set it.</summary>
    GuestFaults Faults { get; }

    /// <summary>The Kubernetes clusters that guests have made with kubeadm.</summary>
    SimulatedKubernetes Kubernetes { get; }

    /// <summary>Raised with the VM's id when a guest shut itself down (<c>poweroff</c> inside), so that the VM can be shown as powered off.</summary>
    event Action<string>? GuestStopped;

    /// <summary>Boots the guest and returns when its sshd listens. A disk from an earlier boot is used again. Does nothing when it runs
    /// already.</summary>
    /// <exception cref="GuestException">The limit of guests is reached, or the guest did not come up.</exception>
    Task PowerOnAsync(GuestMachine machine, CancellationToken cancellationToken = default);

    /// <summary>Ends all processes of the guest; its disk stays. Does nothing when it is off or unknown.</summary>
    Task PowerOffAsync(string vmId, CancellationToken cancellationToken = default);

    /// <summary>Ends all processes and boots from the same disk: /run and /tmp are fresh. Returns when sshd listens again.</summary>
    /// <exception cref="GuestException">The guest is not powered on or did not come back.</exception>
    Task RebootAsync(string vmId, CancellationToken cancellationToken = default);

    /// <summary>Ends the guest and its disk, and a cluster whose control plane it was. Does nothing when it is unknown.</summary>
    Task DestroyAsync(string vmId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a guest customization script as root inside the guest and returns its exit code. The output is kept in the guest at
    /// /var/log/vmware-imc/customization.log and is given by <see cref="CustomizationOutput"/>.
    /// </summary>
    /// <param name="vmId">The VM.</param>
    /// <param name="script">The whole script; without a #! line it is run by /bin/sh.</param>
    /// <param name="phase"><c>precustomization</c> or <c>postcustomization</c>; the script gets it as $1.</param>
    /// <param name="cancellationToken">Ends the script.</param>
    /// <exception cref="GuestException">The guest is not powered on.</exception>
    Task<int> RunCustomizationAsync(string vmId, string script, string phase, CancellationToken cancellationToken = default);

    /// <summary>The last lines (at most 64 KiB) that customization scripts printed in this guest, over all phases; empty when none ran.</summary>
    string CustomizationOutput(string vmId);
}

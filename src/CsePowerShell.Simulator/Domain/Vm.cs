using System.Net;

namespace CsePowerShell.Simulator.Domain;

internal sealed class Vm(Guid id, string name, VApp vApp) : DescribedEntity(EntityKind.Vm, id, name), IVmSource
{
    public VApp VApp { get; } = vApp;
    public required Hardware Hardware { get; set; }
    public required StorageProfile StorageProfile { get; set; }
    public required VmImage Image { get; init; }
    public GuestCustomization Customization { get; set; } = new();
    public DateTimeOffset Created { get; init; }
    public List<NetworkCard> Cards { get; } = [];

    public bool IsCreating { get; set; }
    public bool IsFailed { get; set; }
    public bool IsPoweredOn { get; set; }
    public bool IsSuspended { get; set; }

    /// <summary>Holds resources: after power off a VM stays deployed until it is undeployed.</summary>
    public bool IsDeployed { get; set; }

    /// <summary>The next power-on customizes the guest.</summary>
    public bool NeedsCustomization { get; set; }

    /// <summary>One of <see cref="CustomizationStatus"/>, or null when nothing was ever customized.</summary>
    public string? CustomizationState { get; set; }

    /// <summary>The VM's tools answer: from the first boot on while it is powered on.</summary>
    public bool ToolsRun { get; set; }

    /// <summary>A real guest runs for it.</summary>
    public bool HasGuest { get; set; }

    /// <summary>What the VM is called in vCenter.</summary>
    public string MoRef => "vm-" + (Convert.ToUInt32(Id.ToString()[..8], 16) % 100_000).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public VCloudStatus Status =>
        IsFailed ? VCloudStatus.FailedCreation : IsCreating ? VCloudStatus.Unresolved : IsPoweredOn ? VCloudStatus.PoweredOn
        : IsSuspended ? VCloudStatus.Suspended : VCloudStatus.PoweredOff;

    public NetworkCard? PrimaryCard => Cards.FirstOrDefault();
}

/// <summary>A network card of a VM.</summary>
internal sealed record NetworkCard(int Index, string Network, string Mode, bool IsConnected, string Mac, string AdapterType, IPAddress? Address);

using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Domain;

internal sealed class VApp(Guid id, string name, Vdc vdc, User owner) : DescribedEntity(EntityKind.VApp, id, name)
{
    public Vdc Vdc { get; } = vdc;
    public User Owner { get; set; } = owner;
    public AccessControl Access { get; } = new();
    public DateTimeOffset Created { get; init; }
    public List<VAppNetwork> Networks { get; } = [];
    public List<Vm> Vms { get; } = [];
    public Lease Lease { get; set; }
    public DateTimeOffset LeaseStart { get; set; }
    public DateTimeOffset? DeployedSince { get; set; }

    /// <summary>Building it failed; nothing but deleting it is left.</summary>
    public bool IsFailed { get; set; }

    /// <summary>It is being composed or recomposed: UNRESOLVED (REF 1.5).</summary>
    public bool IsComposing { get; set; }

    /// <summary>The task that has the vApp or one of its VMs in hand. While there is one every other change is refused as BUSY_ENTITY.</summary>
    public VcdTask? BusyWith { get; set; }

    public bool IsBusy => BusyWith is not null;
    public bool IsDeployed => Vms.Any(vm => vm.IsDeployed);

    public VCloudStatus Status
    {
        get
        {
            if (IsFailed) return VCloudStatus.FailedCreation;
            if (IsComposing) return VCloudStatus.Unresolved;
            if (Vms.Count == 0) return VCloudStatus.Resolved;
            VCloudStatus first = Vms[0].Status;
            return Vms.TrueForAll(vm => vm.Status == first) ? first : VCloudStatus.Mixed;
        }
    }
}

/// <summary>A network inside a vApp; VMs refer to it by its name. Bridged ones take addresses from their organization network.</summary>
internal sealed record VAppNetwork(string Name, OrgNetwork? Parent, string FenceMode, string? Description);

using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>A virtual machine of a vApp or of a vApp template.</summary>
public sealed class Vm : VCloudEntity
{
    internal Vm(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, MediaTypes.Vm, links, tasks)
    {
    }

    /// <summary>The state.</summary>
    public VCloudStatus Status { get; init; }

    /// <summary>True while it holds compute resources.</summary>
    public bool IsDeployed { get; init; }

    /// <summary>Virtual processors; 0 where the document has no hardware section.</summary>
    public int Cpu { get; init; }

    /// <summary>Memory in megabytes; 0 where the document has no hardware section.</summary>
    public int MemoryMB { get; init; }

    /// <summary>The disks.</summary>
    public IReadOnlyList<VmDisk> Disks { get; init; } = [];

    /// <summary>The network cards.</summary>
    public IReadOnlyList<VmNic> Nics { get; init; } = [];

    /// <summary>The storage profile it lies on.</summary>
    public EntityReference? StorageProfile { get; init; }

    /// <summary>The guest customization, its password left out; null where the document has none.</summary>
    public GuestCustomization? GuestCustomization { get; init; }

    /// <summary>The first address of the primary network card, else of any; null while the VM has none.</summary>
    public string? PrimaryAddress
    {
        get
        {
            foreach (VmNic nic in Nics)
            {
                if (nic.IsPrimary && nic.IpAddress is not null)
                    return nic.IpAddress;
            }

            foreach (VmNic nic in Nics)
            {
                if (nic.IpAddress is not null)
                    return nic.IpAddress;
            }

            return null;
        }
    }

    /// <summary>The version of VMware Tools in the guest as vSphere counts, 0 for none; null where the document does not tell (before API 30, about).</summary>
    public int? ToolsVersion { get; init; }

    /// <summary>The hardware section as it was read: a change sends it back with some items changed, since an item left out is an item removed.</summary>
    internal XElement? HardwareSection { get; init; }
}

/// <summary>A disk of a VM.</summary>
/// <param name="instanceId">Its number among the VM's devices.</param>
/// <param name="name">What people see, such as <c>Hard disk 1</c>.</param>
/// <param name="sizeMB">Its size in megabytes.</param>
public sealed class VmDisk(string instanceId, string name, long sizeMB)
{
    /// <summary>Its number among the VM's devices.</summary>
    public string InstanceId { get; } = instanceId;

    /// <summary>What people see.</summary>
    public string Name { get; } = name;

    /// <summary>Its size in megabytes.</summary>
    public long SizeMB { get; } = sizeMB;
}

/// <summary>A network card of a VM.</summary>
public sealed class VmNic
{
    /// <summary>Its number.</summary>
    public int Index { get; init; }

    /// <summary>The vApp network it is on.</summary>
    public string Network { get; init; } = "";

    /// <summary>Its address; null while it has none.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Its hardware address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>POOL, DHCP, MANUAL or NONE.</summary>
    public string AllocationMode { get; init; } = "";

    /// <summary>True for the card the VM is known by.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>False while the cable is out.</summary>
    public bool IsConnected { get; init; }
}

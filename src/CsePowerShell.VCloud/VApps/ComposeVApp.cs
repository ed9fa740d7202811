namespace CsePowerShell.VCloud;

/// <summary>A new vApp, without VMs.</summary>
public sealed class ComposeVApp
{
    /// <summary>Its name: unique in the VDC.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it is for.</summary>
    public string Description { get; set; } = "";

    /// <summary>The VDC's network it is bridged to; null for none. The vApp network has the same name.</summary>
    public EntityReference? Network { get; set; }

    /// <summary>The lease to ask for; null leaves it to the organization's policy.</summary>
    public VAppLease? Lease { get; set; }
}

/// <summary>A VM to be added to a vApp.</summary>
public sealed class VmToAdd
{
    /// <summary>Its name: unique in the vApp.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it is for; empty for nothing.</summary>
    public string Description { get; set; } = "";

    /// <summary>The VM of a template it is cloned from.</summary>
    public EntityReference? Source { get; set; }

    /// <summary>The vApp network its card 0 is on; null takes what the template has.</summary>
    public string? Network { get; set; }

    /// <summary>A fixed address; null takes one from the network's pool.</summary>
    public string? IpAddress { get; set; }

    /// <summary>The storage profile; null takes the VDC's default.</summary>
    public EntityReference? StorageProfile { get; set; }

    /// <summary>What is done in the guest; null takes what the template has.</summary>
    public GuestCustomization? Customization { get; set; }
}

/// <summary>Other hardware for a VM that was read. What is null stays as it is.</summary>
/// <param name="vm">The VM as it was read, hardware included: a change sends all of its hardware back.</param>
public sealed class VmHardware(Vm vm)
{
    /// <summary>The VM.</summary>
    public Vm Vm { get; } = vm ?? throw new ArgumentNullException(nameof(vm));

    /// <summary>Virtual processors.</summary>
    public int? Cpu { get; set; }

    /// <summary>Memory in megabytes; a multiple of 4.</summary>
    public int? MemoryMB { get; set; }

    /// <summary>Size of the first disk in megabytes; vCD lets disks grow only.</summary>
    public long? DiskMB { get; set; }
}

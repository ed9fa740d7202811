using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Everything vCD knows of one cluster at one moment: the vApp with its VMs, and the metadata.</summary>
internal sealed class ClusterRecord(VApp vapp, ClusterMarks marks, string org, string vdcName)
{
    public VApp VApp { get; } = vapp;

    public ClusterMarks Marks { get; } = marks;

    public string Org { get; } = org;

    public string VdcName { get; } = vdcName;

    public string Name => VApp.Name;

    /// <summary>The mark of a cluster that was composed and got no metadata yet; null otherwise.</summary>
    public CreationMark? Mark { get; } = marks.ClusterId is null ? CreationMark.Read(vapp.Description, vapp.Owner?.Name ?? "") : null;

    /// <summary>The identity; null: this vApp is no cluster.</summary>
    public string? ClusterId => Marks.ClusterId ?? Mark?.ClusterId;

    public bool IsLegacy => Marks.IsLegacy;

    /// <summary>Its VMs, with what the VM query says of them where it was asked.</summary>
    public IReadOnlyList<ActualNode> Nodes(IEnumerable<VmRecord>? records = null)
    {
        // While a list of several pages is read, a VM that was replaced may come under its name twice.
        var byName = new Dictionary<string, VmRecord>(StringComparer.Ordinal);
        foreach (VmRecord record in records ?? [])
            byName[record.Name] = record;
        return [.. VApp.Vms.Select(vm => Describe(vm, byName.TryGetValue(vm.Name, out VmRecord? record) ? record : null))];
    }

    private static ActualNode Describe(Vm vm, VmRecord? record) => new(vm.Name)
    {
        VmId = vm.Id ?? "",
        Href = vm.Href,
        Address = vm.PrimaryAddress ?? record?.IpAddress,
        IsPoweredOn = record?.IsPoweredOn ?? vm.Status == VCloudStatus.PoweredOn,
        IsDeployed = vm.IsDeployed,
        Status = record?.Status ?? StatusWords.Of(vm.Status),
        Customization = record is null ? null : StatusWords.Of(record.GuestCustomization),
        Cpu = vm.Cpu,
        MemoryMB = vm.MemoryMB,
    };
}

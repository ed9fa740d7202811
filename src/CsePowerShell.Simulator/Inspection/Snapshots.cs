using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator;

/// <summary>A vApp as it was at one moment.</summary>
/// <param name="Id">Its uuid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Org">The name of its organization.</param>
/// <param name="Vdc">The name of its VDC.</param>
/// <param name="Owner">The name of the user who owns it.</param>
/// <param name="Status">Its status as the query service words it, such as POWERED_ON.</param>
/// <param name="Metadata">GENERAL metadata, values as text.</param>
/// <param name="VmNames">The names of its VMs.</param>
/// <param name="DeploymentLeaseSeconds">Its deployment lease in seconds, 0 for none.</param>
/// <param name="StorageLeaseSeconds">Its storage lease in seconds, 0 for none.</param>
public sealed record SimulatedVApp(Guid Id, string Name, string Org, string Vdc, string Owner, string Status, IReadOnlyDictionary<string,
    string> Metadata,
    IReadOnlyList<string> VmNames, int DeploymentLeaseSeconds, int StorageLeaseSeconds);

/// <summary>A VM as it was at one moment.</summary>
/// <param name="Id">Its uuid.</param>
/// <param name="Name">Its name.</param>
/// <param name="VApp">The name of its vApp.</param>
/// <param name="Status">Its status as the query service words it, such as POWERED_ON.</param>
/// <param name="IpAddress">The address of its first network card, or null.</param>
/// <param name="HostName">The computer name of its customization, or null.</param>
/// <param name="CustomizationStatus">GC_PENDING, REBOOT_PENDING, GC_COMPLETE, GC_FAILED, or null when it was never customized.</param>
/// <param name="Cpu">Virtual CPUs.</param>
/// <param name="MemoryMB">Memory in MB.</param>
/// <param name="HasGuest">Whether a real guest runs for it.</param>
public sealed record SimulatedVm(Guid Id, string Name, string VApp, string Status, string? IpAddress, string? HostName, string? CustomizationStatus,
    int Cpu,
    int MemoryMB, bool HasGuest);

/// <summary>A template as it was at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Catalog">The catalog it is in.</param>
/// <param name="Status">Its status as documents have it: 8 when it can be used, 0 while it is uploaded, -1 when it failed.</param>
/// <param name="Files">The files that came or are to come, with the bytes so far; the SHA-256 of each that is whole, else an empty text.</param>
/// <param name="Metadata">GENERAL metadata, values as text.</param>
public sealed record SimulatedTemplate(string Name, string Catalog, int Status, IReadOnlyList<(string Name, long Bytes, string Sha256)> Files,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>A task as it was at one moment.</summary>
/// <param name="Id">Its uuid.</param>
/// <param name="OperationName">The operation's name, such as vdcRecomposeVapp.</param>
/// <param name="Operation">The text people read.</param>
/// <param name="Status">queued, preRunning, running, success, error, canceled or aborted.</param>
/// <param name="OwnerName">The name of the object it works on.</param>
/// <param name="ServiceNamespace">com.vmware.vcloud, or that of an extension.</param>
/// <param name="Error">The message of its error, or null.</param>
/// <param name="Details">Its details, or null.</param>
/// <param name="Progress">Percent, or null before it runs.</param>
public sealed record SimulatedTask(Guid Id, string OperationName, string Operation, string Status, string OwnerName, string ServiceNamespace,
    string? Error,
    string? Details, int? Progress);

/// <summary>An organization and who can log in to it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Users">Its users, with their roles.</param>
/// <param name="Vdcs">The names of its VDCs.</param>
public sealed record SimulatedOrganization(string Name, IReadOnlyList<(string Name, string Role)> Users, IReadOnlyList<string> Vdcs);

/// <summary>Takes the pictures; the gate is held.</summary>
internal static class Snapshots
{
    public static SimulatedVApp Of(VApp vApp) => new(vApp.Id, vApp.Name, vApp.Vdc.Org.Name, vApp.Vdc.Name, vApp.Owner.Name, vApp.Status.Word(),
        vApp.Metadata.Entries.Where(entry => entry.Name.Domain == MetadataDomain.General).ToDictionary(entry => entry.Name.Key, entry =>
            entry.Value.Text),
        [.. vApp.Vms.Select(vm => vm.Name)], vApp.Lease.DeploymentSeconds, vApp.Lease.StorageSeconds);

    public static SimulatedVm Of(Vm vm) =>
        new(vm.Id, vm.Name, vm.VApp.Name, vm.Status.Word(), vm.PrimaryCard?.Address?.ToString(), vm.Customization.ComputerName,
        vm.CustomizationState, vm.Hardware.Cpu, vm.Hardware.MemoryMB, vm.HasGuest);

    public static SimulatedTemplate Of(VAppTemplate template) => new(template.Name, template.Item.Catalog.Name, (int)template.Status,
        template.Upload is { } upload ? [.. upload.Files.Select(file => (file.Name, file.BytesTransferred, file.Sha256 ?? ""))] : template.UploadedFiles,
        template.Metadata.Entries.Where(entry => entry.Name.Domain == MetadataDomain.General).ToDictionary(entry => entry.Name.Key, entry => entry.Value.Text));

    public static SimulatedTask Of(VcdTask task) =>
        new(task.Id, task.OperationName, task.Operation, task.Status, task.Owner.DisplayName, task.ServiceNamespace,
        task.Error?.Message, task.Details, task.Progress);

    public static SimulatedOrganization Of(Organization org) =>
        new(org.Name, [.. org.Users.Select(user => (user.Name, user.Role.Name))], [.. org.Vdcs.Select(vdc => vdc.Name)]);
}

using CsePowerShell.Simulator.Transfers;

namespace CsePowerShell.Simulator.Domain;

internal sealed class VAppTemplate(Guid id, string name, Vdc vdc, User owner) : DescribedEntity(EntityKind.VAppTemplate, id, name)
{
    public Vdc Vdc { get; } = vdc;
    public User Owner { get; } = owner;
    public DateTimeOffset Created { get; init; }
    public List<TemplateVm> Vms { get; } = [];

    /// <summary>Powered off (8) when it can be used; unresolved while it is uploaded, failed when what came is no template.</summary>
    public VCloudStatus Status { get; set; } = VCloudStatus.PoweredOff;

    public bool IsUsable => Status == VCloudStatus.PoweredOff;

    /// <summary>Where its files arrive; null before and after.</summary>
    public TemplateUpload? Upload { get; set; }

    /// <summary>The files it was made from, with their SHA-256; empty for what was never uploaded.</summary>
    public IReadOnlyList<(string Name, long Size, string Sha256)> UploadedFiles { get; set; } = [];

    /// <summary>Set right after the template is made; a template never leaves its catalog.</summary>
    public CatalogItem Item { get; set; } = null!;
}

/// <summary>A VM of a template: what clones are made from.</summary>
internal sealed class TemplateVm(Guid id, string name, VAppTemplate template) : DescribedEntity(EntityKind.TemplateVm, id, name), IVmSource
{
    public VAppTemplate Template { get; } = template;
    public required Hardware Hardware { get; init; }
    public required StorageProfile StorageProfile { get; init; }
    public required VmImage Image { get; init; }
    public GuestCustomization Customization { get; init; } = new();

    /// <summary>The name of the network its card was last connected to.</summary>
    public string NetworkName { get; init; } = "none";
}

/// <summary>Something a VM can be cloned from: a VM of a template, or a powered-off VM.</summary>
internal interface IVmSource
{
    Hardware Hardware { get; }
    VmImage Image { get; }
    GuestCustomization Customization { get; }
    string Name { get; }
}

/// <summary>What is installed on a disk; it decides what a guest can do.</summary>
/// <param name="Name">The template the disk comes from.</param>
/// <param name="GuestOs">The guest operating system as vCD words it.</param>
/// <param name="KubernetesVersion">The version of the Kubernetes tools, or null.</param>
/// <param name="Cni">The CNI whose manifest lies in the image, or null.</param>
/// <param name="AllowsRootPassword">Whether its sshd lets root in by password.</param>
internal sealed record VmImage(string Name, string GuestOs, string? KubernetesVersion, string? Cni, bool AllowsRootPassword)
{
    /// <summary>Whether what is made from it now would get a guest.</summary>
    public Func<bool> GetsGuest { get; init; } = static () => true;

    /// <summary>The version of VMware Tools as vSphere counts; 0 means that there are none. Where nothing will run in a VM, no tools will either.</summary>
    public int ToolsVersion => GetsGuest() ? 11333 : 0;

    /// <summary>The password root has on the disk itself, where guest customization sets none.</summary>
    public string? RootPassword { get; init; }
}

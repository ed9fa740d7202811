using CsePowerShell.Simulator.Domain;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.Query;

/// <summary>VMs of vApps and of templates in one list, as vCD has them; <c>isVAppTemplate</c> tells them apart.</summary>
internal static class VmQueries
{
    private static readonly QueryColumn[] s_common =
    [
        Text<Entity>("name", entity => entity.Name),
        Text<Entity>("containerName", entity => entity is Vm vm ? vm.VApp.Name : ((TemplateVm)entity).Template.Name),
        To<Entity>("container", entity => entity is Vm vm ? vm.VApp : ((TemplateVm)entity).Template),
        To<Entity>("vdc", entity => entity is Vm vm ? vm.VApp.Vdc : ((TemplateVm)entity).Template.Vdc),
        Flag<Entity>("isVAppTemplate", entity => entity is TemplateVm), Flag<Entity>("isDeleted", _ => false),
        Text<Entity>("guestOs", entity => ((IVmSource)entity).Image.GuestOs),
        Number<Entity>("numberOfCpus", entity => ((IVmSource)entity).Hardware.Cpu),
        Number<Entity>("memoryMB", entity => ((IVmSource)entity).Hardware.MemoryMB),
        Text<Entity>("status", entity => (entity as Vm)?.Status.Word() ?? VCloudStatus.PoweredOff.Word()),
        Text<Entity>("networkName", entity => entity is Vm vm ? vm.PrimaryCard?.Network : ((TemplateVm)entity).NetworkName),
        Flag<Entity>("isDeployed", entity => entity is Vm { IsDeployed: true }),
        Flag<Entity>("isPublished", entity => entity is TemplateVm vm && vm.Template.Item.Catalog.IsPublished),
        Text<Entity>("catalogName", entity => (entity as TemplateVm)?.Template.Item.Catalog.Name), Number<Entity>("hardwareVersion", _ => 13),
        Text<Entity>("storageProfileName", entity => entity is Vm vm ? vm.StorageProfile.Name : ((TemplateVm)entity).StorageProfile.Name),
        Text<Entity>("gcStatus", entity => (entity as Vm)?.CustomizationState), Flag<Entity>("isAutoNature", _ => false),
    ];

    private static readonly QueryColumn[] s_tenant =
    [
        Text<Entity>("ownerName", entity => entity is Vm vm ? vm.VApp.Owner.Name : ((TemplateVm)entity).Template.Owner.Name),
        To<Entity>("owner", entity => entity is Vm vm ? vm.VApp.Owner : ((TemplateVm)entity).Template.Owner),
        To<Entity>("network", entity => entity is Vm vm ? vm.VApp.Networks.Find(network => network.Name == vm.PrimaryCard?.Network)?.Parent : null),
        Text<Entity>("ipAddress", entity => (entity as Vm)?.PrimaryCard?.Address?.ToString()),
        Flag<Entity>("isBusy", entity => entity is Vm vm && vm.VApp.IsBusy),
        Text<Entity>("vmToolsStatus", entity => entity is Vm { ToolsRun: true } ? "GUEST_TOOLS_RUNNING" : null),
        Flag<Entity>("isInMaintenanceMode", _ => false),
    ];

    private static readonly QueryColumn[] s_admin =
    [
        To<Entity>("org", entity => entity is Vm vm ? vm.VApp.Vdc.Org : ((TemplateVm)entity).Template.Vdc.Org),
        Flag<Entity>("isVdcEnabled", _ => true),
        Text<Entity>("hostName", entity => entity is Vm ? "esx-01.simulated" : null), Text<Entity>("datastoreName", _ => "datastore-01"),
        Text<Entity>("moref", entity => (entity as Vm)?.MoRef),
        Number<Entity>("vmToolsVersion", entity => entity is Vm { ToolsRun: true } ? 11333 : null),
    ];

    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("vm", "VMRecord", "VMReference", TenantRows, [.. s_common, .. s_tenant]),
        new("adminVM", "AdminVMRecord", "VMReference", (world, _) => world.Vms.Concat<Entity>(world.Templates.SelectMany(template => template.Vms)),
            [.. s_common, .. s_admin]),
    ];

    private static IEnumerable<Entity> TenantRows(World world, User user) =>
        user.Org.Vdcs.SelectMany(vdc => vdc.VApps).Where(user.CanSee).SelectMany(vApp => vApp.Vms)
            .Concat<Entity>(CatalogQueries.VisibleTemplates(world, user).SelectMany(template => template.Vms));
}

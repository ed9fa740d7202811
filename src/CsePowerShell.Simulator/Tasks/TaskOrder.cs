using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Tasks;

/// <summary>What a task is called before it ends and after; vCD changes the tense of the text, for failures too.</summary>
/// <param name="Name">The operationName.</param>
/// <param name="Running">The verb while it runs, such as <c>Composing Virtual Application</c>.</param>
/// <param name="Ended">The verb afterwards, such as <c>Composed Virtual Application</c>.</param>
internal sealed record Operation(string Name, string Running, string Ended)
{
    public static readonly Operation Compose = new("vdcComposeVapp", "Composing Virtual Application", "Composed Virtual Application");
    public static readonly Operation Instantiate = new("vdcInstantiateVapp", "Creating Virtual Application", "Created Virtual Application");
    public static readonly Operation Recompose = new("vdcRecomposeVapp", "Recomposing Virtual Application", "Recomposed Virtual Application");
    public static readonly Operation DeployVApp = new("vappDeploy", "Starting Virtual Application", "Started Virtual Application");
    public static readonly Operation UndeployVApp = new("vappUndeployPowerOff", "Stopping Virtual Application", "Stopped Virtual Application");
    public static readonly Operation SuspendVApp = new("vappUndeploySuspend", "Suspending Virtual Application", "Suspended Virtual Application");
    public static readonly Operation PowerOffVApp = new("vappPowerOff", "Powering Off Virtual Application", "Powered Off Virtual Application");
    public static readonly Operation ResetVApp = new("vappReset", "Resetting Virtual Application", "Reset Virtual Application");
    public static readonly Operation RebootVApp = new("vappRebootGuest", "Rebooting Virtual Application", "Rebooted Virtual Application");
    public static readonly Operation ShutdownVApp = new("vappShutdownGuest", "Shutting Down Virtual Application", "Shut Down Virtual Application");
    public static readonly Operation DiscardVAppState = new("vappDiscardSuspendedState", "Discarding suspended state of Virtual Application",
        "Discarded suspended state of Virtual Application");
    public static readonly Operation DeleteVApp = new("vdcDeleteVapp", "Deleting Virtual Application", "Deleted Virtual Application");
    public static readonly Operation UpdateVApp = new("vdcUpdateVapp", "Updating Virtual Application", "Updated Virtual Application");
    public static readonly Operation DeployVm = new("vappDeploy", "Starting Virtual Machine", "Started Virtual Machine");
    public static readonly Operation UndeployVm = new("vappUndeployPowerOff", "Stopping Virtual Machine", "Stopped Virtual Machine");
    public static readonly Operation SuspendVm = new("vappUndeploySuspend", "Suspending Virtual Machine", "Suspended Virtual Machine");
    public static readonly Operation PowerOffVm = new("vappPowerOff", "Powering Off Virtual Machine", "Powered Off Virtual Machine");
    public static readonly Operation ResetVm = new("vappReset", "Resetting Virtual Machine", "Reset Virtual Machine");
    public static readonly Operation RebootVm = new("vappRebootGuest", "Rebooting Virtual Machine", "Rebooted Virtual Machine");
    public static readonly Operation ShutdownVm = new("vappShutdownGuest", "Shutting Down Virtual Machine", "Shut Down Virtual Machine");
    public static readonly Operation DiscardVmState = new("vappDiscardSuspendedState", "Discarding suspended state of Virtual Machine",
        "Discarded suspended state of Virtual Machine");
    public static readonly Operation DeleteVm = new("vdcDeleteVm", "Deleting Virtual Machine", "Deleted Virtual Machine");
    public static readonly Operation UpdateVm = new("vappUpdateVm", "Updating Virtual Machine", "Updated Virtual Machine");
    public static readonly Operation UpdateMetadata = new("metadataUpdate", "Updating metadata for", "Updated metadata for");
    public static readonly Operation DeleteMetadata = new("metadataDelete", "Deleting metadata for", "Deleted metadata for");

    public static readonly Operation CreateCatalog = new("catalogCreateCatalog", "Creating Catalog", "Created Catalog");
    public static readonly Operation DeleteCatalog = new("catalogDelete", "Deleting Catalog", "Deleted Catalog");
    public static readonly Operation UploadTemplate = new("vdcUploadOvfContents", "Importing Virtual Application Template",
        "Imported Virtual Application Template");

    public string RunningText(Entity owner) => $"{Running} {owner.Name}({owner.Id})";
    public string EndedText(Entity owner) => $"{Ended} {owner.Name}({owner.Id})";
}

/// <summary>A change that is to become a task.</summary>
/// <param name="User">Who asked.</param>
/// <param name="Operation">What is done.</param>
/// <param name="Owner">What it is done to.</param>
/// <param name="Busy">The vApp that nothing else may touch meanwhile; null for objects that vCD does not lock.</param>
/// <param name="VmNames">The VMs it works on, for faults that name one.</param>
internal sealed record TaskOrder(User User, Operation Operation, Entity Owner, VApp? Busy, IReadOnlyList<string> VmNames)
{
    public TaskOrder(User user, Operation operation, VApp vApp) : this(user, operation, vApp, vApp, [.. vApp.Vms.Select(vm => vm.Name)]) { }
    public TaskOrder(User user, Operation operation, Vm vm) : this(user, operation, vm, vm.VApp, [vm.Name]) { }

    /// <summary>The organization whose task it is.</summary>
    public Organization Org => Busy?.Vdc.Org ?? Owner switch
    {
        Organization org => org,
        Vdc vdc => vdc.Org,
        OrgNetwork network => network.Vdc.Org,
        Catalog catalog => catalog.Org,
        CatalogItem item => item.Catalog.Org,
        VAppTemplate template => template.Item.Catalog.Org,
        TemplateVm vm => vm.Template.Item.Catalog.Org,
        _ => User.Org,
    };
}

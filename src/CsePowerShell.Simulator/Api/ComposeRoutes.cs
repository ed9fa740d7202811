using System.Xml.Linq;
using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Compose, instantiate, recompose: how vApps come to be and get their VMs.</summary>
internal sealed class ComposeRoutes(Composer composer, ChangeGuard guard)
{
    public void Map(Router router)
    {
        router.Post("/api/vdc/{id}/action/composeVApp", MediaTypes.Compose, Compose);
        router.Post("/api/vdc/{id}/action/instantiateVAppTemplate", MediaTypes.Instantiate, Instantiate);
        router.Post("/api/vApp/vapp-{id}/action/recomposeVApp", MediaTypes.Recompose, Recompose);
    }

    private ApiResponse Compose(ApiRequest request)
    {
        Vdc vdc = VdcToComposeIn(request);
        XElement root = request.Body("ComposeVAppParams");
        string name = FreeName(root, vdc);
        RefuseCreateItems(root);
        XElement? parameters = root.Child("InstantiationParams");
        List<VAppNetwork> networks = SectionReader.Networks(parameters.Child("NetworkConfigSection"), vdc, request);
        List<NewVm> vms = new CompositionReader(request, vdc).SourcedItems(root, networks, []);
        return Create(request, vdc, root, name, parameters, networks, vms, Operation.Compose);
    }

    /// <summary>All VMs of the template, each as its SourcedItem says if it has one.</summary>
    private ApiResponse Instantiate(ApiRequest request)
    {
        Vdc vdc = VdcToComposeIn(request);
        XElement root = request.Body("InstantiateVAppTemplateParams");
        string name = FreeName(root, vdc);
        VAppTemplate template = request.Find<VAppTemplate>(EntityKind.VAppTemplate, root.Child("Source")!);
        if (!template.IsUsable) throw Refuse.BadRequest($"The vApp template \"{template.Name}\" is not resolved and cannot be instantiated.");
        XElement? parameters = root.Child("InstantiationParams");
        List<VAppNetwork> networks = SectionReader.Networks(parameters.Child("NetworkConfigSection"), vdc, request);

        CompositionReader reader = new(request, vdc);
        List<NewVm> vms = reader.SourcedItems(root, networks, []);
        foreach (TemplateVm vm in template.Vms.Where(vm => !vms.Exists(planned => planned.Source == vm)))
            vms.Add(new NewVm(vm, vm.Name, vm.Description, vm.Hardware, vdc.DefaultProfile,
                CustomizationReader.WithPassword(
                    vm.Customization with { ComputerName = vm.Customization.ComputerName ?? CompositionReader.HostNameOf(vm.Name) }), true,
                [new CardPlan(0, networks.Count == 1 ? networks[0].Name : "none", networks.Count == 1 ? "POOL" : "NONE", networks.Count == 1, null,
                    "VMXNET3", null)], vm.Metadata));
        return Create(request, vdc, root, name, parameters, networks, vms, Operation.Instantiate);
    }

    private ApiResponse Create(ApiRequest request, Vdc vdc, XElement root, string name, XElement? parameters, List<VAppNetwork> networks,
        List<NewVm> vms, Operation operation)
    {
        Quotas.CheckVms(vdc, vms.Count, 0);
        Quotas.CheckStorage(vms.Select(vm => (vm.StorageProfile, (long)vm.Hardware.DiskMB)));
        Lease lease = SectionReader.Lease(parameters.Child("LeaseSettingsSection"), vdc.Org.LeasePolicy) ?? vdc.Org.LeasePolicy.Default;
        VApp vApp = composer.Create(request.User, vdc, name, root.Child("Description")?.Value, lease, networks, vms, operation, PowerOn(root));
        return ApiResponse.Created(VAppDocument.WriteSparse(vApp, request.Viewer), MediaTypes.VApp, request.Hrefs.Of(vApp));
    }

    private ApiResponse Recompose(ApiRequest request)
    {
        VApp vApp = request.Find<VApp>(EntityKind.VApp);
        XElement root = request.Body("RecomposeVAppParams");
        guard.Check(request, vApp, Rights.ComposeVApp, Operation.Recompose, "vApp: Create / Reconfigure");
        guard.CheckWhole(vApp);
        RefuseCreateItems(root);

        string? newName = root.Attribute("name")?.Value;
        if (newName is not null && newName != vApp.Name && vApp.Vdc.VApps.Exists(other => other.Name == newName)) throw Refuse.DuplicateName(newName);
        List<Vm> deletions = [.. root.Children("DeleteItem").Select(item => Member(request, vApp, item)).Distinct()];
        foreach (Vm vm in deletions)
            if (vm.IsPoweredOn || vm.IsDeployed)
                throw Refuse.BadRequest($"The requested operation could not be executed on VM \"{vm.Name}\". Undeploy the VM and try again.");

        List<NewVm> added = new CompositionReader(request, vApp.Vdc).SourcedItems(root, vApp.Networks,
            vApp.Vms.Except(deletions).Select(vm => vm.Name));
        List<(Vm Vm, Hardware Hardware, GuestCustomization?)> changes =
            [.. root.Children("ReconfigureItem").Select(item => Change(request, vApp, item))];
        Quotas.CheckVms(vApp.Vdc, added.Count, deletions.Count);
        Quotas.CheckStorage(added.Select(vm => (vm.StorageProfile, (long)vm.Hardware.DiskMB))
            .Concat(changes.Select(change => (change.Vm.StorageProfile, (long)change.Hardware.DiskMB - change.Vm.Hardware.DiskMB))));
        return request.Accepted(
            composer.Recompose(request.User, vApp, newName, root.Child("Description")?.Value, added, changes, deletions, PowerOn(root)));
    }

    /// <summary>A ReconfigureItem is a Vm with the href of one that is there, and the sections that change.</summary>
    private static (Vm, Hardware, GuestCustomization?) Change(ApiRequest request, VApp vApp, XElement item)
    {
        if (item.Attribute("href") is null) throw Refuse.BadRequest("A ReconfigureItem needs the href of its VM.");
        Vm vm = Member(request, vApp, item);
        Hardware hardware = SectionReader.HardwareOf(item, vm.Hardware);
        if (vm.IsPoweredOn && hardware != vm.Hardware)
            throw Refuse.BadRequest($"The hardware of the VM \"{vm.Name}\" cannot be changed while it is powered on.");
        GuestCustomization? customization = item.Child("GuestCustomizationSection") is { } section
            ? CustomizationReader.WithPassword(CustomizationReader.Read(section)) : null;
        return (vm, hardware, customization);
    }

    private static Vm Member(ApiRequest request, VApp vApp, XElement reference)
    {
        Vm vm = request.Find<Vm>(EntityKind.Vm, reference);
        return vm.VApp == vApp ? vm : throw Refuse.BadRequest($"The VM \"{vm.Name}\" is not part of the vApp \"{vApp.Name}\".");
    }

    private static Vdc VdcToComposeIn(ApiRequest request)
    {
        Vdc vdc = request.Find<Vdc>(EntityKind.Vdc);
        return request.User.May(Rights.ComposeVApp) ? vdc : throw Refuse.NoRight("vApp: Create / Reconfigure");
    }

    private static string FreeName(XElement root, Vdc vdc)
    {
        string name = CompositionReader.Name(root);
        return vdc.VApps.Exists(vApp => vApp.Name == name) ? throw Refuse.DuplicateName(name) : name;
    }

    private static void RefuseCreateItems(XElement root)
    {
        if (root.Children("CreateItem").Any()) throw Refuse.BadRequest("CreateItem (a VM without a source) is not supported by the simulator.");
    }

    /// <summary>Both default to true (XSD).</summary>
    private static bool PowerOn(XElement root) => (RequestBody.Flag(root.Attribute("deploy")) ?? true)
        && (RequestBody.Flag(root.Attribute("powerOn")) ?? true);
}

using System.Xml.Linq;
using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>A VM: its document, hardware, network cards, customization.</summary>
internal sealed class VmRoutes(Composer composer, TaskEngine engine, ChangeGuard guard, Addresses addresses)
{
    private const string Self = "/api/vApp/vm-{id}";

    public void Map(Router router)
    {
        router.Get(Self, request => ApiResponse.Ok(VmDocument.Write(Vm(request), request.Viewer), MediaTypes.Vm));
        router.Put(Self, MediaTypes.Vm, Reconfigure);
        router.Delete(Self, Delete);
        router.Post(Self + "/action/reconfigureVm", MediaTypes.Vm, Reconfigure);
        router.Post(Self + "/action/customizeAtNextPowerOn", null, CustomizeNext);

        Section(router, "virtualHardwareSection", MediaTypes.VirtualHardware, (vm, context) =>
            HardwareSection.Write(vm.Name, vm.Hardware, vm.Cards, context));
        Section(router, HardwareSection.CpuPath, MediaTypes.RasdItem, (vm, context) => HardwareSection.Cpu(vm.Hardware, context));
        Section(router, HardwareSection.MemoryPath, MediaTypes.RasdItem, (vm, context) => HardwareSection.Memory(vm.Hardware, context));
        Section(router, HardwareSection.DisksPath, MediaTypes.RasdItems, (vm, context) => HardwareSection.Disks(vm.Hardware, context));
        Section(router, HardwareSection.CardsPath, MediaTypes.RasdItems, (vm, context) => HardwareSection.Cards(vm.Cards, context));
        Section(router, "networkConnectionSection", MediaTypes.NetworkConnection, (vm, context) =>
            VmSections.NetworkConnection(vm.Cards, context, vm.NeedsCustomization));
        router.Get($"{Self}/guestCustomizationSection", request =>
            ApiResponse.Ok(VmDocument.Customization(Vm(request), request.Viewer), MediaTypes.GuestCustomization));
        router.Get($"{Self}/{VmSections.StatusPath}", request =>
            ApiResponse.Ok(VmSections.CustomizationState(Vm(request), request.Viewer), MediaTypes.CustomizationStatus));

        router.Put($"{Self}/{HardwareSection.CpuPath}", MediaTypes.RasdItem, request => SetItem(request, "3"));
        router.Put($"{Self}/{HardwareSection.MemoryPath}", MediaTypes.RasdItem, request => SetItem(request, "4"));
        router.Put(Self + "/virtualHardwareSection", MediaTypes.VirtualHardware, SetHardware);
        router.Put(Self + "/networkConnectionSection", MediaTypes.NetworkConnection, SetCards);
        router.Put(Self + "/guestCustomizationSection", MediaTypes.GuestCustomization, SetCustomization);
    }

    private static Vm Vm(ApiRequest request) => request.Find<Vm>(EntityKind.Vm);

    private static void Section(Router router, string path, string mediaType, Func<Vm, VmSectionContext, XElement> write) =>
        router.Get($"{Self}/{path}", request => ApiResponse.Ok(write(Vm(request), VmDocument.Context(Vm(request), request.Viewer)), mediaType));

    private ApiResponse Delete(ApiRequest request)
    {
        Vm vm = Vm(request);
        guard.Check(request, vm.VApp, Rights.DeleteVApp, Operation.DeleteVm, "vApp: Delete", AccessLevel.FullControl);
        if (vm.IsPoweredOn || vm.IsDeployed)
            throw Refuse.BadRequest($"The requested operation could not be executed on VM \"{vm.Name}\". Undeploy the VM and try again.");
        return request.Accepted(composer.Delete(request.User, vm));
    }

    /// <summary>Name and any sections; what is left out stays as it is (PG 5.5 p.125).</summary>
    private ApiResponse Reconfigure(ApiRequest request)
    {
        Vm vm = Vm(request);
        XElement root = request.Body("Vm");
        Check(request, vm, Rights.EditVApp, "vApp: Edit VM Properties");
        string name = root.Attribute("name")!.Value;
        if (name != vm.Name && vm.VApp.Vms.Exists(other => other.Name == name)) throw Refuse.BadRequest($"There is already a VM named \"{name}\".");
        Hardware hardware = SectionReader.HardwareOf(root, vm.Hardware);
        if (hardware != vm.Hardware) RequireOff(vm);
        GuestCustomization? customization = root.Child("GuestCustomizationSection") is { } section
            ? CustomizationReader.WithPassword(CustomizationReader.Read(section)) : null;
        List<CardPlan>? cards = root.Child("NetworkConnectionSection") is { } connections ? SectionReader.Cards(connections, vm.VApp.Networks) : null;
        string? description = root.Child("Description")?.Value;
        return Change(request, vm, () =>
        {
            if (cards is not null) addresses.Connect(vm, cards);
            (vm.Name, vm.Hardware) = (name, hardware);
            if (description is not null) vm.Description = description;
            if (customization is not null) SetCustomization(vm, customization);
        });
    }

    private ApiResponse SetItem(ApiRequest request, string resourceType)
    {
        Vm vm = Vm(request);
        XElement item = request.Body("Item");
        Check(request, vm, Rights.EditHardware, "vApp: Edit VM CPU, vApp: Edit VM Memory");
        if (item.Element(Ns.Rasd + "ResourceType")?.Value.Trim() != resourceType)
            throw Refuse.BadRequest($"The item's ResourceType must be {resourceType}.");
        RequireOff(vm);
        Hardware hardware = SectionReader.HardwareItem(vm.Hardware, item);
        return Change(request, vm, () => vm.Hardware = hardware);
    }

    private ApiResponse SetHardware(ApiRequest request)
    {
        Vm vm = Vm(request);
        XElement section = request.Body("VirtualHardwareSection");
        Check(request, vm, Rights.EditHardware, "vApp: Edit VM CPU, vApp: Edit VM Memory");
        Hardware hardware = SectionReader.Hardware(section, vm.Hardware);
        if (hardware != vm.Hardware) RequireOff(vm);
        return Change(request, vm, () => vm.Hardware = hardware);
    }

    private ApiResponse SetCards(ApiRequest request)
    {
        Vm vm = Vm(request);
        XElement section = request.Body("NetworkConnectionSection");
        Check(request, vm, Rights.EditHardware, "vApp: Edit VM Network");
        List<CardPlan> cards = SectionReader.Cards(section, vm.VApp.Networks);
        return Change(request, vm, () => addresses.Connect(vm, cards));
    }

    /// <summary>Takes effect at the next power-on only.</summary>
    private ApiResponse SetCustomization(ApiRequest request)
    {
        Vm vm = Vm(request);
        XElement section = request.Body("GuestCustomizationSection");
        Check(request, vm, Rights.EditVApp, "vApp: Edit VM Properties");
        GuestCustomization settings = CustomizationReader.WithPassword(CustomizationReader.Read(section));
        return Change(request, vm, () => SetCustomization(vm, settings));
    }

    private static void SetCustomization(Vm vm, GuestCustomization settings)
    {
        vm.Customization = settings with { ComputerName = settings.ComputerName ?? vm.Customization.ComputerName };
        if (vm.CustomizationState is null) vm.NeedsCustomization = settings.Enabled;
    }

    private ApiResponse CustomizeNext(ApiRequest request)
    {
        Vm vm = Vm(request);
        Check(request, vm, Rights.EditVApp, "vApp: Edit VM Properties");
        RequireOff(vm);
        vm.NeedsCustomization = vm.Customization.Enabled;
        return ApiResponse.NoContent();
    }

    private void Check(ApiRequest request, Vm vm, Rights rights, string rightName)
    {
        guard.Check(request, vm.VApp, rights, Operation.UpdateVm, rightName);
        guard.CheckWhole(vm.VApp);
    }

    private static void RequireOff(Vm vm)
    {
        if (vm.IsPoweredOn) throw Refuse.BadRequest($"The VM \"{vm.Name}\" cannot be changed while it is powered on.");
    }

    private ApiResponse Change(ApiRequest request, Vm vm, Action change) =>
        request.Accepted(engine.Start(new TaskOrder(request.User, Operation.UpdateVm, vm), async run =>
    {
        await run.PassAsync(engine.Latency.Reconfigure);
        run.Commit(change);
    }));
}

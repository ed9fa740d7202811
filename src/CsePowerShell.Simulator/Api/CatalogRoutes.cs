using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Catalogs, their items, templates and the VMs inside.</summary>
internal sealed class CatalogRoutes
{
    private const string TemplateVmPath = "/api/vAppTemplate/vm-{id}";

    public void Map(Router router)
    {
        foreach (string view in (string[])["/api/catalog/{id}", "/api/admin/catalog/{id}"])
            router.Get(view, request =>
                ApiResponse.Ok(CatalogDocuments.Write(request.Find<Catalog>(EntityKind.Catalog), request.Viewer, request.IsAdminView),
                request.IsAdminView ? MediaTypes.AdminCatalog : MediaTypes.Catalog));
        router.Post("/api/admin/catalog/{id}/action/publish", MediaTypes.PublishCatalog, Publish);
        router.Get("/api/catalogItem/{id}", request =>
            ApiResponse.Ok(CatalogDocuments.Write(request.Find<CatalogItem>(EntityKind.CatalogItem), request.Viewer), MediaTypes.CatalogItem));
        router.Get("/api/vAppTemplate/vappTemplate-{id}", request =>
            ApiResponse.Ok(TemplateDocuments.Write(request.Find<VAppTemplate>(EntityKind.VAppTemplate), request.Viewer), MediaTypes.VAppTemplate));
        router.Get("/api/vAppTemplate/vappTemplate-{id}/owner", request =>
            ApiResponse.Ok(CatalogDocuments.Owner(request.Find<VAppTemplate>(EntityKind.VAppTemplate).Owner, request.Viewer), MediaTypes.Owner));
        router.Get(TemplateVmPath, request =>
            ApiResponse.Ok(TemplateDocuments.Write(request.Find<TemplateVm>(EntityKind.TemplateVm), request.Viewer), MediaTypes.Vm));

        Section(router, "virtualHardwareSection", MediaTypes.VirtualHardware, (vm, context) =>
            HardwareSection.Write(vm.Name, vm.Hardware, [TemplateDocuments.Card(vm)], context));
        Section(router, HardwareSection.CpuPath, MediaTypes.RasdItem, (vm, context) => HardwareSection.Cpu(vm.Hardware, context));
        Section(router, HardwareSection.MemoryPath, MediaTypes.RasdItem, (vm, context) => HardwareSection.Memory(vm.Hardware, context));
        Section(router, HardwareSection.DisksPath, MediaTypes.RasdItems, (vm, context) => HardwareSection.Disks(vm.Hardware, context));
        Section(router, HardwareSection.CardsPath, MediaTypes.RasdItems, (vm, context) =>
            HardwareSection.Cards([TemplateDocuments.Card(vm)], context));
        Section(router, "networkConnectionSection", MediaTypes.NetworkConnection, (vm, context) =>
            VmSections.NetworkConnection([TemplateDocuments.Card(vm)], context));
        Section(router, "guestCustomizationSection", MediaTypes.GuestCustomization, TemplateDocuments.Customization);
    }

    private static void Section(Router router, string path, string mediaType, Func<TemplateVm, VmSectionContext, XElement> write) =>
        router.Get($"{TemplateVmPath}/{path}", request =>
    {
        TemplateVm vm = request.Find<TemplateVm>(EntityKind.TemplateVm);
        return ApiResponse.Ok(write(vm, TemplateDocuments.Context(vm, request.Viewer)), mediaType);
    });

    private static ApiResponse Publish(ApiRequest request)
    {
        Catalog catalog = request.Find<Catalog>(EntityKind.Catalog);
        if (request.User.LevelOn(catalog) != AccessLevel.FullControl || !request.User.May(Rights.Administer))
            throw Refuse.NoRight("Catalog: Publish");
        catalog.IsPublished = RequestBody.Flag(request.Body("PublishCatalogParams").Child("IsPublished")) ?? false;
        return ApiResponse.NoContent();
    }
}

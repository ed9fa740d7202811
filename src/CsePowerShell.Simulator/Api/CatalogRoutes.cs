using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Catalogs, their items, templates and the VMs inside.</summary>
internal sealed class CatalogRoutes
{
    public void Map(Router router)
    {
        foreach (string view in (string[])["/api/catalog/{id}", "/api/admin/catalog/{id}"])
            router.Get(view, request => ApiResponse.Ok(CatalogDocuments.Write(request.Find<Catalog>(EntityKind.Catalog), request.Viewer, request.IsAdminView),
                request.IsAdminView ? MediaTypes.AdminCatalog : MediaTypes.Catalog));
        router.Post("/api/admin/catalog/{id}/action/publish", MediaTypes.PublishCatalog, Publish);
        router.Get("/api/catalogItem/{id}", request => ApiResponse.Ok(CatalogDocuments.Write(request.Find<CatalogItem>(EntityKind.CatalogItem), request.Viewer), MediaTypes.CatalogItem));
        router.Get("/api/vAppTemplate/vappTemplate-{id}", request => ApiResponse.Ok(TemplateDocuments.Write(request.Find<VAppTemplate>(EntityKind.VAppTemplate), request.Viewer), MediaTypes.VAppTemplate));
        router.Get("/api/vAppTemplate/vappTemplate-{id}/owner", request =>
            ApiResponse.Ok(CatalogDocuments.Owner(request.Find<VAppTemplate>(EntityKind.VAppTemplate).Owner, request.Viewer), MediaTypes.Owner));
        router.Get("/api/vAppTemplate/vm-{id}", request => ApiResponse.Ok(TemplateDocuments.Write(request.Find<TemplateVm>(EntityKind.TemplateVm), request.Viewer), MediaTypes.Vm));
    }

    private static ApiResponse Publish(ApiRequest request)
    {
        Catalog catalog = request.Find<Catalog>(EntityKind.Catalog);
        if (request.User.LevelOn(catalog) != AccessLevel.FullControl || !request.User.May(Rights.Administer)) throw Refuse.NoRight("Catalog: Publish");
        catalog.IsPublished = RequestBody.Flag(request.Body("PublishCatalogParams").Child("IsPublished")) ?? false;
        return ApiResponse.NoContent();
    }
}

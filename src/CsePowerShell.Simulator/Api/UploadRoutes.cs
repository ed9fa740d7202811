using System.Xml.Linq;
using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Transfers;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>How catalogs come to be, get their items and lose them.</summary>
internal sealed class UploadRoutes(World world, TemplateImporter importer, TaskEngine engine)
{
    public void Map(Router router)
    {
        router.Post("/api/admin/org/{id}/catalogs", MediaTypes.AdminCatalog, CreateCatalog);
        router.Delete("/api/admin/catalog/{id}", DeleteCatalog);
        router.Post("/api/catalog/{id}/action/upload", MediaTypes.UploadTemplate, Upload);
        router.Delete("/api/catalogItem/{id}", Remove);
    }

    private ApiResponse CreateCatalog(ApiRequest request)
    {
        Organization org = request.Find<Organization>(EntityKind.Organization);
        XElement root = request.Body("AdminCatalog");
        if (!request.User.May(Rights.CreateCatalog)) throw Refuse.NoRight(RightNames.CreateCatalog);
        string name = CompositionReader.Name(root);
        if (org.Catalogs.Exists(other => other.Name == name)) throw Refuse.DuplicateName(name);
        Catalog catalog = world.Add(new Catalog(Guid.NewGuid(), name, org, request.User)
        {
            Created = engine.Now, Description = root.Child("Description")?.Value ?? "",
        });
        org.Catalogs.Add(catalog);
        // The answer carries the task (PG 5.1 p.177), and vcd-cli looks for nothing else in it.
        engine.Start(new TaskOrder(request.User, Operation.CreateCatalog, catalog, null, []), run => run.PassAsync(engine.Latency.Metadata));
        return ApiResponse.Created(CatalogDocuments.Write(catalog, request.Viewer, isAdminView: true), MediaTypes.AdminCatalog, request.Hrefs.AdminOf(catalog));
    }

    /// <summary>One that is not empty goes only by force and with all that is in it, as vcd-cli asks for.</summary>
    private ApiResponse DeleteCatalog(ApiRequest request)
    {
        Catalog catalog = request.Find<Catalog>(EntityKind.Catalog);
        if (!CatalogDocuments.CanDelete(catalog, request.User)) throw Refuse.NoRight(RightNames.CreateCatalog);
        if (catalog.Items.Find(item => item.Template.Tasks.Exists(task => !task.HasEnded)) is { } busy) throw Refuse.Busy(busy.Name);
        if (catalog.Items.Count > 0 && !(IsOn(request, "recursive") && IsOn(request, "force")))
            throw Refuse.BadRequest($"The catalog \"{catalog.Name}\" is not empty.");
        return request.Accepted(engine.Start(new TaskOrder(request.User, Operation.DeleteCatalog, catalog, null, []), async run =>
        {
            await run.PassAsync(engine.Latency.Delete);
            run.Commit(() =>
            {
                foreach (CatalogItem item in catalog.Items.ToArray()) importer.Remove(item);
                catalog.Org.Catalogs.Remove(catalog);
                world.Forget(catalog);
            });
        }));
    }

    // pyvcloud writes Python booleans: force=True.
    private static bool IsOn(ApiRequest request, string parameter) => "true".Equals(request.Parameter(parameter), StringComparison.OrdinalIgnoreCase);

    private ApiResponse Upload(ApiRequest request)
    {
        Catalog catalog = request.Find<Catalog>(EntityKind.Catalog);
        XElement root = request.Body("UploadVAppTemplateParams");
        if (!CatalogDocuments.CanUpload(catalog, request.User)) throw Refuse.NoRight(RightNames.Upload);
        if (root.Attribute("sourceHref") is not null) throw Refuse.BadRequest("The simulator fetches no package from a sourceHref.");
        if (RequestBody.Flag(root.Attribute("manifestRequired")) == true) throw Refuse.BadRequest("The simulator takes no manifest; leave manifestRequired out.");
        string name = CompositionReader.Name(root);
        if (catalog.Items.Exists(other => other.Name == name)) throw Refuse.DuplicateName(name);
        Vdc vdc = catalog.Org.Vdcs.FirstOrDefault() ?? throw Refuse.BadRequest($"The organization {catalog.Org.Name} has no VDC that could store the template.");
        CatalogItem item = importer.Begin(request.User, catalog, vdc, name, root.Child("Description")?.Value);
        return ApiResponse.Created(CatalogDocuments.Write(item, request.Viewer), MediaTypes.CatalogItem, request.Hrefs.Of(item));
    }

    /// <summary>Clones are whole copies, so what was made from a template stays. An upload that still runs has to be cancelled instead.</summary>
    private ApiResponse Remove(ApiRequest request)
    {
        CatalogItem item = request.Find<CatalogItem>(EntityKind.CatalogItem);
        if (!CatalogDocuments.CanUpload(item.Catalog, request.User)) throw Refuse.NoRight(RightNames.Upload);
        if (item.Template.Tasks.Exists(task => !task.HasEnded)) throw Refuse.Busy(item.Name);
        importer.Remove(item);
        return ApiResponse.NoContent();
    }
}

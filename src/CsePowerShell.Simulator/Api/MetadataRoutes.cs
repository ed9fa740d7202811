using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>
/// Metadata of everything that carries it: read all or one, merge many, put one, delete one. Writes are tasks; on a vApp or a VM they make the vApp
/// busy.
/// </summary>
internal sealed class MetadataRoutes(TaskEngine engine, ChangeGuard guard)
{
    private static readonly (string Path, Func<ApiRequest, DescribedEntity> Find)[] s_owners =
    [
        ("/api/org/{id}", request => request.Find<Organization>(EntityKind.Organization)),
        ("/api/admin/org/{id}", request => request.Find<Organization>(EntityKind.Organization)),
        ("/api/vdc/{id}", request => request.Find<Vdc>(EntityKind.Vdc)),
        ("/api/admin/vdc/{id}", request => request.Find<Vdc>(EntityKind.Vdc)),
        ("/api/network/{id}", request => request.Find<OrgNetwork>(EntityKind.Network)),
        ("/api/admin/network/{id}", request => request.Find<OrgNetwork>(EntityKind.Network)),
        ("/api/catalog/{id}", request => request.Find<Catalog>(EntityKind.Catalog)),
        ("/api/admin/catalog/{id}", request => request.Find<Catalog>(EntityKind.Catalog)),
        ("/api/catalogItem/{id}", request => request.Find<CatalogItem>(EntityKind.CatalogItem)),
        ("/api/vAppTemplate/vappTemplate-{id}", request => request.Find<VAppTemplate>(EntityKind.VAppTemplate)),
        ("/api/vAppTemplate/vm-{id}", request => request.Find<TemplateVm>(EntityKind.TemplateVm)),
        ("/api/vApp/vapp-{id}", request => request.Find<VApp>(EntityKind.VApp)),
        ("/api/vApp/vm-{id}", request => request.Find<Vm>(EntityKind.Vm)),
    ];

    public void Map(Router router)
    {
        foreach ((string path, Func<ApiRequest, DescribedEntity> find) in s_owners)
        {
            string all = path + "/metadata";
            router.Get(all, request =>
                ApiResponse.Ok(MetadataDocuments.Write(find(request), Href(request, find(request)), OwnerHref(request, find(request)),
                    request.Viewer), MediaTypes.Metadata));
            router.Post(all, MediaTypes.Metadata, request => Merge(request, find(request)));
            foreach ((string one, MetadataDomain domain) in ((string, MetadataDomain)[])[("/{key}", MetadataDomain.General),
                ("/GENERAL/{key}", MetadataDomain.General), ("/SYSTEM/{key}", MetadataDomain.System)])
            {
                router.Get(all + one, request => Read(request, find(request), domain));
                router.Put(all + one, MediaTypes.MetadataValue, request => Write(request, find(request), domain));
                router.Delete(all + one, request => Remove(request, find(request), domain));
            }
        }
    }

    private static string OwnerHref(ApiRequest request, Entity owner) => request.IsAdminView ? request.Hrefs.AdminOf(owner) : request.Hrefs.Of(owner);

    private static string Href(ApiRequest request, Entity owner) => OwnerHref(request, owner) + "/metadata";

    private static ApiResponse Read(ApiRequest request, DescribedEntity owner, MetadataDomain domain)
    {
        (MetadataDomain, string Key) name = (domain, request.Text("key"));
        MetadataValue value = Existing(request, owner, domain);
        string all = Href(request, owner);
        return ApiResponse.Ok(
            MetadataDocuments.Value(name, value, $"{all}/{(domain == MetadataDomain.System ? "SYSTEM/" : "")}{Uri.EscapeDataString(name.Key)}", all),
                MediaTypes.MetadataValue);
    }

    /// <summary>A key that is not there answers 403, as every object that is not there (docstring in pyvcloud 20.0.3 metadata.py).</summary>
    private static MetadataValue Existing(ApiRequest request, DescribedEntity owner, MetadataDomain domain)
    {
        MetadataValue? value = owner.Metadata.Find(domain, request.Text("key"));
        return value is null || (value.Visibility == "PRIVATE" && !request.User.IsSystem)
            ? throw Refuse.NoAccess($"metadata:{request.Text("key")}") : value;
    }

    private ApiResponse Merge(ApiRequest request, DescribedEntity owner)
    {
        List<(MetadataDomain Domain, string Key, MetadataValue Value)> entries = [];
        foreach (XElement entry in request.Body("Metadata").Children("MetadataEntry"))
        {
            MetadataDomain domain = MetadataReader.Domain(entry);
            entries.Add((domain, MetadataReader.Key(entry.Child("Key")!.Value), MetadataReader.Value(entry, domain)));
        }
        return Change(request, owner, Operation.UpdateMetadata, entries);
    }

    private ApiResponse Write(ApiRequest request, DescribedEntity owner, MetadataDomain domain)
    {
        XElement root = request.Body("MetadataValue");
        if (root.Child("Domain") is not null && MetadataReader.Domain(root) != domain)
            throw Refuse.BadRequest("The metadata domain of the body is not that of the path.");
        return Change(request, owner, Operation.UpdateMetadata,
            [(domain, MetadataReader.Key(request.Text("key")), MetadataReader.Value(root, domain))]);
    }

    private ApiResponse Remove(ApiRequest request, DescribedEntity owner, MetadataDomain domain)
    {
        Existing(request, owner, domain);
        return Change(request, owner, Operation.DeleteMetadata, [(domain, request.Text("key"), null!)]);
    }

    private ApiResponse Change(ApiRequest request, DescribedEntity owner, Operation operation,
        List<(MetadataDomain Domain, string Key, MetadataValue Value)> entries)
    {
        CheckRights(request, owner, operation);
        if (entries.Exists(entry => entry.Domain == MetadataDomain.System) && !request.User.IsSystem)
            throw Refuse.NoRight("System Operations: Execute System Operations");
        int added = entries.Where(entry => owner.Metadata.Find(entry.Domain, entry.Key) is null)
            .DistinctBy(entry => (entry.Domain, entry.Key)).Count();
        if (operation == Operation.UpdateMetadata && owner.Metadata.Count + added > MetadataStore.MaxEntries)
            throw Refuse.BadRequest($"An object has at most {MetadataStore.MaxEntries} metadata entries.");

        VApp? busy = owner as VApp ?? (owner as Vm)?.VApp;
        TaskOrder order = new(request.User, operation, owner, busy, owner is Vm vm ? [vm.Name] : []);
        return request.Accepted(engine.Start(order, async run =>
        {
            await run.PassAsync(engine.Latency.Metadata);
            run.Commit(() =>
            {
                foreach ((MetadataDomain domain, string key, MetadataValue value) in entries)
                {
                    if (operation == Operation.DeleteMetadata) owner.Metadata.Remove(domain, key);
                    else owner.Metadata.Set(domain, key, value);
                }
            });
        }));
    }

    private void CheckRights(ApiRequest request, DescribedEntity owner, Operation operation)
    {
        User user = request.User;
        if ((owner as VApp ?? (owner as Vm)?.VApp) is { } vApp)
        {
            guard.Check(request, vApp, Rights.EditVApp, operation, "vApp: Edit Properties");
            return;
        }
        bool may = owner switch
        {
            Catalog catalog => user.LevelOn(catalog) >= AccessLevel.Change,
            CatalogItem item => user.LevelOn(item.Catalog) >= AccessLevel.Change,
            VAppTemplate template => user.LevelOn(template.Item.Catalog) >= AccessLevel.Change,
            TemplateVm vm => user.LevelOn(vm.Template.Item.Catalog) >= AccessLevel.Change,
            _ => user.May(Rights.Administer),
        };
        if (!may) throw Refuse.NoRight("General: Administrator Control");
    }
}

using System.Xml.Linq;
using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>A vApp itself: read, rename, delete, owner, lease, networks.</summary>
internal sealed class VAppRoutes(Composer composer, TaskEngine engine, ChangeGuard guard)
{
    private const string Self = "/api/vApp/vapp-{id}";

    public void Map(Router router)
    {
        router.Get(Self, request => ApiResponse.Ok(VAppDocument.Write(VApp(request), request.Viewer), MediaTypes.VApp));
        router.Put(Self, MediaTypes.VApp, Update);
        router.Delete(Self, Delete);
        router.Get(Self + "/owner", request =>
            ApiResponse.Ok(CatalogDocuments.Owner(VApp(request).Owner, request.Viewer, request.Hrefs.Of(VApp(request)) + "/owner"),
                MediaTypes.Owner));
        router.Put(Self + "/owner", MediaTypes.Owner, SetOwner);
        router.Get(Self + "/leaseSettingsSection", request => ApiResponse.Ok(VAppDocument.Lease(VApp(request), request.Viewer), MediaTypes.Lease));
        router.Put(Self + "/leaseSettingsSection", MediaTypes.Lease, SetLease);
        router.Get(Self + "/networkConfigSection", request =>
            ApiResponse.Ok(VAppDocument.NetworkConfig(VApp(request), request.Viewer), MediaTypes.NetworkConfig));
        router.Put(Self + "/networkConfigSection", MediaTypes.NetworkConfig, SetNetworks);
    }

    private static VApp VApp(ApiRequest request) => request.Find<VApp>(EntityKind.VApp);

    private ApiResponse Update(ApiRequest request)
    {
        VApp vApp = VApp(request);
        XElement root = request.Body("VApp");
        guard.Check(request, vApp, Rights.EditVApp, Operation.UpdateVApp, "vApp: Edit Properties");
        string name = CompositionReader.Name(root);
        if (name != vApp.Name && vApp.Vdc.VApps.Exists(other => other.Name == name)) throw Refuse.DuplicateName(name);
        string description = root.Child("Description")?.Value ?? "";
        return request.Accepted(Change(request, vApp, () => (vApp.Name, vApp.Description) = (name, description)));
    }

    private ApiResponse Delete(ApiRequest request)
    {
        VApp vApp = VApp(request);
        guard.Check(request, vApp, Rights.DeleteVApp, Operation.DeleteVApp, "vApp: Delete", AccessLevel.FullControl);
        // pyvcloud writes Python booleans: force=True.
        bool force = request.Parameter("force") is { } text && text.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (vApp.IsDeployed && !force)
            throw Refuse.BadRequest($"The requested operation could not be executed on vApp \"{vApp.Name}\". Stop the vApp and try again.");
        return request.Accepted(composer.Delete(request.User, vApp));
    }

    private ApiResponse SetOwner(ApiRequest request)
    {
        VApp vApp = VApp(request);
        XElement root = request.Body("Owner");
        guard.Check(request, vApp, Rights.ChangeOwner, Operation.UpdateVApp, "vApp: Change Owner");
        User owner = request.Find<User>(EntityKind.User, root.Child("User")!);
        if (owner.Org != vApp.Vdc.Org)
            throw Refuse.BadRequest($"The user \"{owner.Name}\" is not a member of the organization \"{vApp.Vdc.Org.Name}\".");
        vApp.Owner = owner;
        return ApiResponse.NoContent();
    }

    /// <summary>A lease longer than the organization grants is shortened without an error: read it back.</summary>
    private ApiResponse SetLease(ApiRequest request)
    {
        VApp vApp = VApp(request);
        XElement root = request.Body("LeaseSettingsSection");
        guard.Check(request, vApp, Rights.EditVApp, Operation.UpdateVApp, "vApp: Edit Properties");
        Lease lease = SectionReader.Lease(root, vApp.Vdc.Org.LeasePolicy)!.Value;
        return request.Accepted(Change(request, vApp, () =>
        {
            (vApp.Lease, vApp.LeaseStart) = (lease, engine.Now);
            if (vApp.DeployedSince is not null) vApp.DeployedSince = engine.Now;
        }));
    }

    private ApiResponse SetNetworks(ApiRequest request)
    {
        VApp vApp = VApp(request);
        XElement root = request.Body("NetworkConfigSection");
        guard.Check(request, vApp, Rights.EditVApp, Operation.UpdateVApp, "vApp: Edit Properties");
        List<VAppNetwork> networks = SectionReader.Networks(root, vApp.Vdc, request);
        string? used = vApp.Vms.SelectMany(vm => vm.Cards).Select(card => card.Network)
            .FirstOrDefault(name => name != "none" && ParentOf(networks, name) != ParentOf(vApp.Networks, name));
        if (used is not null) throw Refuse.BadRequest($"The network \"{used}\" is in use by a VM.");
        return request.Accepted(Change(request, vApp, () =>
        {
            vApp.Networks.Clear();
            vApp.Networks.AddRange(networks);
        }));
    }

    private static OrgNetwork? ParentOf(List<VAppNetwork> networks, string name) => networks.Find(network => network.Name == name)?.Parent;

    private VcdTask Change(ApiRequest request, VApp vApp, Action change) =>
        engine.Start(new TaskOrder(request.User, Operation.UpdateVApp, vApp), async run =>
    {
        await run.PassAsync(engine.Latency.Metadata);
        run.Commit(change);
    });
}

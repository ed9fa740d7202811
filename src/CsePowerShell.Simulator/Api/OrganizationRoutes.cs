using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Extensions;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Query;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Api;

/// <summary>Organizations, users, roles, VDCs, networks and storage profiles: what is read to find one's way.</summary>
internal sealed class OrganizationRoutes(World world, QueryService queries, ExtensionRoutes extensions)
{
    public void Map(Router router)
    {
        router.Get("/api/org", request => ApiResponse.Ok(OrganizationDocuments.List(Visible(request), request.Viewer), MediaTypes.OrgList));
        router.Get("/api/org/{id}", request =>
            ApiResponse.Ok(OrganizationDocuments.Write(request.Find<Organization>(EntityKind.Organization), world.Catalogs, request.Viewer),
                MediaTypes.Org));
        router.Get("/api/admin", request =>
            Administer(request, () => ApiResponse.Ok(OrganizationDocuments.AdminCloud(Visible(request), request.Viewer), MediaTypes.AdminCloud)));
        router.Get("/api/admin/org/{id}", request => Administer(request, () =>
            ApiResponse.Ok(OrganizationDocuments.WriteAdmin(request.Find<Organization>(EntityKind.Organization), extensions.RightsOfExtensions, request.Viewer),
                MediaTypes.AdminOrg)));
        router.Get("/api/admin/user/{id}", request =>
            ApiResponse.Ok(OrganizationDocuments.User(request.Find<User>(EntityKind.User), request.Viewer), MediaTypes.AdminUser));
        router.Get("/api/admin/role/{id}", request =>
            Administer(request, () => ApiResponse.Ok(extensions.WriteRole(Role(request), request), MediaTypes.AdminRole)));

        router.Get("/api/vdc/{id}", request => ApiResponse.Ok(VdcDocuments.Write(request.Find<Vdc>(EntityKind.Vdc), request.Viewer), MediaTypes.Vdc));
        router.Get("/api/admin/vdc/{id}", request => Administer(request, () =>
            ApiResponse.Ok(VdcDocuments.WriteAdmin(request.Find<Vdc>(EntityKind.Vdc), request.Viewer), MediaTypes.AdminVdc)));
        router.Get("/api/admin/vdc/{id}/networks", request => Administer(request, () =>
            queries.Answer("orgVdcNetwork", request.Find<Vdc>(EntityKind.Vdc).Networks, request.Query, request.Viewer)));
        router.Get("/api/admin/vdc/{id}/edgeGateways", request => Administer(request, () =>
        {
            request.Find<Vdc>(EntityKind.Vdc);
            return queries.Answer("edgeGateway", [], request.Query, request.Viewer);
        }));
        router.Get("/api/vdcStorageProfile/{id}", request =>
            ApiResponse.Ok(VdcDocuments.StorageProfile(request.Find<StorageProfile>(EntityKind.StorageProfile), request.Viewer),
                MediaTypes.StorageProfile));

        foreach (string view in (string[])["/api/network/{id}", "/api/admin/network/{id}"])
        {
            router.Get(view, request =>
                ApiResponse.Ok(NetworkDocuments.Write(request.Find<OrgNetwork>(EntityKind.Network), request.Viewer, request.IsAdminView),
                    MediaTypes.Network));
            router.Get(view + "/allocatedAddresses", request =>
                ApiResponse.Ok(NetworkDocuments.Allocated(request.Find<OrgNetwork>(EntityKind.Network), request.Viewer, request.IsAdminView),
                    MediaTypes.AllocatedAddresses));
        }
    }

    private IEnumerable<Organization> Visible(ApiRequest request) => world.Organizations.Where(request.User.CanSee);

    private static Role Role(ApiRequest request) =>
        Domain.Role.All.FirstOrDefault(role => role.Id.ToString() == request.Text("id"))
            ?? throw Refuse.NoAccess($"com.vmware.vcloud.entity.role:{request.Text("id")}");

    private static ApiResponse Administer(ApiRequest request, Func<ApiResponse> answer) =>
        request.User.May(Rights.Administer) ? answer() : throw Refuse.NoRight("General: Administrator View");
}

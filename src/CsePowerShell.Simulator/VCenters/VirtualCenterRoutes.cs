using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.VCenters;

/// <summary>The vCenters of this cloud, for system administrators.</summary>
internal sealed class VirtualCenterRoutes(World world)
{
    public const string ListPath = "admin/extension/vimServerReferences";

    public void Map(Router router)
    {
        router.Get("/api/" + ListPath, request => Admin(request, () => ApiResponse.Ok(VirtualCenterDocuments.List([world.VirtualCenter], request.Hrefs), VirtualCenterDocuments.References)));
        router.Get("/api/admin/extension/vimServer/{id}", request => Admin(request, () =>
        {
            VirtualCenter center = world.VirtualCenter.Id.ToString() == request.Text("id") ? world.VirtualCenter
                : throw Refuse.NoAccess($"com.vmware.vcloud.entity.vimserver:{request.Text("id")}");
            return ApiResponse.Ok(VirtualCenterDocuments.Write(center, request.Hrefs), center.Kind.MediaType);
        }));
    }

    private static ApiResponse Admin(ApiRequest request, Func<ApiResponse> handle) => request.User.May(Rights.System) ? handle() : throw Refuse.NoRight("vCenter: View");
}

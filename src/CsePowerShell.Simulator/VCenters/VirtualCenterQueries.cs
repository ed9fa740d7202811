using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Query;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.VCenters;

/// <summary>vCenters in the query service; tenants see none.</summary>
internal static class VirtualCenterQueries
{
    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("virtualCenter", "VirtualCenterRecord", "VirtualCenterReference", (world, user) => user.IsSystem ? [world.VirtualCenter] : [],
            [Text<VirtualCenter>("name", center => center.Name), Text<VirtualCenter>("url", center => center.Url), Text<VirtualCenter>("userName", center => center.UserName),
             Flag<VirtualCenter>("isEnabled", _ => true), Text<VirtualCenter>("vcVersion", center => center.Version), Text<VirtualCenter>("status", _ => "READY"),
             Flag<VirtualCenter>("isBusy", _ => false), Text<VirtualCenter>("listenerState", _ => "CONNECTED"), Text<VirtualCenter>("uuid", center => center.Id.ToString())]),
    ];
}

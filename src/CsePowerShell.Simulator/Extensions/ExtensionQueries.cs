using CsePowerShell.Simulator.Query;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>Services, filters and rights in the query service. They are found in the world, where registration put them.</summary>
internal static class ExtensionQueries
{
    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("adminService", "AdminServiceRecord", "ServiceReference", (world, _) => world.All<ExtensionService>(),
            [Text<ExtensionService>("name", service => service.Name), Text<ExtensionService>("namespace", service => service.Namespace), Flag<ExtensionService>("enabled", service => service.Enabled),
             Text<ExtensionService>("routingKey", service => service.RoutingKey), Text<ExtensionService>("exchange", service => service.Exchange), Number<ExtensionService>("priority", service => service.Priority),
             Text<ExtensionService>("vendor", service => service.Vendor ?? ""), Flag<ExtensionService>("isAuthorizationEnabled", service => service.AuthorizationEnabled)]),
        new("apiFilter", "ApiFilterRecord", "ApiFilterReference", (world, user) => user.IsSystem ? world.All<ApiFilter>() : [],
            [Text<ApiFilter>("urlPattern", filter => filter.UrlPattern), To<ApiFilter>("service", filter => filter.Service)]),
        new("right", "RightRecord", "RightReference", (world, user) => user.May(Domain.Rights.Administer) ? [.. Domain.StandardRight.All, .. world.All<ExtensionRight>()] : [],
            [Text<Domain.Right>("name", right => right.Name), Text<Domain.Right>("category", right => right.Category)]),
    ];
}

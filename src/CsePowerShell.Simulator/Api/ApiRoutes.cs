using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Extensions;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Power;
using CsePowerShell.Simulator.Query;
using CsePowerShell.Simulator.Sessions;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Transfers;
using CsePowerShell.Simulator.VCenters;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Api;

/// <summary>All routes of the API.</summary>
internal static class ApiRoutes
{
    public static Router Map(World world, SessionStore sessions, IReadOnlyList<(ApiVersion Version, bool IsDeprecated)> versions, TaskEngine engine,
        Composer composer, PowerControl power,
        Addresses addresses, ChangeGuard guard, ExtensionRegistry registry, TemplateImporter importer)
    {
        Router router = new();
        QueryService queries = new(world);
        new SessionRoutes(world, sessions, versions).Map(router);
        new OAuthRoutes(world, sessions).Map(router);
        ExtensionRoutes extensions = new(world, registry);
        new OrganizationRoutes(world, queries, extensions).Map(router);
        extensions.Map(router);
        new VirtualCenterRoutes(world).Map(router);
        new CatalogRoutes().Map(router);
        new UploadRoutes(world, importer, engine).Map(router);
        new ComposeRoutes(composer, guard).Map(router);
        new VAppRoutes(composer, engine, guard).Map(router);
        new PowerRoutes(power, engine, guard).Map(router);
        new VmRoutes(composer, engine, guard, addresses).Map(router);
        new AccessRoutes(guard).Map(router);
        new MetadataRoutes(engine, guard).Map(router);
        new TaskRoutes(engine).Map(router);
        router.Get("/api/query", request => queries.Answer(request.Query, request.Viewer));
        return router;
    }
}

using System.Runtime.InteropServices;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Routes;

/// <summary>The service itself: what it is, and switching it on and off.</summary>
internal sealed class SystemRoutes(IServiceAccount account, VdcGate vdcs, ServiceSwitch service, HostDirectory hosts, ServiceMetrics metrics, ServiceSettings settings)
{
    public static readonly string ProductVersion = typeof(SystemRoutes).Assembly.GetName().Version.ToString(3);

    public IEnumerable<Route> All() =>
    [
        new("GET", "/api/cse/system", "Reads what the service is; more of it for system administrators.", (context, _) => Task.FromResult(Info(context))) { IsAlwaysOn = true, ResponseBody = typeof(Dictionary<string, object>) },
        new("PUT", "/api/cse/system", "Enables, disables or stops the service on all hosts.", ChangeAsync) { IsAlwaysOn = true, RequestBody = typeof(OldSystemRequest), ResponseBody = typeof(Dictionary<string, object>) },
        new("GET", "/api/cse/ovdc/{id}/info", "Reads the container provider of a VDC.", ReadVdcAsync) { IsAlwaysOn = true, ResponseBody = typeof(Dictionary<string, object>) },
        new("PUT", "/api/cse/ovdc/{id}/info", "Enables clusters in a VDC (container provider vcd), or disables them (none).", WriteVdcAsync) { IsAlwaysOn = true, RequestBody = typeof(OldVdcRequest), ResponseBody = typeof(OldAccepted), SuccessStatus = 202 },
        new("GET", "/api/cse/_1/version", "Reads the version of the service.", (_, _) => Task.FromResult(Replies.Ok(new VersionDocument { Product = "CsePowerShell", Version = ProductVersion })))
            { IsAlwaysOn = true, ResponseBody = typeof(VersionDocument) },
        new("GET", "/api/cse/_1/health", "Says whether the service works.", (context, _) => Task.FromResult(Health(context))) { IsAlwaysOn = true, ResponseBody = typeof(HealthDocument) },
    ];

    private ResponseMessage Info(RouteContext context)
    {
        var info = new Dictionary<string, object>
        {
            ["product"] = "CSE",
            ["description"] = "Container Service Extension for VMware vCloud Director",
            ["version"] = ProductVersion,
        };
        // vCD's word in the message is enough for what is no secret.
        if (IsProvider(context))
        {
            info["python"] = RuntimeInformation.FrameworkDescription;
            info["consumer_threads"] = 1;
            info["all_threads"] = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
            info["requests_in_progress"] = metrics.JobsRunning;
            info["config_file"] = settings.ConfigurationFile ?? "";
            info["status"] = service.Status;
            info["host"] = settings.HostName;
            info["hosts"] = hosts.All;
        }

        return Replies.Ok(info);
    }

    private bool IsProvider(RouteContext context) =>
        account.SystemOrgId.Length > 0 && string.Equals(context.Request.Security.Org, account.SystemOrgId, StringComparison.OrdinalIgnoreCase);

    private ResponseMessage Health(RouteContext context) => Replies.Ok(new HealthDocument
    {
        Status = service.Health,
        Host = settings.HostName,
        Version = ProductVersion,
        Hosts = IsProvider(context) ? [.. hosts.All] : [],
    });

    private async Task<ResponseMessage> ChangeAsync(RouteContext context, CancellationToken deadline)
    {
        await context.RequireAdministratorAsync(deadline).ConfigureAwait(false);
        OldSystemRequest body = context.Body<OldSystemRequest>();
        if (body.Enabled is { } enabled)
        {
            await service.SetAsync(enabled, deadline).ConfigureAwait(false);
            return Replies.Ok(new { message = "Updated" });
        }

        if (body.Stopped != true)
            throw new ClusterException(ErrorCodes.BadRequest, "Unknown status", "Send enabled or stopped.");
        if (body.Host is { Length: > 0 } host)
        {
            // One of several: the others go on serving, so nothing has to be disabled.
            if (!hosts.All.Any(one => string.Equals(one.Host, host, StringComparison.OrdinalIgnoreCase)))
                throw new ClusterException(ErrorCodes.NotFound, $"There is no host \"{host}\" of the service.", $"There are: {string.Join(", ", hosts.All.Select(one => one.Host))}.");
            await service.DrainAsync(host, deadline).ConfigureAwait(false);
            return Replies.Ok(new { message = $"Host {host} is stopping; it finishes what it has begun." });
        }

        if (service.IsEnabled)
            throw new ClusterException(ErrorCodes.SpecConflict, "Cannot stop CSE while is enabled. Disable the service first.");
        await service.DrainAsync(host: null, deadline).ConfigureAwait(false);
        string more = metrics.JobsRunning > 0 ? $" CSE will finish processing {metrics.JobsRunning} requests." : "";
        return Replies.Ok(new { message = "CSE graceful shutdown started." + more });
    }

    private async Task<ResponseMessage> ReadVdcAsync(RouteContext context, CancellationToken deadline)
    {
        await context.RequireAdministratorAsync(deadline).ConfigureAwait(false);
        VdcProvider vdc = await account.ReadVdcProviderAsync(context["id"], deadline).ConfigureAwait(false);
        return Replies.Ok(new Dictionary<string, object?>
        {
            ["ovdc_id"] = context["id"],
            ["ovdc_name"] = vdc.VdcName,
            // 1.2.7 left an empty text for a VDC that was disabled, and null for one of which nothing was said.
            ["container_provider"] = vdc.Provider is "" ? ContainerProvider.None : vdc.Provider,
            ["state"] = ContainerProvider.StateOf(vdc.Provider).ToString(),
        });
    }

    private async Task<ResponseMessage> WriteVdcAsync(RouteContext context, CancellationToken deadline)
    {
        await context.RequireAdministratorAsync(deadline).ConfigureAwait(false);
        string? provider = context.Body<OldVdcRequest>().ContainerProvider;
        if (provider is not (null or "" or ContainerProvider.None or ContainerProvider.Native))
            throw new ClusterException(ErrorCodes.VersionUnsupported, $"The container provider \"{provider}\" is not supported.", "vcd is, and none.");
        // Of a body that says nothing nobody can know what it means.
        if (provider is null && context.Request.Body.Length == 0)
            throw new ClusterException(ErrorCodes.BadRequest, "The body is missing.", "Send container_provider: vcd, or null for none.");
        VdcProvider vdc = await account.ReadVdcProviderAsync(context["id"], deadline).ConfigureAwait(false);
        string href = await vdcs.SetAsync(context["id"], provider == ContainerProvider.Native, deadline).ConfigureAwait(false);
        return Replies.Accepted(new OldAccepted { OvdcName = vdc.VdcName, TaskHref = href });
    }
}

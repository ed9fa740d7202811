using System.Runtime.InteropServices;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Routes;

/// <summary>The service itself: what it is, and switching it on and off.</summary>
internal sealed class SystemRoutes(IServiceAccount account, ServiceSwitch service, ServiceMetrics metrics, ServiceSettings settings)
{
    public static readonly string ProductVersion = typeof(SystemRoutes).Assembly.GetName().Version.ToString(3);

    public IEnumerable<Route> All() =>
    [
        new("GET", "/api/cse/system", "Reads what the service is; more of it for system administrators.", (context, _) => Task.FromResult(Info(context))) { IsAlwaysOn = true, ResponseBody = typeof(Dictionary<string, object>) },
        new("PUT", "/api/cse/system", "Enables, disables or stops the service on all hosts.", ChangeAsync) { IsAlwaysOn = true, RequestBody = typeof(OldSystemRequest), ResponseBody = typeof(Dictionary<string, object>) },
        new("GET", "/api/cse/ovdc/{id}/info", "Reads the container provider of a VDC.", ReadVdcAsync) { ResponseBody = typeof(Dictionary<string, object>) },
        new("PUT", "/api/cse/ovdc/{id}/info", "Sets the container provider of a VDC.", WriteVdcAsync) { RequestBody = typeof(Dictionary<string, object>), ResponseBody = typeof(OldAccepted), SuccessStatus = 202 },
        new("GET", "/api/cse/_1/version", "Reads the version of the service.", (_, _) => Task.FromResult(Replies.Ok(new VersionDocument { Product = "CsePowerShell", Version = ProductVersion })))
            { IsAlwaysOn = true, ResponseBody = typeof(VersionDocument) },
        new("GET", "/api/cse/_1/health", "Says whether the service works.", (_, _) => Task.FromResult(Health())) { IsAlwaysOn = true, ResponseBody = typeof(HealthDocument) },
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
        if (account.SystemOrgId.Length > 0 && string.Equals(context.Request.Security.Org, account.SystemOrgId, StringComparison.OrdinalIgnoreCase))
        {
            info["python"] = RuntimeInformation.FrameworkDescription;
            info["consumer_threads"] = 1;
            info["all_threads"] = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
            info["requests_in_progress"] = metrics.JobsRunning;
            info["config_file"] = settings.ConfigurationFile ?? "";
            info["status"] = service.Status;
            info["host"] = settings.HostName;
        }

        return Replies.Ok(info);
    }

    private ResponseMessage Health() => Replies.Ok(new HealthDocument
    {
        Status = service.IsDraining ? "draining" : service.IsEnabled ? "ok" : "disabled",
        Host = settings.HostName,
        Version = ProductVersion,
    });

    private async Task<ResponseMessage> ChangeAsync(RouteContext context, CancellationToken deadline)
    {
        await RequireAdministratorAsync(context, deadline).ConfigureAwait(false);
        OldSystemRequest body = context.Body<OldSystemRequest>();
        if (body.Enabled is { } enabled)
        {
            await service.SetAsync(enabled, deadline).ConfigureAwait(false);
            return Replies.Ok(new { message = "Updated" });
        }

        if (body.Stopped != true)
            throw new ClusterException(ErrorCodes.BadRequest, "Unknown status", "Send enabled or stopped.");
        if (service.IsEnabled)
            throw new ClusterException(ErrorCodes.SpecConflict, "Cannot stop CSE while is enabled. Disable the service first.");
        await service.DrainAsync(host: null, deadline).ConfigureAwait(false);
        string more = metrics.JobsRunning > 0 ? $" CSE will finish processing {metrics.JobsRunning} requests." : "";
        return Replies.Ok(new { message = "CSE graceful shutdown started." + more });
    }

    private async Task<ResponseMessage> ReadVdcAsync(RouteContext context, CancellationToken deadline)
    {
        await RequireAdministratorAsync(context, deadline).ConfigureAwait(false);
        VdcProvider vdc = await account.ReadVdcProviderAsync(context["id"], deadline).ConfigureAwait(false);
        return Replies.Ok(new Dictionary<string, object?> { ["ovdc_id"] = context["id"], ["ovdc_name"] = vdc.VdcName, ["container_provider"] = vdc.Provider ?? "none" });
    }

    private async Task<ResponseMessage> WriteVdcAsync(RouteContext context, CancellationToken deadline)
    {
        await RequireAdministratorAsync(context, deadline).ConfigureAwait(false);
        Dictionary<string, object?> body = context.Body<Dictionary<string, object?>>();
        string? provider = body.TryGetValue("container_provider", out object? value) ? value as string : null;
        if (provider is not (null or "" or "none" or "vcd"))
            throw new ClusterException(ErrorCodes.VersionUnsupported, $"The container provider \"{provider}\" is not supported.", "vcd is, and none.");
        VdcProvider vdc = await account.ReadVdcProviderAsync(context["id"], deadline).ConfigureAwait(false);
        string href = await account.WriteVdcProviderAsync(context["id"], string.IsNullOrEmpty(provider) ? null : provider, deadline).ConfigureAwait(false);
        return Replies.Accepted(new OldAccepted { OvdcName = vdc.VdcName, TaskHref = href });
    }

    private static async Task RequireAdministratorAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        if (!caller.Identity.MayAdministerExtensions)
            throw new ClusterException(ErrorCodes.Forbidden, "Only a system administrator who may administer extensions can do this.", "Log in to the organization System.");
    }
}

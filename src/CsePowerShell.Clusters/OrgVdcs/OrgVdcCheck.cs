using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// What the provider has said about clusters in a VDC, for a system administrator who works directly. The service keeps to it; an administrator may do otherwise,
/// and is told. Nobody else can see it.
/// </summary>
internal static class OrgVdcCheck
{
    /// <summary>The row of a preflight; null where it is nobody's business.</summary>
    public static async Task<CheckResult?> RunAsync(VCloudClient client, Vdc? vdc, CancellationToken ct)
    {
        if (vdc is null || !client.Session.IsSystem)
            return null;
        string? provider = await new OrgVdcDirectory(client).ReadProviderAsync(vdc.Href, ct).ConfigureAwait(false);
        return ContainerProvider.StateOf(provider) switch
        {
            OrgVdcState.Enabled => PreflightChecks.Pass(ContainerProvider.CheckName, $"Clusters are enabled in the VDC \"{vdc.Name}\"."),
            OrgVdcState.Disabled => PreflightChecks.Warn(ContainerProvider.CheckName, $"Clusters are disabled in the VDC \"{vdc.Name}\": the service makes none there, and this is not asked of the service.",
                $"Choose another VDC, or enable this one: Enable-CseOrgVdc \"{vdc.Name}\"."),
            _ => PreflightChecks.Pass(ContainerProvider.CheckName, $"Nothing is said about clusters in the VDC \"{vdc.Name}\"; Enable-CseOrgVdc and Disable-CseOrgVdc do."),
        };
    }

    /// <summary>Adds what somebody who plans should know.</summary>
    public static async Task<ClusterPlan> WithAsync(ClusterPlan plan, VCloudClient client, Vdc? vdc, CancellationToken ct)
    {
        if (!plan.IsEmpty && await RunAsync(client, vdc, ct).ConfigureAwait(false) is { Result: CheckOutcome.Warning } row)
            plan.Warnings.Add(row.Detail + " " + row.Fix);
        return plan;
    }
}

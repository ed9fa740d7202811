using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// What a create through the service needs: a session, a service that answers, and what the service finds when it looks with its own rights at the caller's VDC.
/// Keys and ways into nodes are the service's, so nothing is said of this machine's.
/// </summary>
internal sealed class RemoteChecks(ServiceApi api, VCloudClient client, EngineOptions options)
{
    private const string Service = "API extension";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(ClusterSpec? spec, CancellationToken ct)
    {
        List<CheckResult> rows = [.. new Preflight(client, options).OfConnection()];
        long began = options.Clock.GetTimestamp();
        try
        {
            HealthDocument health = await api.HealthAsync(ct).ConfigureAwait(false);
            string detail = $"Version {health.Version} answered from host {health.Host} within {options.Clock.GetElapsedTime(began).TotalSeconds:0.0} s; it is {health.Status}.";
            rows.Add(health.Status == "disabled"
                ? PreflightChecks.Fail(Service, ErrorCodes.ServiceDisabled, detail, "Ask the provider to enable it, or use -Mode Direct.")
                : PreflightChecks.Pass(Service, detail));
            if (health.Status != "disabled")
                rows.AddRange(spec is null ? [await TemplatesAsync(ct).ConfigureAwait(false)] : await api.CheckAsync(new CreateClusterDocument { Spec = spec }, ct).ConfigureAwait(false));
        }
        catch (ClusterException error) when (error.Code != ErrorCodes.Unauthenticated)
        {
            rows.Add(PreflightChecks.Fail(Service, error.Code, error.Summary, error.Hint));
        }

        return rows;
    }

    private async Task<CheckResult> TemplatesAsync(CancellationToken ct)
    {
        IReadOnlyList<Template> templates = await api.TemplatesAsync(ct).ConfigureAwait(false);
        return PreflightChecks.Templates(templates, "The provider has to publish a template (a vApp template with the metadata cse.template.name).");
    }
}

using System.Globalization;
using System.Text;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Sends one request to a path that the service answers, and does not send it again.</summary>
internal delegate Task<ExtensionAnswer> SendToService(string method, string path, byte[]? json, CancellationToken ct);

/// <summary>
/// The routes of the service under <c>/api/cse/_1</c>, as methods. Here is decided what is sent again: what the service says it has not begun, and, where no
/// answer came, what may be asked for twice because the service then finds what it is doing already.
/// </summary>
internal sealed class ServiceApi(SendToService send, TimeProvider clock)
{
    private const string Clusters = "/api/cse/_1/clusters";

    private const int MaxRefusals = 4;
    private const int MaxLost = 2;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    /// <summary>Whether the service works, from whichever host answers. Asked once.</summary>
    public Task<ExtensionAnswer> ProbeAsync(CancellationToken ct) => send("GET", "/api/cse/_1/health", null, ct);

    public async Task<HealthDocument> HealthAsync(CancellationToken ct) => Read<HealthDocument>(await SendAsync("GET", "/api/cse/_1/health", null, true, ct).ConfigureAwait(false));

    public async Task<IReadOnlyList<Template>> TemplatesAsync(CancellationToken ct) =>
        Read<List<Template>>(await SendAsync("GET", "/api/cse/_1/templates", null, true, ct).ConfigureAwait(false));

    public Task<AcceptedDocument> CreateAsync(CreateClusterDocument wanted, CancellationToken ct) => AcceptAsync("POST", Clusters, wanted, true, ct);

    /// <param name="id">Id of the cluster, or URN of its vApp.</param>
    /// <param name="wanted">The size.</param>
    /// <param name="mayRepeat">Whether asking twice comes to the same as asking once.</param>
    /// <param name="ct">Stops it.</param>
    public Task<AcceptedDocument> ResizeAsync(string id, ResizeClusterDocument wanted, bool mayRepeat, CancellationToken ct) => AcceptAsync("POST", PathOf(id) + "/resize", wanted, mayRepeat, ct);

    public Task<AcceptedDocument> RemoveAsync(string id, bool force, int? timeoutSeconds, CancellationToken ct)
    {
        var query = new List<string>();
        if (force)
            query.Add("force=true");
        if (timeoutSeconds is { } seconds)
            query.Add("timeoutSeconds=" + seconds.ToString(CultureInfo.InvariantCulture));
        return AcceptAsync("DELETE", PathOf(id) + (query.Count > 0 ? "?" + string.Join("&", query) : ""), null, true, ct);
    }

    public Task<ClusterPlan> PlanCreateAsync(CreateClusterDocument wanted, CancellationToken ct) => AskAsync<ClusterPlan>("POST", Clusters + "/plan", wanted, ct);

    public Task<ClusterPlan> PlanResizeAsync(string id, ResizeClusterDocument wanted, CancellationToken ct) => AskAsync<ClusterPlan>("POST", PathOf(id) + "/resize/plan", wanted, ct);

    public Task<ClusterPlan> PlanRemoveAsync(string id, CancellationToken ct) => AskAsync<ClusterPlan>("POST", PathOf(id) + "/remove/plan", null, ct);

    public async Task<IReadOnlyList<CheckResult>> CheckAsync(CreateClusterDocument wanted, CancellationToken ct) =>
        await AskAsync<List<CheckResult>>("POST", Clusters + "/check", wanted, ct).ConfigureAwait(false);

    public Task<NodesDocument> NodesAsync(string id, CancellationToken ct) => AskAsync<NodesDocument>("GET", PathOf(id) + "/nodes", null, ct);

    public async Task<string> KubeconfigAsync(string id, CancellationToken ct) =>
        Encoding.UTF8.GetString((await SendAsync("GET", PathOf(id) + "/kubeconfig", null, true, ct).ConfigureAwait(false)).Body);

    private static string PathOf(string id) => Clusters + "/" + Uri.EscapeDataString(id);

    private async Task<T> AskAsync<T>(string method, string path, object? body, CancellationToken ct)
        where T : class => Read<T>(await SendAsync(method, path, body, true, ct).ConfigureAwait(false));

    private async Task<AcceptedDocument> AcceptAsync(string method, string path, object? body, bool mayRepeat, CancellationToken ct)
    {
        AcceptedDocument accepted = Read<AcceptedDocument>(await SendAsync(method, path, body, mayRepeat, ct).ConfigureAwait(false));
        return Guid.TryParseExact(accepted.TaskId, "D", out _) && Guid.TryParseExact(accepted.ClusterId, "D", out _)
            ? accepted
            : throw Unreadable("it names no task");
    }

    private async Task<ExtensionAnswer> SendAsync(string method, string path, object? body, bool mayRepeat, CancellationToken ct)
    {
        byte[]? json = body is null ? null : ContractJson.Write(body);
        for (int attempt = 0; ; attempt++)
        {
            ClusterException failure;
            TimeSpan? pause;
            try
            {
                ExtensionAnswer answer = await send(method, path, json, ct).ConfigureAwait(false);
                if (answer.IsSuccess)
                    return answer;
                failure = ServiceErrors.From(answer);
                pause = PauseAfter(answer, failure.Code, attempt, mayRepeat);
            }
            catch (VCloudConnectionException error)
            {
                failure = ServiceErrors.From(error);
                pause = error.Kind is VCloudConnectionFailure.Broken or VCloudConnectionFailure.Timeout && mayRepeat && attempt < MaxLost ? Backoff.Of(attempt) : null;
            }
            catch (VCloudException error)
            {
                throw ServiceErrors.From(error);
            }

            if (pause is not { } wait)
                throw failure;
            await clock.Delay(wait, ct).ConfigureAwait(false);
        }
    }

    /// <summary>How long to wait before the request is sent again; null when it is not.</summary>
    private static TimeSpan? PauseAfter(ExtensionAnswer answer, string code, int attempt, bool mayRepeat)
    {
        bool isOfService = ServiceErrors.IsOfService(answer);
        bool isWorthIt = (answer.Status, code) switch
        {
            // Refused, so not begun: whatever it was. A guest that cannot be reached (503, too) is no better in a moment, and neither is a service that is switched off.
            (429, _) => attempt < MaxRefusals,
            (503, ErrorCodes.BrokerUnavailable or ErrorCodes.VcdUnavailable) => isOfService && attempt < MaxLost,
            // vCD waited in vain. The request may lie in the service's queue, and be done yet.
            (504, _) => !isOfService && mayRepeat && attempt < MaxLost,
            _ => false,
        };
        if (!isWorthIt)
            return null;
        TimeSpan pause = answer.RetryAfter ?? Backoff.Of(attempt);
        return pause < s_longestPause ? pause : s_longestPause;
    }

    private static T Read<T>(ExtensionAnswer answer)
        where T : class
    {
        try
        {
            return ContractJson.Read<T>(answer.Body);
        }
        catch (ClusterException error)
        {
            throw Unreadable(error.Summary);
        }
    }

    private static ClusterException Unreadable(string why) =>
        new(ErrorCodes.VersionUnsupported, $"The answer of the service cannot be read: {why}", "Bring this module and the service to the same release.");
}

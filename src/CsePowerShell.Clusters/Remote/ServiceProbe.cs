using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>What answers at <c>/api/cse</c>.</summary>
public enum ServiceState
{
    /// <summary>No extension is registered there, or vCD has it disabled.</summary>
    None,

    /// <summary>The service is there and takes work.</summary>
    Enabled,

    /// <summary>The service is there, and its provider has switched it off.</summary>
    Disabled,

    /// <summary>An extension is registered, but it does not answer: its host or its broker is down.</summary>
    Silent,

    /// <summary>Something else answers, such as the CSE 1.x of VMware: it has no routes for this module.</summary>
    Foreign,
}

/// <summary>Whether clusters can be changed through the API extension, found out with one request. It never fails: what cannot be asked is an answer, too.</summary>
public sealed class ServiceProbe
{
    /// <summary>How long an answer is waited for. A service that lives gives it within a fraction of this; vCD itself would wait for 10 s and more, which is long for somebody who only connects.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What was found.</summary>
    public ServiceState State { get; private init; }

    /// <summary>Version of the service; null unless it answered.</summary>
    public string? Version { get; private init; }

    /// <summary>A sentence about it.</summary>
    public string Detail { get; private init; } = "";

    /// <summary>Asks.</summary>
    /// <param name="client">The session to ask with.</param>
    /// <param name="clock">The clock of the wait.</param>
    /// <param name="ct">Stops it.</param>
    public static Task<ServiceProbe> AskAsync(VCloudClient client, TimeProvider clock, CancellationToken ct) =>
        AskAsync(new ServiceApi((client ?? throw new ArgumentNullException(nameof(client))).ExtensionApi.SendAsync, clock), clock, ct);

    internal static async Task<ServiceProbe> AskAsync(ServiceApi api, TimeProvider clock, CancellationToken ct)
    {
        using CancellationTokenSource limit = clock.CreateCancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return Judge(await api.ProbeAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Silent($"it did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (VCloudException error)
        {
            return Silent(error.Message.TrimEnd('.'));
        }
    }

    private static ServiceProbe Judge(ExtensionAnswer answer)
    {
        if (answer.IsSuccess && Read(answer.Body) is { Version.Length: > 0 } health)
        {
            return health.Status == "disabled"
                ? new ServiceProbe { State = ServiceState.Disabled, Version = health.Version, Detail = $"The API extension {health.Version} is switched off by its provider." }
                : new ServiceProbe { State = ServiceState.Enabled, Version = health.Version, Detail = $"The API extension {health.Version} answers from host {health.Host}." };
        }

        // CSE 1.x takes "_1" for the name of a cluster, and says in JSON of its own that there is no such path.
        return answer switch
        {
            { Status: 404 } => new ServiceProbe { State = ServiceState.None, Detail = "vCloud Director has no API extension at /api/cse." },
            { Status: 403, VCloudMessage: not null } => new ServiceProbe { State = ServiceState.None, Detail = "vCloud Director does not let this session use the API extension at /api/cse." },
            { Status: 500 or 502 or 503 or 504, VCloudMessage: { } words } => Silent(words.TrimEnd('.')),
            { Status: 502 or 503 or 504 } => Silent($"HTTP {answer.Status}"),
            _ => new ServiceProbe { State = ServiceState.Foreign, Detail = $"Something answers at /api/cse that is not the service of this product (HTTP {answer.Status}), such as CSE 1.x." },
        };
    }

    private static ServiceProbe Silent(string why) => new() { State = ServiceState.Silent, Detail = $"An API extension is registered at /api/cse, but does not answer: {why}." };

    private static HealthDocument? Read(byte[] body)
    {
        try
        {
            return ContractJson.Read<HealthDocument>(body);
        }
        catch (ClusterException)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Routes;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>What answered when the service was asked, through vCD, how it does.</summary>
public sealed class ServiceReport
{
    /// <summary>Whether a host answered.</summary>
    public bool IsAnswered { get; internal init; }

    /// <summary>Why none did, in vCD's words where it has any; empty when one did.</summary>
    public string Silence { get; internal init; } = "";

    /// <summary>Whether vCD knows the path at all: false where no extension is registered and enabled in vCD.</summary>
    public bool IsForwarded { get; internal init; } = true;

    /// <summary><c>ok</c>, <c>disabled</c> or <c>draining</c>, of the host that answered.</summary>
    public string Status { get; internal init; } = "";

    /// <summary>The hosts, as the one that answered knows them.</summary>
    public IReadOnlyList<HostDocument> Hosts { get; internal init; } = [];

    /// <summary>What waits on the broker; null when nobody could say.</summary>
    public QueuesDocument? Queues { get; internal init; }

    /// <summary>How long the answer took.</summary>
    public TimeSpan Took { get; internal init; }
}

/// <summary>How long vCD waits for an answer of an extension.</summary>
/// <param name="Timeout">The time; null when the answer came although it was delayed as long as possible.</param>
/// <param name="IsTold">True when vCD named it, false when it was measured with a clock.</param>
public sealed record ExtensionTimeout(TimeSpan? Timeout, bool IsTold);

/// <summary>Asks and steers the running service through the public API, as any administrator could; nothing here needs to know where the broker is.</summary>
/// <param name="client">A system administrator's session.</param>
/// <param name="templates">The engine on that session: the provider's templates say where the switch is kept.</param>
public sealed class ServiceControl(VCloudClient client, IClusterOperations templates)
{
    private const string TemplateOrg = "System";
    private const string SystemPath = "/api/cse/system";

    // Longer than any cell takes for one entry.
    private static readonly TimeSpan s_metadataDeadline = TimeSpan.FromSeconds(60);

    private static readonly Regex s_told = new(@"\((\d+) SECONDS\)", RegexOptions.CultureInvariant);

    // The status with which vCD said that nobody answers.
    private int? _silence;

    /// <summary>Asks how the service does. Takes as long as vCD waits when nobody answers.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ServiceReport> AskAsync(CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        ExtensionAnswer answer = await SendAsync("GET", "/api/cse/_1/health", null, cancellationToken).ConfigureAwait(false);
        TimeSpan took = watch.Elapsed;
        if (!answer.IsSuccess)
            return new ServiceReport { IsForwarded = answer.Status != 404, Silence = answer.VCloudMessage ?? $"HTTP status {answer.Status}.", Took = took };
        HealthDocument health = ContractJson.Read<HealthDocument>(answer.Body);
        ExtensionAnswer queues = await SendAsync("GET", "/api/cse/_1/queues", null, cancellationToken).ConfigureAwait(false);
        return new ServiceReport
        {
            IsAnswered = true,
            Status = health.Status,
            // A host of an earlier release names only itself.
            Hosts = health.Hosts.Count > 0 ? health.Hosts : [new HostDocument { Host = health.Host, Version = health.Version, Status = health.Status }],
            Queues = queues.IsSuccess ? ContractJson.Read<QueuesDocument>(queues.Body) : null,
            Took = took,
        };
    }

    /// <summary>Whether tenants are to be served, as hosts read it when they connect.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<bool> IsServingAsync(CancellationToken cancellationToken = default) => CallAsync(async () =>
        await ServingFlag.ReadAsync(client, await CatalogAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));

    /// <summary>Serves tenants, or answers them with 503. Running hosts are told at once; where there are none it is written for those to come.</summary>
    /// <param name="serving">Whether tenants are served.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when no host was there to be told.</returns>
    public async Task<bool> SetServingAsync(bool serving, CancellationToken cancellationToken = default)
    {
        ExtensionAnswer answer = await SendAsync("PUT", SystemPath, new OldSystemRequest { Enabled = serving }, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
            return true;
        // Whoever answered otherwise has a reason; only silence leaves it to this session.
        if (answer.Status is not (404 or 504))
            throw Refused(answer);
        await CallAsync(async () =>
        {
            await ServingFlag.WriteAsync(client, await CatalogAsync(cancellationToken).ConfigureAwait(false), serving, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        return false;
    }

    /// <summary>
    /// Says whether clusters may be made in a VDC. Running hosts are told at once; where there are none it is written for those to come, and after one silence
    /// nobody is asked again.
    /// </summary>
    /// <param name="vdcId">URN of the VDC.</param>
    /// <param name="enabled">Whether they may.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when an extension is registered, and no host was there to be told.</returns>
    public async Task<bool> SetVdcAsync(string vdcId, bool enabled, CancellationToken cancellationToken = default)
    {
        string path = $"/api/cse/ovdc/{(VCloudUrn.TryGetUuid(vdcId, out Guid id) ? id.ToString("D") : Uri.EscapeDataString(vdcId))}/info";
        ExtensionAnswer? answer = _silence is not null ? null
            : await SendAsync("PUT", path, new OldVdcRequest { ContainerProvider = enabled ? ContainerProvider.Native : null }, cancellationToken).ConfigureAwait(false);
        if (answer is { IsSuccess: false, Status: not (404 or 504) })
            throw Refused(answer);
        await CallAsync(async () =>
        {
            VCloudTask task = answer is { IsSuccess: true }
                ? await client.Tasks.GetAsync(new EntityReference("task", ContractJson.Read<OldAccepted>(answer.Body).TaskHref, null, MediaTypes.Task), cancellationToken).ConfigureAwait(false)
                : await new OrgVdcDirectory(client).StartWriteAsync(vdcId, enabled, cancellationToken).ConfigureAwait(false);
            return await client.Tasks.WaitAsync(task, new TaskWaitOptions { Deadline = s_metadataDeadline }, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (answer is { IsSuccess: false })
            _silence = answer.Status;
        return _silence != 504;
    }

    /// <summary>Has hosts finish what they have begun and end.</summary>
    /// <param name="host">Which one; null: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">Nobody answered, or the host is not there.</exception>
    public async Task DrainAsync(string? host, CancellationToken cancellationToken = default)
    {
        ExtensionAnswer answer = await SendAsync("PUT", SystemPath, new OldSystemRequest { Stopped = true, Host = host }, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw Refused(answer);
    }

    /// <summary>Finds out how long vCD waits: an answer is delayed until vCD gives up. The API has no other way to tell.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">Nobody answered, or not as it should be.</exception>
    public async Task<ExtensionTimeout> MeasureTimeoutAsync(CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        ExtensionAnswer answer = await SendAsync("GET", $"/api/cse/_1/delay?seconds={ProviderRoutes.MaxDelaySeconds}", null, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess)
            return new ExtensionTimeout(null, false);
        if (answer.Status != 504)
            throw Refused(answer);
        return s_told.Match(answer.VCloudMessage ?? "") is { Success: true } told && int.TryParse(told.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? new ExtensionTimeout(TimeSpan.FromSeconds(seconds), true)
            : new ExtensionTimeout(TimeSpan.FromSeconds(Math.Round(watch.Elapsed.TotalSeconds, 1)), false);
    }

    private Task<EntityReference?> CatalogAsync(CancellationToken cancellationToken) => ServingFlag.FindCatalogAsync(client, templates, null, TemplateOrg, cancellationToken);

    private Task<ExtensionAnswer> SendAsync(string method, string path, object? body, CancellationToken cancellationToken) =>
        CallAsync(() => client.ExtensionApi.SendAsync(method, path, body is null ? null : ContractJson.Write(body), cancellationToken));

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    private static ClusterException Refused(ExtensionAnswer answer)
    {
        if (answer.Status is 404 or 504)
        {
            return answer.Status == 404
                ? new ClusterException(ErrorCodes.NotFound, "vCloud Director has no extension at /api/cse, or it is disabled there.", "Register it: Register-CseExtension.")
                : new ClusterException(ErrorCodes.ServiceDisabled, "No host of the service answered.", "Start one: Start-CseService.");
        }

        try
        {
            ApiError error = ContractJson.Read<ApiError>(answer.Body);
            return new ClusterException(error.Code.Length > 0 ? error.Code : ErrorCodes.VcdError, error.Message, error.Hint);
        }
        catch (ClusterException)
        {
            return new ClusterException(ErrorCodes.VcdError, answer.VCloudMessage ?? $"The service answered with HTTP status {answer.Status}.", "Look at the hosts' logs.");
        }
    }
}

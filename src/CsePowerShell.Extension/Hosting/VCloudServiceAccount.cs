using CsePowerShell.Clusters;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// The service's account at vCD: one session for the whole process, opened at first use and renewed by the client. Sessions of callers go over its connections.
/// </summary>
internal sealed class VCloudServiceAccount(Func<VCloudConnectionOptions> connection, ServiceSettings settings, ILogger logger) : IServiceAccount, ICallerSessions, IAsyncDisposable
{
    private static readonly TimeSpan s_rightsKept = TimeSpan.FromMinutes(1);

    // A wrong password that is tried again at each request locks the account.
    private static readonly TimeSpan s_refusedPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly object _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Until, bool Has)> _roles = new(StringComparer.Ordinal);
    private readonly List<VCloudClient> _retired = [];
    private volatile VCloudClient? _client;
    private volatile IClusterOperations? _operations;
    private DateTimeOffset _refusedUntil;
    private (DateTimeOffset Until, string? Id) _right;

    public string SystemOrgId => _client is { } client && VCloudUrn.TryGetUuid(client.Session.OrgHref, out Guid org) ? VCloudUrn.Of("org", org) : "";

    public IClusterOperations Operations => _operations ?? throw new ClusterException(ErrorCodes.VcdUnavailable, "The service has no session in vCloud Director yet.", "Try again a little later.");

    /// <summary>Opens the session, or finds out whether vCD still answers.</summary>
    /// <exception cref="ClusterException">VCD_UNAVAILABLE, with the cause.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) => AskAsync(client => client.Orgs.GetCurrentAsync(cancellationToken), cancellationToken);

    public async Task<ICallerSession> OpenAsync(string token, CancellationToken cancellationToken)
    {
        VCloudClient client = await ClientAsync(refused: null, cancellationToken).ConfigureAwait(false);
        try
        {
            return new VCloudCallerSession(await client.ActAsAsync(token, cancellationToken).ConfigureAwait(false), settings.Engine);
        }
        catch (VCloudAuthenticationException error)
        {
            throw new ClusterException(ErrorCodes.Unauthenticated, "The session has expired or was ended.", "Log in to vCloud Director again.", error);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    public Task<ServiceTask> CreateTaskAsync(string orgId, ServiceTask task, CancellationToken cancellationToken) =>
        AskAsync(async client => Read(await client.ExtensionTasks.CreateAsync(orgId, Write(task), cancellationToken).ConfigureAwait(false)), cancellationToken);

    public Task<ServiceTask> UpdateTaskAsync(ServiceTask task, CancellationToken cancellationToken) =>
        AskAsync(async client => Read(await client.ExtensionTasks.UpdateAsync(Write(task), cancellationToken).ConfigureAwait(false)), cancellationToken);

    public Task<ServiceTask?> GetTaskAsync(string href, CancellationToken cancellationToken) => AskAsync(async client =>
    {
        try
        {
            return Read(await client.ExtensionTasks.GetAsync(href, cancellationToken).ConfigureAwait(false));
        }
        catch (VCloudForbiddenException)
        {
            // vCD does not tell "gone" from "not yours", and everything is an administrator's.
            return (ServiceTask?)null;
        }
    }, cancellationToken);

    public Task<IReadOnlyList<OpenTask>> ListOpenTasksAsync(string? orgId, CancellationToken cancellationToken) => AskAsync(async client =>
    {
        IReadOnlyList<QueryRecord> records = await client.ExtensionTasks.ListOpenAsync(ServiceTask.Namespace, orgId, cancellationToken).ConfigureAwait(false);
        return (IReadOnlyList<OpenTask>)[.. records.Select(record => new OpenTask(record.Href, ClusterIdOf(record["object"]), record["objectName"] ?? "", record.Name, record.GetTime("startDate")))];
    }, cancellationToken);

    public async Task<bool> HasRightAsync(string right, ISet<string>? rights, CallerIdentity caller, CancellationToken cancellationToken)
    {
        // The id of a right changes only when the extension is registered anew, so one that fits needs no question to vCD.
        lock (_gate)
        {
            if (rights is not null && _right.Id is { } known && rights.Contains(known))
                return true;
        }

        string? id = await RightIdAsync(right, cancellationToken).ConfigureAwait(false);
        if (id is null)
            return false;
        if (rights is not null)
            return rights.Contains(id);
        foreach (string role in caller.Roles)
        {
            if (await RoleHasAsync(caller.OrgId, role, id, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }

    public async Task<bool> RightExistsAsync(string right, CancellationToken cancellationToken) => await RightIdAsync(right, cancellationToken).ConfigureAwait(false) is not null;

    public Task<bool> ReadEnabledAsync(CancellationToken cancellationToken) => AskAsync(async client =>
        await ServingFlag.ReadAsync(client, await CatalogAsync(client, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false), cancellationToken);

    public Task WriteEnabledAsync(bool enabled, CancellationToken cancellationToken) => AskAsync(async client =>
    {
        await ServingFlag.WriteAsync(client, await CatalogAsync(client, cancellationToken).ConfigureAwait(false), enabled, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    public Task<VdcProvider> ReadVdcProviderAsync(string vdcId, CancellationToken cancellationToken) => AskAsync(async client =>
    {
        // The administrator's view of a VDC is a document of another kind; only its metadata are the same.
        Vdc document;
        try
        {
            document = await client.Vdcs.GetAsync(VdcOf(client, vdcId), cancellationToken).ConfigureAwait(false);
        }
        catch (VCloudForbiddenException error)
        {
            throw new ClusterException(ErrorCodes.NotFound, $"There is no VDC \"{vdcId}\".", "Give its id, such as vCD shows it.", error);
        }

        return new VdcProvider(document.Name, await new OrgVdcDirectory(client).ReadProviderAsync(vdcId, cancellationToken).ConfigureAwait(false));
    }, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ListVdcProvidersAsync(CancellationToken cancellationToken) =>
        AskAsync(client => new OrgVdcDirectory(client).ListProvidersAsync(cancellationToken), cancellationToken);

    public Task<string> WriteVdcProviderAsync(string vdcId, bool enabled, CancellationToken cancellationToken) => AskAsync(async client =>
        (await new OrgVdcDirectory(client).StartWriteAsync(vdcId, enabled, cancellationToken).ConfigureAwait(false)).Href, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (VCloudClient client in _retired)
            await EndAsync(client).ConfigureAwait(false);
        if (_client is { } current)
            await EndAsync(current).ConfigureAwait(false);
        _connecting.Dispose();
    }

    private static EntityReference VdcOf(VCloudClient client, string vdcId) =>
        VCloudUrn.TryGetUuid(vdcId, out Guid id)
            ? new EntityReference("", new Uri(client.Server.Endpoint, "api/vdc/" + id.ToString("D")).ToString())
            : throw new ClusterException(ErrorCodes.NotFound, $"\"{vdcId}\" is no id of a VDC.");

    private static string ClusterIdOf(string? owner) =>
        owner is not null && owner.StartsWith(ServiceTask.OwnerPrefix, StringComparison.Ordinal) ? owner.Substring(ServiceTask.OwnerPrefix.Length) : "";

    private static ExtensionTask Write(ServiceTask task) => new()
    {
        Href = task.Href,
        OperationKey = task.OperationKey.Length > 0 ? task.OperationKey : null,
        ServiceNamespace = ServiceTask.Namespace,
        Status = task.Status,
        Operation = task.Operation,
        OperationName = task.OperationName,
        Description = task.Description,
        Owner = new EntityReference(task.ClusterName, ServiceTask.OwnerPrefix + task.ClusterId, null, "application/vcloud.cse.cluster+xml"),
        User = new EntityReference(task.UserName, task.UserId, null, MediaTypes.User),
        Progress = task.Progress,
        Details = task.Details,
        Error = task.ErrorMessage is { } message ? new ExtensionTaskError(task.ErrorMajor ?? 500, task.ErrorMinor ?? ErrorCodes.Internal, message) : null,
    };

    private static ServiceTask Read(ExtensionTask task) => new()
    {
        Href = task.Href,
        OperationKey = task.OperationKey ?? "",
        Status = task.Status,
        Operation = task.Operation,
        OperationName = task.OperationName,
        Description = task.Description,
        ClusterId = ClusterIdOf(task.Owner?.Href),
        ClusterName = task.Owner?.Name ?? "",
        UserId = task.User?.Href ?? "",
        UserName = task.User?.Name ?? "",
        Progress = task.Progress,
        Details = task.Details,
        ErrorMajor = task.Error?.MajorErrorCode,
        ErrorMinor = task.Error?.MinorErrorCode,
        ErrorMessage = task.Error?.Message,
        IsCancelRequested = task.IsCancelRequested,
        Started = task.StartTime,
        Ended = task.EndTime,
    };

    private Task<EntityReference?> CatalogAsync(VCloudClient client, CancellationToken cancellationToken) =>
        ServingFlag.FindCatalogAsync(client, Operations, settings.Catalog, settings.TemplateOrg, cancellationToken);

    private async Task<string?> RightIdAsync(string right, CancellationToken cancellationToken)
    {
        DateTimeOffset now = settings.Clock.GetUtcNow();
        lock (_gate)
        {
            if (_right.Until > now)
                return _right.Id;
        }

        EntityReference? found = await AskAsync(client => client.Rights.FindAsync(right, cancellationToken), cancellationToken).ConfigureAwait(false);
        string? id = found is null ? null : VCloudUrn.TryGetUuid(found.Id ?? found.Href, out Guid uuid) ? VCloudUrn.Of("right", uuid) : null;
        lock (_gate)
            _right = (now + s_rightsKept, id);
        return id;
    }

    private async Task<bool> RoleHasAsync(string orgId, string role, string rightId, CancellationToken cancellationToken)
    {
        string key = orgId + "/" + role + "/" + rightId;
        DateTimeOffset now = settings.Clock.GetUtcNow();
        lock (_gate)
        {
            if (_roles.TryGetValue(key, out (DateTimeOffset Until, bool Has) known) && known.Until > now)
                return known.Has;
        }

        IReadOnlyList<EntityReference> rights = await AskAsync(client => client.Rights.ListOfRoleAsync(orgId, role, cancellationToken), cancellationToken).ConfigureAwait(false);
        bool has = rights.Any(right => VCloudUrn.Same(right.Id ?? right.Href, rightId));
        lock (_gate)
        {
            if (_roles.Count > 1_000)
                _roles.Clear();
            _roles[key] = (now + s_rightsKept, has);
        }

        return has;
    }

    private async Task<T> AskAsync<T>(Func<VCloudClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        VCloudClient client = await ClientAsync(refused: null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask(client).ConfigureAwait(false);
        }
        catch (VCloudAuthenticationException)
        {
            // The session has ended and its password opens no other: it may have been changed, and the configuration knows the new one.
            client = await ClientAsync(refused: client, cancellationToken).ConfigureAwait(false);
        }
        catch (VCloudException error)
        {
            throw Told(error);
        }

        try
        {
            return await ask(client).ConfigureAwait(false);
        }
        catch (VCloudException error)
        {
            throw Told(error);
        }
    }

    /// <param name="refused">A client that vCD does not accept any more; null: whichever there is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task<VCloudClient> ClientAsync(VCloudClient? refused, CancellationToken cancellationToken)
    {
        if (_client is { } open && !ReferenceEquals(open, refused))
            return open;
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_client is { } opened && !ReferenceEquals(opened, refused))
                return opened;
            if (settings.Clock.GetUtcNow() < _refusedUntil)
                throw NotAccepted(null);
            VCloudClient client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            // Callers and operations may still speak over the old one's connections.
            if (refused is not null)
                _retired.Add(refused);
            _operations = new DirectOperations(client, settings.Engine);
            return _client = client;
        }
        catch (VCloudException error)
        {
            if (error is VCloudAuthenticationException)
                _refusedUntil = settings.Clock.GetUtcNow() + s_refusedPause;
            throw Told(error);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<VCloudClient> ConnectAsync(CancellationToken cancellationToken)
    {
        VCloudConnectionOptions options;
        try
        {
            options = connection();
        }
        catch (ConfigurationException error)
        {
            // A secret that is being replaced just now must not end the host.
            throw new ClusterException(ErrorCodes.VcdUnavailable, "The password of the service's account cannot be read. " + error.Message, "The provider has to look at the service's configuration.", error);
        }

        VCloudClient client = await VCloudClient.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!client.Session.IsSystem)
                throw new ClusterException(ErrorCodes.Forbidden, $"The service's account is of the organization \"{client.Session.Org}\".", "It has to be a system administrator: only such may make tasks for tenants.");
            settings.Engine.TemplateOrgId = await TemplateOrgAsync(client, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await EndAsync(client).ConfigureAwait(false);
            throw;
        }
    }

    private async Task EndAsync(VCloudClient client)
    {
        using CancellationTokenSource limit = TimeProvider.System.CreateCancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await client.LogoutAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is VCloudException or OperationCanceledException)
        {
            logger.LogWarning("A session of the service was left open: {Error}", error.Message);
        }

        client.Dispose();
    }

    private async Task<string> TemplateOrgAsync(VCloudClient client, CancellationToken cancellationToken)
    {
        string name = settings.TemplateOrg;
        if (string.Equals(name, client.Session.Org, StringComparison.OrdinalIgnoreCase))
            return client.Session.OrgHref;
        IReadOnlyList<EntityReference> orgs = await client.Orgs.ListAsync(cancellationToken).ConfigureAwait(false);
        return orgs.FirstOrDefault(org => string.Equals(org.Name, name, StringComparison.OrdinalIgnoreCase))?.Href
            ?? throw new ClusterException(ErrorCodes.NotFound, $"There is no organization \"{name}\", which the configuration names as the one of the templates.", "Correct broker.org.");
    }

    // A caller must not be told to log in again when it is the service that could not.
    private static ClusterException Told(VCloudException error) => error is VCloudAuthenticationException ? NotAccepted(error) : ClusterErrors.From(error);

    private static ClusterException NotAccepted(Exception? error) =>
        new(ErrorCodes.VcdUnavailable, "vCloud Director does not accept the service's own account.", "The provider has to look at the service's configuration.", error);
}

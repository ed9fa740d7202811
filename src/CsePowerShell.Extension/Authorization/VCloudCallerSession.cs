using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Authorization;

/// <summary>vCD asked with the token of a caller.</summary>
internal sealed class VCloudCallerSession : ICallerSession
{
    private readonly VCloudClient _client;
    private readonly object _gate = new();
    private Task<VCloud.Org>? _org;

    public VCloudCallerSession(VCloudClient client, EngineOptions engine)
    {
        _client = client;
        Operations = new DirectOperations(client, engine);
        VCloudUrn.TryGetUuid(client.Session.OrgHref, out Guid org);
        Identity = new CallerIdentity
        {
            User = client.Session.User,
            UserId = client.Session.UserId ?? "",
            Org = client.Session.Org,
            OrgId = VCloudUrn.Of("org", org),
            Roles = client.Session.Roles,
            MayAdministerExtensions = client.Session.IsSystem && client.Session.Links.Has("down", "application/vnd.vmware.admin.vmwExtension+xml"),
        };
    }

    public CallerIdentity Identity { get; }

    public IClusterOperations Operations { get; }

    public async Task<VdcOffer> ReadVdcAsync(string vdc, string? org, CancellationToken cancellationToken)
    {
        try
        {
            Vdc document = await _client.Vdcs.GetAsync(await FindVdcAsync(vdc, org, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return new VdcOffer
            {
                Name = document.Name,
                Id = UrnOf("vdc", document.Id ?? document.Href),
                Org = Identity.IsSystem ? document.Org?.Name is { Length: > 0 } name ? name : org ?? "" : Identity.Org,
                OrgId = Identity.IsSystem ? UrnOf("org", document.Org?.Href) : Identity.OrgId,
                IsEnabled = document.IsEnabled,
                MayCompose = document.CanCompose,
                Networks = [.. document.Networks.Select(network => network.Name)],
                StorageProfiles = [.. document.StorageProfiles.Select(profile => profile.Name)],
                VApps = [.. document.VApps.Select(vapp => vapp.Name)],
            };
        }
        catch (VCloudForbiddenException error)
        {
            throw NoVdc(vdc, error);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    public async Task<VAppOffer> ReadVAppAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            VApp vapp = await _client.VApps.GetAsync(new EntityReference(cluster.Name, cluster.VAppHref), cancellationToken).ConfigureAwait(false);
            var offer = new VAppOffer
            {
                MayChange = vapp.CanRecompose,
                IsBusy = vapp.RunningTask is not null,
                Org = Identity.Org,
                OrgId = Identity.OrgId,
                VdcId = UrnOf("vdc", vapp.Vdc?.Id ?? vapp.Vdc?.Href ?? cluster.VdcUrn),
            };
            if (!Identity.IsSystem || vapp.Vdc is not { } home)
                return offer;
            // An administrator of the provider changes a tenant's cluster: the task goes where the tenant sees it.
            Vdc vdc = await _client.Vdcs.GetAsync(home, cancellationToken).ConfigureAwait(false);
            return offer with { Org = vdc.Org?.Name is { Length: > 0 } name ? name : cluster.Org, OrgId = UrnOf("org", vdc.Org?.Href) };
        }
        catch (VCloudForbiddenException error)
        {
            throw new ClusterException(ErrorCodes.ClusterNotFound, $"There is no cluster \"{cluster.Name}\".", "", error);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    public async Task<TaskDocument> ReadTaskAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            ExtensionTask task = await _client.ExtensionTasks.GetAsync(TaskHref(id), cancellationToken).ConfigureAwait(false);
            if (task.ServiceNamespace != ServiceTask.Namespace)
                throw NoTask(id);
            string owner = task.Owner?.Href ?? "";
            return new TaskDocument
            {
                Id = id,
                Href = task.Href,
                Status = task.Status,
                Operation = task.Operation,
                OperationName = task.OperationName,
                Progress = task.Progress,
                Details = task.Details.Length > 0 ? task.Details : null,
                ClusterId = owner.StartsWith(ServiceTask.OwnerPrefix, StringComparison.Ordinal) ? owner.Substring(ServiceTask.OwnerPrefix.Length) : null,
                ClusterName = task.Owner?.Name,
                Started = task.StartTime,
                Ended = task.EndTime,
                Error = task.Error is { } error
                    ? new ApiError { Code = ErrorStatus.All.ContainsKey(error.MinorErrorCode) ? error.MinorErrorCode : ErrorStatus.CodeOf(error.MajorErrorCode), Message = error.Message }
                    : null,
            };
        }
        catch (VCloudForbiddenException error)
        {
            throw NoTask(id, error);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    public async Task CancelTaskAsync(string id, CancellationToken cancellationToken)
    {
        TaskDocument task = await ReadTaskAsync(id, cancellationToken).ConfigureAwait(false);
        if (task.Ended is not null)
            throw new ClusterException(ErrorCodes.SpecConflict, $"The task has ended: {task.Status}.");
        try
        {
            await _client.Tasks.CancelAsync(new EntityReference("task", task.Href, null, MediaTypes.Task), cancellationToken).ConfigureAwait(false);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    public void Dispose() => _client.Dispose();

    private static ClusterException NoTask(string id, Exception? inner = null) => new(ErrorCodes.NotFound, $"There is no task \"{id}\" of this service.", "", inner);

    private string TaskHref(string id) => Guid.TryParseExact(id, "D", out Guid uuid)
        ? new Uri(_client.Server.Endpoint, "api/task/" + uuid.ToString("D")).ToString()
        : throw NoTask(id);

    private static string UrnOf(string kind, string? idOrHref) => VCloudUrn.TryGetUuid(idOrHref, out Guid uuid) ? VCloudUrn.Of(kind, uuid) : "";

    private static ClusterException NoVdc(string vdc, Exception? inner = null) =>
        new(ErrorCodes.NotFound, $"There is no VDC \"{vdc}\" that this user can see.", "Check the name; for another organization's VDC name the organization, too.", inner);

    private async Task<EntityReference> FindVdcAsync(string vdc, string? org, CancellationToken cancellationToken)
    {
        if (VCloudUrn.TryGetUuid(vdc, out Guid id) && (vdc.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) || Guid.TryParse(vdc, out _)))
            return new EntityReference(vdc, new Uri(_client.Server.Endpoint, "api/vdc/" + id.ToString("D")).ToString(), null, MediaTypes.Vdc);
        if (Identity.IsSystem)
            return Single(vdc, await _client.Vdcs.ListAsync(vdc, org, cancellationToken).ConfigureAwait(false));
        if (org is not null && !string.Equals(org, Identity.Org, StringComparison.OrdinalIgnoreCase))
            throw NoVdc(vdc);
        VCloud.Org own = await OrgAsync(cancellationToken).ConfigureAwait(false);
        return own.Vdcs.FirstOrDefault(candidate => string.Equals(candidate.Name, vdc, StringComparison.Ordinal)) ?? throw NoVdc(vdc);
    }

    private static EntityReference Single(string vdc, IReadOnlyList<VdcSummary> found) => found.Count switch
    {
        0 => throw NoVdc(vdc),
        1 => found[0],
        _ => throw new ClusterException(ErrorCodes.NameAmbiguous, $"There are {found.Count} VDCs \"{vdc}\".", "Name the organization, or give the id of the VDC.")
        {
            Details = [.. found.Select(candidate => new ErrorDetail { Name = candidate.OrgName, Message = candidate.Id ?? candidate.Href })],
        },
    };

    // The names of VDCs, not what is permitted in them: they may be as old as this session's place in the cache.
    private Task<VCloud.Org> OrgAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_org is null || _org.IsFaulted || _org.IsCanceled)
                _org = _client.Orgs.GetCurrentAsync(cancellationToken);
            return _org;
        }
    }
}

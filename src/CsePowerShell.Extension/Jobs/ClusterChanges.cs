using System.Globalization;
using System.Security.Cryptography;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;
using CsePowerShell.Extension.Routes;

namespace CsePowerShell.Extension.Jobs;

/// <summary>What a caller asks for, on the way to a job: rights, links, duplicates, and then acceptance. The same for the routes of 1.x and the newer ones.</summary>
internal sealed class ClusterChanges(IServiceAccount account, Permissions permissions, TemplateList templates, VdcGate vdcs, JobAcceptance acceptance, ServiceSettings settings)
{
    private const string HashPrefix = "Requested through the API extension; specification ";

    public async Task<AcceptedDocument> CreateAsync(ICallerSession caller, RequestMessage request, CreateClusterDocument wanted, CancellationToken lifetime, CancellationToken deadline)
    {
        (ClusterSpec spec, VdcOffer vdc) = await PermitCreateAsync(caller, request, wanted.Spec, deadline).ConfigureAwait(false);
        string clusterId = NameBasedUuid.ClusterOf(request.Id);
        string hash = HashOf(spec);
        IReadOnlyList<OpenTask> open = await account.ListOpenTasksAsync(vdc.OrgId, deadline).ConfigureAwait(false);
        foreach (OpenTask task in open.Where(task => task.OperationName == TaskTexts.CreateCluster && task.ClusterName == spec.Name && task.ClusterId != clusterId))
        {
            if (await SameAsync(task, spec.Name, hash, vdc.Id, deadline).ConfigureAwait(false) is { } running)
                return Accepted(running, task.ClusterId, NameBasedUuid.OperationOf(running.OperationKey));
        }

        // After the above: whoever sends again what was accepted before the VDC was disabled gets its task.
        await vdcs.RequireAsync(vdc.Id, vdc.Name, deadline).ConfigureAwait(false);
        RequireRoom(open, vdc.OrgId, vdc.Org);
        if (vdc.VApps.Contains(spec.Name, StringComparer.Ordinal) && open.All(task => task.ClusterId != clusterId))
            clusterId = (await RequireSameAsync(caller, spec, vdc, deadline).ConfigureAwait(false)).Id;

        JobDocument job = Draft(JobKind.Create, caller, request, clusterId, spec.Name, vdc.Org, vdc.OrgId);
        (job.VdcId, job.Spec, job.NoRollback, job.TimeoutSeconds) = (vdc.Id, spec, wanted.NoRollback, wanted.TimeoutSeconds);
        return await AcceptAsync(job, caller, request, TaskTexts.CreateCluster, spec.Pools.Where(pool => pool.Role == NodeRole.Worker).Sum(pool => pool.Count), hash + " " + vdc.Id, lifetime).ConfigureAwait(false);
    }

    /// <summary>Checks that a caller may create such a cluster.</summary>
    /// <returns>The specification with ids instead of names, since the service's account sees many a VDC of that name; and the VDC.</returns>
    public async Task<(ClusterSpec Spec, VdcOffer Vdc)> PermitCreateAsync(ICallerSession caller, RequestMessage request, ClusterSpec wanted, CancellationToken deadline)
    {
        ClusterSpec spec = wanted.Clone();
        SpecRules.Check(spec);
        Template template = await templates.FindAsync(spec.Template, spec.TemplateRevision, deadline).ConfigureAwait(false);
        await permissions.RequireRightAsync(caller, request.Security, deadline).ConfigureAwait(false);
        VdcOffer vdc = await caller.ReadVdcAsync(spec.Vdc, spec.Org, deadline).ConfigureAwait(false);
        Permissions.RequireCreate(vdc, spec);
        (spec.Vdc, spec.Org, spec.Catalog) = (vdc.Id, vdc.Org, template.Catalog);
        return (spec, vdc);
    }

    public async Task<AcceptedDocument> ResizeAsync(
        ICallerSession caller, RequestMessage request, Cluster cluster, ResizeClusterDocument wanted, CancellationToken lifetime, CancellationToken deadline)
    {
        int ways = (wanted.WorkerCount is null ? 0 : 1) + (wanted.Add is null ? 0 : 1) + (wanted.Remove is null ? 0 : 1) + (wanted.RemoveNodes is null ? 0 : 1);
        if (ways != 1)
            throw Invalid("WorkerCount", "exactly one of workerCount, add, remove and removeNodes must be given.");
        int change = ChangeOf(cluster, wanted);
        if (cluster.IsLegacy && change > 0)
        {
            throw new ClusterException(ErrorCodes.VersionUnsupported, $"Cluster \"{cluster.Name}\" was made by CSE 1.x and cannot get more nodes.",
                "It can be listed, read, made smaller and removed; make a new cluster for more.");
        }

        VAppOffer vapp = await PermittedAsync(caller, request, cluster, deadline).ConfigureAwait(false);
        JobDocument job = Draft(JobKind.Resize, caller, request, cluster.Id, cluster.Name, vapp.Org, vapp.OrgId);
        (job.VAppUrn, job.VdcId, job.Resize, job.NoRollback, job.Force, job.TimeoutSeconds) = (cluster.VAppUrn, vapp.VdcId, wanted, wanted.NoRollback, wanted.Force, wanted.TimeoutSeconds);
        string hash = HashOf(wanted);
        string name = change >= 0 ? TaskTexts.CreateNodes : TaskTexts.DeleteNodes;
        if (await RunningAsync(cluster, vapp, name, hash, deadline).ConfigureAwait(false) is { } running)
            return running;
        if (change > 0)
            await vdcs.RequireAsync(vapp.VdcId, cluster.Vdc, deadline).ConfigureAwait(false);
        return await AcceptAsync(job, caller, request, name, Math.Abs(change), hash, lifetime).ConfigureAwait(false);
    }

    public async Task<AcceptedDocument> RemoveAsync(
        ICallerSession caller, RequestMessage request, Cluster cluster, bool force, int? timeoutSeconds, CancellationToken lifetime, CancellationToken deadline)
    {
        VAppOffer vapp = await PermittedAsync(caller, request, cluster, deadline, isForced: force).ConfigureAwait(false);
        JobDocument job = Draft(JobKind.Remove, caller, request, cluster.Id, cluster.Name, vapp.Org, vapp.OrgId);
        (job.VAppUrn, job.VdcId, job.Force, job.TimeoutSeconds) = (cluster.VAppUrn, vapp.VdcId, force, timeoutSeconds);
        string hash = HashOf(new { cluster.VAppUrn });
        AcceptedDocument? running = force ? null : await RunningAsync(cluster, vapp, TaskTexts.DeleteCluster, hash, deadline).ConfigureAwait(false);
        return running ?? await AcceptAsync(job, caller, request, TaskTexts.DeleteCluster, 0, hash, lifetime).ConfigureAwait(false);
    }

    /// <summary>How many nodes a resize adds; below zero: removes.</summary>
    /// <exception cref="SpecValidationException">What is wanted is no number of nodes.</exception>
    public static int ChangeOf(Cluster cluster, ResizeClusterDocument wanted)
    {
        if (wanted.Add is { } add)
            return add > 0 ? add : throw Invalid("Add", $"{add} is no number of nodes; at least 1.");
        if (wanted.Remove is { } remove)
            return remove > 0 ? -remove : throw Invalid("Remove", $"{remove} is no number of nodes; at least 1.");
        if (wanted.RemoveNodes is { } names)
            return names.Count > 0 && names.TrueForAll(name => !string.IsNullOrWhiteSpace(name)) ? -names.Count : throw Invalid("RemoveNodes", "name at least one node.");
        List<NodePool> pools = [.. cluster.Pools.Where(pool => pool.Role == NodeRole.Worker && (wanted.Pool is null || pool.Name == wanted.Pool))];
        return wanted.WorkerCount!.Value - (pools.Count == 1 ? pools[0].DesiredCount : 0);
    }

    private static SpecValidationException Invalid(string parameter, string message) => new([new ErrorDetail { Name = parameter, Message = message }]);

    private static string HashOf(object document)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(ContractJson.Write(document)).Take(16).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static AcceptedDocument Accepted(ServiceTask task, string clusterId, string operationId)
    {
        string href = task.Href.TrimEnd('/');
        return new AcceptedDocument
        {
            ClusterId = clusterId,
            ClusterName = task.ClusterName,
            OperationId = operationId,
            TaskHref = task.Href,
            TaskId = href.Substring(href.LastIndexOf('/') + 1),
        };
    }

    /// <summary>Checks that a caller may change a cluster.</summary>
    /// <returns>Its vApp as the caller was shown it.</returns>
    public async Task<VAppOffer> PermittedAsync(ICallerSession caller, RequestMessage request, Cluster cluster, CancellationToken deadline, bool isForced = false)
    {
        await permissions.RequireRightAsync(caller, request.Security, deadline).ConfigureAwait(false);
        VAppOffer vapp = await caller.ReadVAppAsync(cluster, deadline).ConfigureAwait(false);
        Permissions.RequireChange(vapp, cluster, isForced, caller.Identity);
        return vapp;
    }

    /// <summary>An operation that is on record as running: the same wish gets its task, another one has to wait.</summary>
    private async Task<AcceptedDocument?> RunningAsync(Cluster cluster, VAppOffer vapp, string operationName, string hash, CancellationToken deadline)
    {
        if (cluster.CurrentOperation is not { State: OperationState.Running } current)
            return null;
        IReadOnlyList<OpenTask> open = await account.ListOpenTasksAsync(vapp.OrgId, deadline).ConfigureAwait(false);
        foreach (OpenTask task in open.Where(task => task.ClusterId == cluster.Id && task.OperationName == operationName))
        {
            if (await account.GetTaskAsync(task.Href, deadline).ConfigureAwait(false) is { IsFinished: false } running
                && running.Description.StartsWith(HashPrefix + hash, StringComparison.Ordinal))
                return Accepted(running, cluster.Id, NameBasedUuid.OperationOf(running.OperationKey));
        }

        throw new ClusterException(ErrorCodes.ClusterBusy, $"Cluster \"{cluster.Name}\" is being changed by {current.Actor}: {current.Kind}, {current.Phase}.",
            "Wait until that has ended, or cancel its task.");
    }

    private async Task<ServiceTask?> SameAsync(OpenTask open, string name, string hash, string vdcId, CancellationToken deadline)
    {
        if (await account.GetTaskAsync(open.Href, deadline).ConfigureAwait(false) is not { IsFinished: false } task || !task.Description.EndsWith(vdcId, StringComparison.Ordinal))
            return null;
        return task.Description.StartsWith(HashPrefix + hash, StringComparison.Ordinal)
            ? task
            : throw new ClusterException(ErrorCodes.ClusterExists, $"A cluster \"{name}\" of another specification is being created.", "Wait for it, or choose another name.");
    }

    private void RequireRoom(IReadOnlyList<OpenTask> open, string orgId, string org)
    {
        if (open.Count >= settings.MaxOperationsPerOrg)
        {
            throw new ClusterException(ErrorCodes.TooManyRequests, $"Organization \"{org}\" has {open.Count} operations open; at most {settings.MaxOperationsPerOrg} are possible.",
                "Try again when some have ended.");
        }
    }

    // The name is taken in the VDC. The engine knows whether by the same cluster, and says it with the error that fits; then the job is that cluster's, under its own id.
    public static async Task<Cluster> RequireSameAsync(ICallerSession caller, ClusterSpec spec, VdcOffer vdc, CancellationToken deadline)
    {
        List<Cluster> named = await ClusterLookup.ListAsync(caller, new ClusterQuery { NamePattern = spec.Name }, deadline).ConfigureAwait(false);
        Cluster existing = named.Find(cluster => cluster.Name == spec.Name && cluster.VdcUrn == vdc.Id)
            ?? throw new ClusterException(ErrorCodes.ClusterExists, $"The name \"{spec.Name}\" is taken in the VDC by something that is no cluster, or by one that this user cannot see.", "Choose another name.");
        await caller.Operations.PlanCreateAsync(spec, new CreateOptions(), deadline).ConfigureAwait(false);
        return existing;
    }

    private JobDocument Draft(JobKind kind, ICallerSession caller, RequestMessage request, string clusterId, string name, string org, string orgId) => new()
    {
        Id = NameBasedUuid.OperationOf(request.Id),
        Kind = kind,
        RequestId = request.Id,
        ClusterId = clusterId,
        ClusterName = name,
        Org = org,
        OrgId = orgId,
        UserId = caller.Identity.UserId,
        Actor = caller.Identity.ToString(),
        Accepted = settings.Clock.GetUtcNow(),
    };

    private async Task<AcceptedDocument> AcceptAsync(
        JobDocument job, ICallerSession caller, RequestMessage request, string operationName, int nodes, string hash, CancellationToken lifetime)
    {
        var task = new ServiceTask
        {
            OperationKey = request.Id,
            OperationName = operationName,
            Operation = TaskTexts.Running(operationName, job.ClusterName, job.ClusterId, nodes),
            ClusterId = job.ClusterId,
            ClusterName = job.ClusterName,
            UserId = caller.Identity.UserId,
            UserName = caller.Identity.User,
            Description = HashPrefix + hash,
        };
        job.Nodes = nodes;
        ServiceTask accepted = await acceptance.AcceptAsync(job, task, lifetime).ConfigureAwait(false);
        return Accepted(accepted, job.ClusterId, job.Id);
    }
}

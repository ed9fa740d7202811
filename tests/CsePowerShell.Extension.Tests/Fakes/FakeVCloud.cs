using System.Collections.Concurrent;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Jobs;

namespace CsePowerShell.Extension.Tests.Fakes;

/// <summary>
/// A vCD in memory that several workers share: enough of it for the questions the service asks. What it lets callers do is set by the test; what the engine
/// does is a gate that the test opens.
/// </summary>
internal sealed class FakeVCloud
{
    public const string AcmeId = "urn:vcloud:org:8f03aa58-b618-4c32-836b-dc6b612ed3a4";
    public const string SystemId = "urn:vcloud:org:a93c9db9-7471-3192-8d09-a8f7eeda85f9";
    public const string VdcId = "urn:vcloud:vdc:decce037-5b9a-4de0-87f0-18baa9e2b0d2";
    public const string RightId = "urn:vcloud:right:4886663f-ae31-37fc-9a70-3dbe2f24a8c5";
    public const string AliceId = "urn:vcloud:user:4e1fe1f6-44a4-4ee8-a1ab-758d66a1e90d";

    private int _taskNumber;

    public FakeVCloud()
    {
        Callers["alice-token"] = new CallerIdentity { User = "alice", UserId = AliceId, Org = "acme", OrgId = AcmeId };
        Callers["admin-token"] = new CallerIdentity { User = "administrator", UserId = "urn:vcloud:user:00000000-0000-4000-8000-000000000001", Org = "System", OrgId = SystemId, MayAdministerExtensions = true };
    }

    public ConcurrentDictionary<string, CallerIdentity> Callers { get; } = new();

    public ConcurrentDictionary<string, ServiceTask> Tasks { get; } = new();

    public ConcurrentDictionary<string, Cluster> Clusters { get; } = new();

    public ConcurrentQueue<(string Host, string OperationId, string ClusterId)> Started { get; } = new();

    public VdcOffer Vdc { get; set; } = new()
    {
        Name = "acme-vdc", Id = VdcId, Org = "acme", OrgId = AcmeId, MayCompose = true, Networks = ["acme-net"], StorageProfiles = ["gold"],
    };

    public VAppOffer VApp { get; set; } = new() { MayChange = true, Org = "acme", OrgId = AcmeId, VdcId = VdcId };

    /// <summary>How the engine's work ends; runs until it says so.</summary>
    public Func<ClusterOperation, string, CancellationToken, Task<OperationResult>> Engine { get; set; } = (_, _, _) => Task.FromResult(new OperationResult { Changed = true });

    public bool IsEnabled { get; set; } = true;

    /// <summary>Listing the container providers fails.</summary>
    public bool ProvidersFail { get; set; }

    /// <summary>Container providers by URN of the VDC.</summary>
    public ConcurrentDictionary<string, string> Providers { get; } = new();

    public bool IsReachable { get; set; } = true;

    /// <summary>What a list waits for.</summary>
    public Task BeforeList { get; set; } = Task.CompletedTask;

    public int Logins;

    public int ProviderLists;

    public int TaskWrites;

    public FakeAccount On(string host) => new(this, host);

    public ServiceTask NewTask(ServiceTask task)
    {
        string href = "https://vcd.example/api/task/" + new Guid(Interlocked.Increment(ref _taskNumber), 0, 0, new byte[8]).ToString("D");
        return Tasks[href] = task with { Href = href, Started = DateTimeOffset.UtcNow };
    }
}

/// <summary>The fake as one host's service account, and the sessions of callers through that host.</summary>
internal sealed class FakeAccount : IServiceAccount, ICallerSessions
{
    private readonly FakeVCloud _cloud;

    public FakeAccount(FakeVCloud cloud, string host)
    {
        _cloud = cloud;
        Operations = new FakeOperations(cloud, host);
    }

    public bool IsCutOff { get; set; }

    public string SystemOrgId => FakeVCloud.SystemId;

    public IClusterOperations Operations { get; }

    public Task ProbeAsync(CancellationToken ct) => Ask(() => true);

    public Task<ICallerSession> OpenAsync(string token, CancellationToken ct) => Ask<ICallerSession>(() =>
    {
        Interlocked.Increment(ref _cloud.Logins);
        return _cloud.Callers.TryGetValue(token, out CallerIdentity? identity)
            ? new FakeCaller(_cloud, identity, Operations)
            : throw new ClusterException(ErrorCodes.Unauthenticated, "The session has expired or was ended.");
    });

    public Task<ServiceTask> CreateTaskAsync(string orgId, ServiceTask task, CancellationToken ct) => Ask(() =>
    {
        lock (_cloud.Tasks)
            return _cloud.Tasks.Values.FirstOrDefault(known => known.OperationKey == task.OperationKey) ?? _cloud.NewTask(task);
    });

    public Task<ServiceTask> UpdateTaskAsync(ServiceTask task, CancellationToken ct) => Ask(() =>
    {
        Interlocked.Increment(ref _cloud.TaskWrites);
        return _cloud.Tasks.AddOrUpdate(task.Href, task, (_, old) => old.IsFinished
            ? throw new ClusterException(ErrorCodes.VcdError, "The task has ended and cannot be updated.")
            : task with { IsCancelRequested = old.IsCancelRequested, Started = old.Started });
    });

    public Task<ServiceTask?> GetTaskAsync(string href, CancellationToken ct) => Ask(() => _cloud.Tasks.TryGetValue(href, out ServiceTask? task) ? task : null);

    public Task<IReadOnlyList<OpenTask>> ListOpenTasksAsync(string? orgId, CancellationToken ct) => Ask<IReadOnlyList<OpenTask>>(() =>
        [.. _cloud.Tasks.Values.Where(task => !task.IsFinished).Select(task => new OpenTask(task.Href, task.ClusterId, task.ClusterName, task.OperationName, task.Started))]);

    public Task<bool> HasRightAsync(string right, ISet<string>? rights, CallerIdentity caller, CancellationToken ct) => Ask(() => rights?.Contains(FakeVCloud.RightId) ?? false);

    public Task<bool> ReadEnabledAsync(CancellationToken ct) => Ask(() => _cloud.IsEnabled);

    public Task WriteEnabledAsync(bool enabled, CancellationToken ct) => Ask(() => _cloud.IsEnabled = enabled);

    public Task<IReadOnlyDictionary<string, string>> ListVdcProvidersAsync(CancellationToken ct) => Ask<IReadOnlyDictionary<string, string>>(() =>
    {
        Interlocked.Increment(ref _cloud.ProviderLists);
        if (_cloud.ProvidersFail)
            throw new ClusterException(ErrorCodes.VcdUnavailable, "vCloud Director does not answer.");
        return new Dictionary<string, string>(_cloud.Providers);
    });

    public Task<VdcProvider> ReadVdcProviderAsync(string vdcId, CancellationToken ct) =>
        Ask(() => new VdcProvider("acme-vdc", _cloud.Providers.TryGetValue("urn:vcloud:vdc:" + vdcId, out string? provider) ? provider : null));

    public Task<string> WriteVdcProviderAsync(string vdcId, bool enabled, CancellationToken ct) => Ask(() =>
    {
        _cloud.Providers["urn:vcloud:vdc:" + vdcId] = enabled ? "vcd" : "none";
        return "https://vcd.example/api/task/1";
    });

    private async Task<T> Ask<T>(Func<T> answer)
    {
        await Task.Yield();
        return IsCutOff || !_cloud.IsReachable ? throw new ClusterException(ErrorCodes.VcdUnavailable, "vCloud Director does not answer.") : answer();
    }

    private sealed class FakeCaller(FakeVCloud cloud, CallerIdentity identity, IClusterOperations operations) : ICallerSession
    {
        public CallerIdentity Identity => identity;

        public IClusterOperations Operations => operations;

        public async Task<VdcOffer> ReadVdcAsync(string vdc, string? org, CancellationToken ct)
        {
            await Task.Yield();
            return vdc == cloud.Vdc.Name || vdc == cloud.Vdc.Id ? cloud.Vdc : throw new ClusterException(ErrorCodes.NotFound, $"There is no VDC \"{vdc}\".");
        }

        public async Task<VAppOffer> ReadVAppAsync(Cluster cluster, CancellationToken ct)
        {
            await Task.Yield();
            return cloud.VApp;
        }

        public Task<TaskDocument> ReadTaskAsync(string id, CancellationToken ct)
        {
            ServiceTask task = cloud.Tasks.Values.FirstOrDefault(task => task.Href.EndsWith(id, StringComparison.Ordinal)) ?? throw new ClusterException(ErrorCodes.NotFound, "No such task.");
            return Task.FromResult(new TaskDocument { Id = id, Href = task.Href, Status = task.Status });
        }

        public Task CancelTaskAsync(string id, CancellationToken ct)
        {
            string href = cloud.Tasks.Keys.First(href => href.EndsWith(id, StringComparison.Ordinal));
            cloud.Tasks.AddOrUpdate(href, _ => throw new InvalidOperationException(), (_, task) => task with { IsCancelRequested = true });
            return Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>The engine of one host. Each operation is handed to <see cref="FakeVCloud.Engine"/>.</summary>
internal sealed class FakeOperations(FakeVCloud cloud, string host) : IClusterOperations
{
    public async Task ForEachClusterAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct)
    {
        await cloud.BeforeList.WaitAsync(ct);
        foreach (Cluster cluster in cloud.Clusters.Values.Where(cluster => (query.NamePattern is null || cluster.Name == query.NamePattern) && (query.Id is null || cluster.Id == query.Id)))
            await onCluster(cluster);
    }

    public Task<Cluster> GetClusterAsync(ClusterReference reference, CancellationToken ct) =>
        Task.FromResult(cloud.Clusters.Values.FirstOrDefault(cluster => cluster.Name == reference.Name || cluster.VAppUrn == reference.VAppUrn)
            ?? throw new ClusterException(ErrorCodes.ClusterNotFound, $"There is no cluster \"{reference}\"."));

    public Task<ClusterNodes> GetNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<Template>> ListTemplatesAsync(TemplateQuery query, CancellationToken ct) => Task.FromResult<IReadOnlyList<Template>>(
        [new Template { Name = "ubuntu-24.04_k8s-1.31", Revision = 2, KubernetesVersion = "v1.31.4", Cni = "flannel", CniVersion = "v0.25.1", Catalog = "cse", VAppTemplateName = "ubuntu-24.04_k8s-1.31_rev2", IsUsable = true }]);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct) => throw new NotSupportedException();

    public Task<ClusterPlan> PlanCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct) => Task.FromResult(new ClusterPlan());

    public Task<ClusterPlan> PlanResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) => throw new NotSupportedException();

    public Task<ClusterPlan> PlanRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) => throw new NotSupportedException();

    public Task<ClusterOperation> StartCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct) => StartAsync(OperationKind.Create, options.Origin!, spec.Name);

    public Task<ClusterOperation> StartResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) => StartAsync(OperationKind.Resize, request.Origin!, reference.ToString());

    public Task<ClusterOperation> StartRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) => StartAsync(OperationKind.Remove, options.Origin!, reference.ToString());

    public Task<string> GetKubeconfigAsync(ClusterReference reference, CancellationToken ct) => Task.FromResult("apiVersion: v1\nkind: Config\n");

    public Task<IReadOnlyList<OperationRecord>> ListOperationsAsync(ClusterQuery query, CancellationToken ct) => throw new NotSupportedException();

    public Task<OperationRecord?> FindTaskAsync(string taskId, CancellationToken ct) => throw new NotSupportedException();

    public Task CancelTaskAsync(string taskId, CancellationToken ct) => throw new NotSupportedException();

    public Task<OperationRecord> WaitForTaskAsync(OperationRecord task, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) => throw new NotSupportedException();

    public Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) => throw new NotSupportedException();

    private Task<ClusterOperation> StartAsync(OperationKind kind, OperationOrigin origin, string name)
    {
        cloud.Started.Enqueue((host, origin.OperationId, origin.ClusterId ?? ""));
        var operation = new ClusterOperation(origin.OperationId, kind, origin.ClusterId ?? "", name, "acme", "acme-vdc", "", TimeProvider.System);
        _ = Task.Run(async () =>
        {
            try
            {
                operation.Succeed(await cloud.Engine(operation, host, operation.StopToken));
            }
            catch (Exception error)
            {
                operation.Fail(error);
            }
        });
        return Task.FromResult(operation);
    }
}

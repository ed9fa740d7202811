using CsePowerShell.Clusters;

namespace CsePowerShell.Tests.Support;

/// <summary>An engine without a cloud: a list of clusters, operations that the test drives, and a log of what was asked of it.</summary>
internal sealed class FakeClusters : IClusterOperations
{
    public List<Cluster> All { get; } = [];

    public List<Template> Templates { get; } = [];

    public List<CheckResult> Checks { get; } = [];

    public List<Node> Nodes { get; } = [];

    public List<string> NodeWarnings { get; } = [];

    /// <summary>Null: Kubernetes could not be asked.</summary>
    public IReadOnlyList<string>? SystemPodsNotRunning { get; set; }

    public List<OperationRecord> Records { get; } = [];

    /// <summary>Every call, as a word and its subject.</summary>
    public List<string> Calls { get; } = [];

    public List<ClusterSpec> Specs { get; } = [];

    public List<ResizeRequest> Resizes { get; } = [];

    public ClusterPlan Plan { get; set; } = new() { ClusterName = "web", Steps = [new PlanStep { Number = 1, Text = "Make a vApp." }] };

    public string Kubeconfig { get; set; } = "apiVersion: v1\n";

    /// <summary>What an operation does once it is started; by default it ends well at once.</summary>
    public Func<ClusterOperation, Task> Work { get; set; } = operation =>
    {
        operation.Succeed(new OperationResult { Changed = true, Cluster = new Cluster { Id = operation.ClusterId, Name = operation.ClusterName } });
        return Task.CompletedTask;
    };

    /// <summary>Thrown by the call whose subject it fits.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    public ClusterOperation? LastOperation { get; private set; }

    /// <summary>Answers a WaitAsync; by default with the record as it is.</summary>
    public Func<ClusterReference, CancellationToken, Task<OperationRecord>>? Waiting { get; set; }

    public static Cluster Cluster(string name, string org = "acme", string vdc = "acme-vdc", int workers = 2) => new()
    {
        Id = Guid.NewGuid().ToString("D"),
        VAppUrn = "urn:vcloud:vapp:" + Guid.NewGuid().ToString("D"),
        Name = name,
        Org = org,
        Vdc = vdc,
        State = ClusterState.Ready,
        DesiredNodes = workers + 1,
        ReadyNodes = workers + 1,
        Pools =
        [
            new NodePool { Name = "control-plane", Role = NodeRole.ControlPlane, DesiredCount = 1 },
            new NodePool { Name = "workers", Role = NodeRole.Worker, DesiredCount = workers },
        ],
    };

    public async Task ForEachClusterAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct)
    {
        Log("list", query.NamePattern ?? "*");
        foreach (Cluster cluster in All.Where(cluster => Matches(query, cluster)).ToArray())
        {
            ct.ThrowIfCancellationRequested();
            await onCluster(cluster);
        }
    }

    public Task<Cluster> GetClusterAsync(ClusterReference reference, CancellationToken ct)
    {
        Log("get", reference.ToString());
        return Task.FromResult(Find(reference));
    }

    public Task<ClusterNodes> GetNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct)
    {
        Log(askKubernetes ? "nodes+k8s" : "nodes", reference.ToString());
        Cluster cluster = Find(reference);
        return Task.FromResult(new ClusterNodes([.. Nodes.Where(node => node.ClusterId == cluster.Id)], NodeWarnings) { SystemPodsNotRunning = SystemPodsNotRunning });
    }

    public Task<IReadOnlyList<Template>> ListTemplatesAsync(TemplateQuery query, CancellationToken ct)
    {
        Log("templates", query.NamePattern ?? "*");
        return Task.FromResult<IReadOnlyList<Template>>([.. Templates.Where(template =>
            (query.Revision ?? template.Revision) == template.Revision && (query.Catalog ?? template.Catalog) == template.Catalog)]);
    }

    public Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct)
    {
        Log("check", spec?.Vdc ?? "");
        if (spec is not null)
        {
            Specs.Add(spec);
        }

        return Task.FromResult<IReadOnlyList<CheckResult>>(Checks);
    }

    public Task<ClusterPlan> PlanCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct)
    {
        Log("plan-create", spec.Name);
        Specs.Add(spec);
        return Task.FromResult(Plan);
    }

    public Task<ClusterPlan> PlanResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct)
    {
        Log("plan-resize", reference.ToString());
        return Task.FromResult(Plan);
    }

    public Task<ClusterPlan> PlanRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct)
    {
        Log("plan-remove", reference.ToString());
        return Task.FromResult(Plan);
    }

    public Task<ClusterOperation> StartCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct)
    {
        Log("create", spec.Name);
        Specs.Add(spec);
        return Task.FromResult(Start(OperationKind.Create, Cluster(spec.Name, vdc: spec.Vdc), $"New-CseCluster -Name {spec.Name}"));
    }

    public Task<ClusterOperation> StartResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct)
    {
        Log("resize", reference.ToString());
        Resizes.Add(request);
        return Task.FromResult(Start(OperationKind.Resize, Find(reference), $"Set-CseClusterSize {reference}"));
    }

    public Task<ClusterOperation> StartRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct)
    {
        Log(options.Force ? "remove-force" : "remove", reference.ToString());
        return Task.FromResult(Start(OperationKind.Remove, Find(reference), $"Remove-CseCluster {reference}"));
    }

    public Task<string> GetKubeconfigAsync(ClusterReference reference, CancellationToken ct)
    {
        Log("kubeconfig", reference.ToString());
        return Task.FromResult(Kubeconfig);
    }

    /// <summary>Called at each look at the operations, with how many there have been: what happens between two looks.</summary>
    public Action<int>? OnLook { get; set; }

    private int _looks;

    public Task<IReadOnlyList<OperationRecord>> ListOperationsAsync(ClusterQuery query, CancellationToken ct)
    {
        Log("operations", query.Id ?? query.NamePattern ?? "*");
        OnLook?.Invoke(++_looks);
        return Task.FromResult<IReadOnlyList<OperationRecord>>(Records);
    }

    public Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct)
    {
        Log("wait", reference.ToString());
        return Waiting is { } waiting ? waiting(reference, ct) : Task.FromResult(Records.First(record => record.ClusterId == reference.Id));
    }

    /// <summary>Tasks of the service that vCD knows.</summary>
    public List<OperationRecord> Tasks { get; } = [];

    public Task<OperationRecord?> FindTaskAsync(string taskId, CancellationToken ct)
    {
        Log("find-task", taskId);
        return Task.FromResult(Tasks.Find(task => task.Id == taskId));
    }

    public Task CancelTaskAsync(string taskId, CancellationToken ct)
    {
        Log("cancel", taskId);
        return Task.CompletedTask;
    }

    public Task<OperationRecord> WaitForTaskAsync(OperationRecord task, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct)
    {
        Log("wait-task", task.Id);
        return Task.FromResult(Tasks.First(known => known.Id == task.Id));
    }

    private static bool Matches(ClusterQuery query, Cluster cluster) =>
        (query.NamePattern is null || new Binding.NamePattern(query.NamePattern).Matches(cluster.Name))
        && (query.Org ?? cluster.Org) == cluster.Org && (query.Vdc ?? cluster.Vdc) == cluster.Vdc;

    private Cluster Find(ClusterReference reference)
    {
        Cluster[] found = [.. All.Where(cluster => reference.Id is { } id ? cluster.Id == id : reference.VAppUrn is { } urn ? cluster.VAppUrn == urn
            : cluster.Name == reference.Name && (reference.Org ?? cluster.Org) == cluster.Org && (reference.Vdc ?? cluster.Vdc) == cluster.Vdc)];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new ClusterException(ErrorCodes.ClusterNotFound, $"There is no cluster '{reference}'.", "List what there is with Get-CseCluster."),
            _ => throw new ClusterException(ErrorCodes.NameAmbiguous, $"'{reference}' fits {found.Length} clusters.", "Give the id.")
            {
                Details = [.. found.Select(cluster => new ErrorDetail { Name = cluster.Id, Message = $"{cluster.Org}/{cluster.Vdc}" })],
            },
        };
    }

    private ClusterOperation Start(OperationKind kind, Cluster cluster, string resumeHint)
    {
        ClusterOperation operation = new(Guid.NewGuid().ToString("D"), kind, cluster.Id, cluster.Name, cluster.Org, cluster.Vdc, resumeHint, TimeProvider.System);
        LastOperation = operation;
        _ = Task.Run(() => Work(operation));
        return operation;
    }

    private void Log(string call, string subject)
    {
        lock (Calls)
        {
            Calls.Add($"{call} {subject}");
        }

        if (Fault(subject) is { } fault)
        {
            throw fault;
        }
    }
}

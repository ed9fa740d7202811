using CsePowerShell.Clusters;

namespace CsePowerShell;

/// <summary>From the engine's objects to what the pipeline gets.</summary>
internal static class OutputMapping
{
    public static CseCluster ToOutput(this Cluster cluster, string server) => new()
    {
        Id = cluster.Id,
        Name = cluster.Name,
        Org = cluster.Org,
        Vdc = cluster.Vdc,
        Owner = cluster.Owner,
        State = cluster.State.ToString(),
        VAppId = cluster.VAppUrn,
        Href = cluster.VAppHref,
        VAppStatus = cluster.VAppStatus,
        ControlPlaneEndpoint = cluster.ControlPlaneEndpoint,
        KubernetesVersion = cluster.KubernetesVersion,
        Template = cluster.Template,
        TemplateRevision = cluster.TemplateRevision,
        Network = cluster.Network,
        NodePools = [.. cluster.Pools.Select(ToOutput)],
        WorkerCount = Wanted(cluster, NodeRole.Worker),
        ControlPlaneCount = Wanted(cluster, NodeRole.ControlPlane),
        DesiredNodes = cluster.DesiredNodes,
        ReadyNodes = cluster.ReadyNodes,
        VmCount = cluster.VmCount,
        Nodes = cluster.Nodes?.Select(node => node.ToOutput(server)).ToArray(),
        Created = cluster.Created?.LocalDateTime,
        LeaseExpires = cluster.LeaseExpires?.LocalDateTime,
        CertificateExpires = cluster.CertificateExpires?.LocalDateTime,
        CseVersion = cluster.CseVersion,
        IsLegacy = cluster.IsLegacy,
        IsBusy = cluster.IsBusy || cluster.CurrentOperation is { State: OperationState.Running },
        Task = cluster.CurrentOperation?.ToOutput(server),
        Warnings = [.. cluster.Warnings],
        Server = server,
    };

    public static CseNode ToOutput(this Node node, string server) => new()
    {
        Name = node.Name,
        ClusterId = node.ClusterId,
        ClusterName = node.ClusterName,
        Role = node.Role.ToString(),
        Pool = node.Pool,
        VmId = node.VmId,
        Address = node.Address,
        PowerState = node.PowerState,
        CustomizationState = node.CustomizationState,
        Ready = node.Ready,
        Schedulable = node.Schedulable,
        KubeletVersion = node.KubeletVersion,
        Cpu = node.Cpu,
        MemoryMB = node.MemoryMB,
        Server = server,
    };

    public static CseTemplate ToOutput(this Template template, string server) => new()
    {
        Name = template.Name,
        Revision = template.Revision,
        KubernetesVersion = template.KubernetesVersion,
        Cni = template.Cni,
        CniVersion = template.CniVersion,
        Catalog = template.Catalog,
        Id = template.Id,
        Href = template.Href,
        Status = template.Status,
        IsUsable = template.IsUsable,
        Server = server,
    };

    public static CseTestResult ToOutput(this CheckResult check, string server) => new()
    {
        Name = check.Name,
        Result = check.Result.ToString(),
        Detail = check.Detail,
        Fix = check.Fix,
        Code = check.Code,
        Server = server,
    };

    public static CseClusterPlan ToOutput(this ClusterPlan plan, string server) => new()
    {
        Kind = plan.Kind.ToString(),
        ClusterName = plan.ClusterName,
        Org = plan.Org,
        Vdc = plan.Vdc,
        IsEmpty = plan.IsEmpty,
        Steps = [.. plan.Steps.Select(step => step.ToString())],
        VmsToAdd = [.. plan.VmsToAdd],
        VmsToRemove = [.. plan.VmsToRemove],
        VCpu = plan.VCpu,
        MemoryMB = plan.MemoryMB,
        StorageMB = plan.StorageMB,
        Addresses = plan.Addresses,
        QuotaLeft = [.. plan.QuotaLeft],
        OnFailure = plan.OnFailure,
        Warnings = [.. plan.Warnings],
        Server = server,
    };

    /// <param name="vdc">The VDC.</param>
    /// <param name="server">The connection.</param>
    /// <param name="clusters">The clusters in it; null where they were not asked for.</param>
    public static CseOrgVdc ToOutput(this OrgVdc vdc, string server, IEnumerable<Cluster>? clusters) => new()
    {
        Id = vdc.Id,
        Name = vdc.Name,
        Org = vdc.Org,
        State = vdc.State.ToString(),
        ContainerProvider = vdc.Provider,
        IsEnabledInVcd = vdc.IsEnabledInVcd,
        ClusterCount = clusters?.Count(),
        NodeCount = clusters?.Sum(cluster => cluster.VmCount ?? 0),
        VmCount = vdc.VmCount,
        CpuFreeMHz = Left(vdc.CpuLimitMHz, vdc.CpuUsedMHz),
        MemoryFreeMB = Left(vdc.MemoryLimitMB, vdc.MemoryUsedMB),
        Href = vdc.Href,
        Server = server,
    };

    private static long? Left(long? limit, long? used) => limit is > 0 && used is not null ? Math.Max(0, limit.Value - used.Value) : null;

    public static CseTask ToOutput(this OperationRecord record, string server) => new()
    {
        Id = record.Id,
        Kind = record.Kind.ToString(),
        ClusterId = record.ClusterId,
        ClusterName = record.ClusterName,
        Org = record.Org,
        Vdc = record.Vdc,
        Status = record.State.ToString(),
        Phase = record.Phase,
        Activity = record.Activity,
        PercentComplete = record.Percent,
        Started = record.Started == default ? default : record.Started.LocalDateTime,
        Ended = record.Ended?.LocalDateTime,
        PhaseDeadline = record.PhaseDeadline == default ? null : record.PhaseDeadline.LocalDateTime,
        Actor = record.Actor,
        ErrorCode = record.ErrorCode ?? "",
        ErrorMessage = record.ErrorMessage ?? "",
        ResumeCommand = record is { IsTask: true, State: OperationState.Running } ? $"Wait-CseTask {record.Id}" : record.ResumeHint,
        IsServiceTask = record.IsTask,
        Server = server,
    };

    /// <summary>Back from the pipeline's task to the engine's record: what is needed to wait for it.</summary>
    public static OperationRecord ToRecord(this CseTask task) => new()
    {
        Id = task.Id,
        IsTask = task.IsServiceTask,
        Kind = Enum.TryParse(task.Kind, ignoreCase: true, out OperationKind kind) ? kind : OperationKind.Create,
        ClusterId = task.ClusterId,
        ClusterName = task.ClusterName,
        Org = task.Org,
        Vdc = task.Vdc,
    };

    public static CseRemoval ToOutput(this RemovalReport report, string server) => new()
    {
        ClusterId = report.ClusterId,
        ClusterName = report.ClusterName,
        Owned = [.. report.Owned],
        Left = [.. report.Left],
        Server = server,
    };

    private static CseNodePool ToOutput(NodePool pool) => new()
    {
        Name = pool.Name,
        Role = pool.Role.ToString(),
        Count = pool.DesiredCount,
        ActualCount = pool.ActualCount,
        ReadyCount = pool.ReadyCount,
        Cpu = pool.Cpu,
        MemoryMB = pool.MemoryMB,
        DiskMB = pool.DiskMB,
        StorageProfile = pool.StorageProfile,
    };

    // A legacy cluster has no pools, so its wanted numbers are unknown rather than zero.
    private static int? Wanted(Cluster cluster, NodeRole role) =>
        cluster.Pools.Count == 0 ? null : cluster.Pools.Where(pool => pool.Role == role).Sum(pool => pool.DesiredCount);
}

using System.Globalization;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Turns what vCD says into the <see cref="Cluster"/> that people see. The same from a list and from a single read.</summary>
internal sealed class ClusterView(TimeProvider clock)
{
    private static readonly Dictionary<string, string> s_noPools = [];

    /// <summary>From a record of the vApp query.</summary>
    public Cluster OfRecord(QueryRecord record, string org, IReadOnlyCollection<VmRecord>? vms)
    {
        ClusterMarks marks = ClusterMarks.Of(record.Metadata);
        var cluster = new Cluster
        {
            VAppUrn = record.Id ?? "",
            VAppHref = record.Href,
            Name = record.Name,
            Org = org,
            Vdc = record["vdcName"] ?? "",
            VdcUrn = record["vdc"],
            Owner = record["ownerName"] ?? "",
            VAppStatus = record["status"] ?? "",
            IsBusy = record.GetBoolean("isBusy") ?? false,
            Created = record.GetTime("creationDate"),
            VmCount = record.GetNumber("numberOfVMs") is { } count ? (int)count : vms?.Count,
        };
        IReadOnlyDictionary<string, string> pools = Fill(cluster, marks, vms?.Select(vm => vm.Name));
        cluster.Nodes = vms is null ? null : [.. vms.Select(vm => NodeOf(vm, cluster, pools)).OrderBy(node => node.Role == NodeRole.Worker).ThenBy(node => node.Name, StringComparer.Ordinal)];
        return cluster;
    }

    /// <summary>From the vApp itself.</summary>
    public Cluster Of(ClusterRecord record, IReadOnlyCollection<ActualNode> nodes)
    {
        var cluster = new Cluster
        {
            VAppUrn = record.VApp.Id ?? "",
            VAppHref = record.VApp.Href,
            Name = record.Name,
            Org = record.Org,
            Vdc = record.VdcName,
            VdcUrn = record.VApp.Vdc?.Id,
            Owner = record.VApp.Owner?.Name ?? "",
            VAppStatus = StatusWords.Of(record.VApp.Status),
            IsBusy = record.VApp.RunningTask is not null,
            Created = record.VApp.DateCreated,
            VmCount = record.VApp.Vms.Count,
        };
        IReadOnlyDictionary<string, string> pools = Fill(cluster, record.Marks, nodes.Select(node => node.Name));
        if (record.Mark is { } mark)
        {
            cluster.Id = mark.ClusterId;
            cluster.State = clock.GetUtcNow() < mark.Expires && !ProcessIdentity.IsDead(mark.OperationId, mark.Actor) ? ClusterState.Creating : ClusterState.Interrupted;
        }

        cluster.LeaseExpires = LeaseEnd(record.VApp.Lease);
        if (cluster.LeaseExpires is { } end)
            cluster.Warnings.Add($"vCD will end this vApp's lease on {end.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC and then power it off or delete it. Have the lease of the organization or of the vApp raised.");
        string controlPlane = cluster.ControlPlaneEndpoint ?? "";
        cluster.Nodes = [.. nodes.Where(node => node.Role is not null).Select(node => NodeOf(node, cluster, pools)).OrderBy(node => node.Role == NodeRole.Worker).ThenBy(node => node.Name, StringComparer.Ordinal)];
        if (cluster.Nodes.Find(node => node.Role == NodeRole.ControlPlane)?.Address is { } address && controlPlane.Length > 0)
            cluster.ControlPlaneEndpoint = address + ":6443";
        return cluster;
    }

    /// <summary>The record of an operation as people see it.</summary>
    public OperationRecord? OperationOf(ClusterMarks marks, Cluster cluster)
    {
        if (marks.Operation is not { } stored)
            return null;
        OperationState state = stored.StateAt(clock.GetUtcNow(), ProcessIdentity.IsDead);
        return new OperationRecord
        {
            Id = stored.TaskId ?? stored.Id,
            IsTask = stored.TaskId is not null,
            Kind = stored.Kind,
            State = state,
            // What was written last is the boundary that the operation passed last.
            Phase = state == OperationState.Succeeded ? Phases.Done : stored.Phase,
            Percent = state == OperationState.Succeeded ? 100 : stored.Percent,
            PhaseDeadline = stored.Deadline,
            Actor = stored.Actor.ToString(),
            Started = stored.Started,
            Ended = stored.Ended,
            ErrorCode = stored.ErrorCode,
            ErrorMessage = stored.ErrorMessage,
            ClusterId = cluster.Id,
            ClusterName = cluster.Name,
            Org = cluster.Org,
            Vdc = cluster.Vdc,
            ResumeHint = state is OperationState.Interrupted or OperationState.Canceled ? ResumeHints.For(stored.Kind, cluster.Name, cluster.Vdc, marks.Spec) : "",
        };
    }

    /// <summary>When vCD ends the lease of a vApp; null: never.</summary>
    public static DateTimeOffset? LeaseEnd(VAppLease? lease)
    {
        if (lease is null)
            return null;
        DateTimeOffset? first = lease.DeploymentSeconds > 0 ? lease.DeploymentExpiration : null;
        DateTimeOffset? second = lease.StorageSeconds > 0 ? lease.StorageExpiration : null;
        return first is null || second < first ? second ?? first : first;
    }

    /// <summary>What the metadata say. Comes back with the pools' names by VM, where VMs are given.</summary>
    private IReadOnlyDictionary<string, string> Fill(Cluster cluster, ClusterMarks marks, IEnumerable<string>? vmNames)
    {
        List<string>? names = vmNames?.ToList();
        IReadOnlyDictionary<string, string> poolNames = names is { Count: > 0 } && marks is { ClusterId: { } id, Spec: { } known } ? NodePlanner.PoolNames(id, known) : s_noPools;
        cluster.Id = marks.ClusterId ?? "";
        cluster.CseVersion = marks.Text(MetadataKeys.Version) ?? "";
        cluster.Template = marks.Spec?.Template ?? marks.Text(MetadataKeys.Template) ?? "";
        cluster.ControlPlaneEndpoint = marks.Text(MetadataKeys.ControlPlaneAddress) is { } address ? address + ":6443" : null;
        cluster.IsLegacy = marks.IsLegacy;
        if (marks.Spec is { } spec)
        {
            cluster.TemplateRevision = spec.TemplateRevision;
            cluster.KubernetesVersion = spec.KubernetesVersion;
            cluster.Network = spec.Network;
            cluster.DesiredNodes = spec.Pools.Sum(pool => pool.Count);
            cluster.Pools = [.. spec.Pools.Select(pool => PoolOf(pool, spec, marks, names?.Count(name => poolNames.TryGetValue(name, out string? of) && of == pool.Name)))];
            cluster.ReadyNodes = marks.Status?.ReadyByPool.Count > 0 ? marks.Status.ReadyByPool.Values.Sum() : null;
        }

        cluster.CertificateExpires = marks.Status?.CertificateExpires;
        cluster.LeaseExpires = marks.Status?.LeaseExpires;
        cluster.CurrentOperation = OperationOf(marks, cluster);
        cluster.State = StateOf(cluster, marks);
        return poolNames;
    }

    private static NodePool PoolOf(StoredPool pool, StoredSpec spec, ClusterMarks marks, int? there) => new()
    {
        Name = pool.Name,
        Role = pool.Role,
        DesiredCount = pool.Count,
        ActualCount = there,
        ReadyCount = marks.Status is { } status && status.ReadyByPool.TryGetValue(pool.Name, out int ready) ? ready : null,
        Cpu = pool.Cpu,
        MemoryMB = pool.MemoryMB,
        DiskMB = pool.DiskMB,
        StorageProfile = pool.StorageProfile ?? spec.StorageProfile,
    };

    private static ClusterState StateOf(Cluster cluster, ClusterMarks marks)
    {
        switch (cluster.CurrentOperation)
        {
            case { State: OperationState.Running, Kind: var kind }:
                return kind switch
                {
                    OperationKind.Create => ClusterState.Creating,
                    OperationKind.Resize => ClusterState.Resizing,
                    _ => ClusterState.Removing,
                };
            case { State: OperationState.Interrupted or OperationState.Canceled }:
                return ClusterState.Interrupted;
        }

        return (marks.Status?.Phase, cluster.VAppStatus) switch
        {
            (StoredStatus.Failed, _) => ClusterState.Failed,
            (StoredStatus.Creating, _) => ClusterState.Interrupted,
            (_, "POWERED_OFF" or "SUSPENDED" or "RESOLVED") => ClusterState.PoweredOff,
            (StoredStatus.Ready, _) => ClusterState.Ready,
            (StoredStatus.Degraded, _) => ClusterState.Degraded,
            (null, "POWERED_ON") when marks.IsLegacy => cluster.ControlPlaneEndpoint is null ? ClusterState.Failed : ClusterState.Ready,
            (null, "MIXED" or "PARTIALLY_POWERED_OFF") when marks.IsLegacy => ClusterState.Degraded,
            _ => ClusterState.Unknown,
        };
    }

    private static Node NodeOf(VmRecord vm, Cluster cluster, IReadOnlyDictionary<string, string> pools) => new()
    {
        Name = vm.Name,
        ClusterId = cluster.Id,
        ClusterName = cluster.Name,
        Role = NodeName.RoleOf(vm.Name) ?? NodeRole.Worker,
        Pool = pools.TryGetValue(vm.Name, out string? pool) ? pool : "",
        VmId = vm.Id ?? "",
        Address = vm.IpAddress,
        PowerState = vm.Status,
        CustomizationState = StatusWords.Of(vm.GuestCustomization),
        Cpu = vm.Cpu,
        MemoryMB = vm.MemoryMB,
    };

    private static Node NodeOf(ActualNode vm, Cluster cluster, IReadOnlyDictionary<string, string> pools) => new()
    {
        Name = vm.Name,
        ClusterId = cluster.Id,
        ClusterName = cluster.Name,
        Role = vm.Role ?? NodeRole.Worker,
        Pool = pools.TryGetValue(vm.Name, out string? pool) ? pool : "",
        VmId = vm.VmId,
        Address = vm.Address,
        PowerState = vm.Status,
        CustomizationState = vm.Customization,
        Ready = vm.Ready,
        Schedulable = vm.Schedulable,
        KubeletVersion = vm.KubeletVersion,
        Cpu = vm.Cpu,
        MemoryMB = vm.MemoryMB,
    };
}

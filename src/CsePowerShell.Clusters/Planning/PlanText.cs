using System.Globalization;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Says plans in sentences.</summary>
internal static class PlanText
{
    public static ClusterPlan Create(CreateDraft draft, CreateOptions options)
    {
        ClusterPlan plan = New(OperationKind.Create, draft.Spec.Name, draft.Cloud.Org, draft.Cloud.Vdc!.Name);
        plan.OnFailure = options.NoRollback
            ? "What was made is kept, and the same command continues."
            : "What was made is removed again before the failure is reported.";
        if (draft.IsComplete)
            return plan;

        // The names follow from the cluster's id, which a new cluster does not have yet.
        IReadOnlyList<ActualNode> there = draft.Existing?.Nodes() ?? [];
        string id = draft.Existing?.ClusterId ?? "";
        var names = new List<string>();
        var needs = new Needs();
        foreach (StoredPool pool in draft.Stored.Pools)
        {
            int present = id.Length == 0 ? 0 : there.Count(node => NodePlanner.PoolOf(id, draft.Stored, node.Name)?.Name == pool.Name);
            int missing = Math.Max(0, pool.Count - present);
            needs.Add(missing, pool.Cpu, pool.MemoryMB, pool.DiskMB, pool.StorageProfile ?? draft.Stored.StorageProfile, draft.Cloud.Source);
            names.AddRange(id.Length > 0 && pool.Next > 0
                ? NodePlanner.Plan(id, draft.Stored, there).Add.Where(slot => slot.Pool == pool.Name).Select(slot => slot.Name)
                : Enumerable.Range(1, missing).Select(number => $"{(pool.Role == NodeRole.ControlPlane ? NodeName.ControlPlanePrefix : NodeName.WorkerPrefix)}???? ({pool.Name} {number})"));
        }

        if (draft.Existing is null)
            Add(plan, Phases.Composing, $"Compose the vApp \"{draft.Spec.Name}\" in VDC \"{draft.Cloud.Vdc.Name}\" on network \"{draft.Spec.Network}\", with a lease that never ends.");
        if (names.Count > 0)
            Add(plan, Phases.Cloning, $"Clone {names.Count} VMs from template {draft.Cloud.Template}, powered off, with {Describe(draft.Stored, draft.Cloud.Source)}.", names);
        Add(plan, Phases.Starting, "Start the VMs and wait until guest customization is complete.");
        Add(plan, Phases.Initializing, $"Make the control plane with Kubernetes {draft.Stored.KubernetesVersion} and {draft.Cloud.Template?.Cni}.");
        Add(plan, Phases.Joining, $"Join {draft.Stored.WorkerPools.Sum(pool => pool.Count)} workers side by side.");
        Add(plan, Phases.Settling, "Wait until every node is Ready, and record the result.");
        plan.VmsToAdd = names;
        Fill(plan, needs, draft.Cloud);
        return plan;
    }

    public static ClusterPlan Resize(ClusterRecord existing, ResizeTarget target, CloudView? cloud, ResizeRequest request)
    {
        ClusterPlan plan = New(OperationKind.Resize, existing.Name, existing.Org, existing.VdcName);
        StoredSpec spec = existing.Marks.Spec?.Clone() ?? new StoredSpec();
        IReadOnlyList<ActualNode> nodes = existing.Nodes();
        if (target.Grows)
        {
            StoredPool pool = target.PoolIn(spec)!;
            pool.Count = target.Count;
            SlotLedger.Allocate(existing.ClusterId!, spec, pool.Name, NodePlanner.Missing(existing.ClusterId!, pool, nodes), nodes.Select(node => node.Name));
            plan.VmsToAdd = [.. NodePlanner.Plan(existing.ClusterId!, spec, nodes).Add.Select(slot => slot.Name)];
            plan.OnFailure = request.NoRollback ? "Added nodes are kept, and the same command continues." : "Nodes that this call added are removed again before the failure is reported.";
            Add(plan, Phases.Cloning, $"Clone {plan.VmsToAdd.Count} VMs from template {cloud?.Template}, powered off.", plan.VmsToAdd);
            Add(plan, Phases.Starting, "Start them and wait until guest customization is complete.");
            Add(plan, Phases.Joining, $"Join them to \"{existing.Name}\" side by side.");
            Add(plan, Phases.Settling, "Wait until they are Ready, and record the result.");
            var needs = new Needs();
            needs.Add(plan.VmsToAdd.Count, pool.Cpu, pool.MemoryMB, pool.DiskMB, pool.StorageProfile ?? spec.StorageProfile, cloud?.Source);
            Fill(plan, needs, cloud);
            return plan;
        }

        // Without asking Kubernetes all count as Ready; nodes that are not would go first.
        List<ActualNode> leaving = [.. target.Leaving(existing.ClusterId!, spec, [.. nodes.Select(node => node with { Ready = true })])];
        plan.VmsToRemove = [.. leaving.Select(node => node.Name)];
        plan.OnFailure = "If a node cannot be emptied, nothing is removed and all nodes take pods again. After that point the same command continues.";
        if (leaving.Count > 0)
        {
            string which = leaving.Count == 1 ? "1 worker" : $"{leaving.Count} workers";
            Add(plan, Phases.Draining, $"Cordon and drain {which}; workers that are not Ready go before these.", plan.VmsToRemove);
            Add(plan, Phases.Removing, "Take them out of Kubernetes, power the VMs off and delete them.", plan.VmsToRemove);
        }

        Add(plan, Phases.Finishing, "Record the result.");
        plan.VCpu = -leaving.Sum(node => node.Cpu);
        plan.MemoryMB = -leaving.Sum(node => (long)node.MemoryMB);
        plan.StorageMB = -existing.VApp.Vms.Where(vm => plan.VmsToRemove.Contains(vm.Name)).Sum(vm => vm.Disks.Sum(disk => disk.SizeMB));
        plan.Addresses = -leaving.Count;
        return plan;
    }

    public static ClusterPlan Remove(ClusterRecord existing, IReadOnlyCollection<string> owned)
    {
        ClusterPlan plan = New(OperationKind.Remove, existing.Name, existing.Org, existing.VdcName);
        plan.VmsToRemove = [.. existing.VApp.Vms.Select(vm => vm.Name)];
        Add(plan, Phases.Deleting, $"Power off and delete {string.Join(", ", owned)}. Data on their disks are lost.", plan.VmsToRemove);
        plan.VCpu = -existing.VApp.Vms.Sum(vm => vm.Cpu);
        plan.MemoryMB = -existing.VApp.Vms.Sum(vm => (long)vm.MemoryMB);
        plan.StorageMB = -existing.VApp.Vms.Sum(vm => vm.Disks.Sum(disk => disk.SizeMB));
        plan.Addresses = -existing.VApp.Vms.Count;
        plan.OnFailure = "What is left stays marked as a cluster; the same command continues.";
        return plan;
    }

    public static ClusterPlan New(OperationKind kind, string name, string org, string vdc) => new() { Kind = kind, ClusterName = name, Org = org, Vdc = vdc };

    public static void Add(ClusterPlan plan, string phase, string text, IEnumerable<string>? nodes = null) =>
        plan.Steps.Add(new PlanStep { Number = plan.Steps.Count + 1, Phase = phase, Text = text, Nodes = nodes is null ? [] : [.. nodes] });

    public static void Fill(ClusterPlan plan, Needs needs, CloudView? cloud)
    {
        plan.VCpu += needs.VCpu;
        plan.MemoryMB += needs.MemoryMB;
        plan.StorageMB += needs.StorageMB;
        plan.Addresses += needs.Vms;
        if (cloud?.Vdc is not { } vdc)
            return;
        if (vdc.VmQuota > 0 && cloud.VmsInVdc is { } vms)
            plan.QuotaLeft.Add($"VMs: {vdc.VmQuota - vms - needs.Vms} of {vdc.VmQuota}.");
        if (vdc.Memory is { Limit: > 0 } memory && !needs.IsHardwareUnknown)
            plan.QuotaLeft.Add($"Memory: {memory.Limit - memory.Used - needs.MemoryMB} of {memory.Limit} MB.");
        if (cloud.Network is { FreeAddresses: { } free, TotalAddresses: { } total })
            plan.QuotaLeft.Add($"Addresses: {free - needs.Vms} of {total} in network \"{cloud.Network.Name}\".");
        foreach (KeyValuePair<string, long> need in needs.StorageByProfile)
        {
            if (cloud.Profiles.FirstOrDefault(profile => need.Key.Length == 0 ? profile.IsDefault : profile.Name == need.Key) is { LimitMB: > 0, UsedMB: { } used } profile)
                plan.QuotaLeft.Add($"Storage: {profile.LimitMB - used - need.Value} of {profile.LimitMB} MB on \"{profile.Name}\".");
        }
    }

    private static string Describe(StoredSpec spec, Vm? source) => string.Join(", ", spec.Pools.Select(pool =>
        $"{pool.Count} x {Figure(pool.Cpu ?? source?.Cpu)} CPU / {Figure(pool.MemoryMB ?? source?.MemoryMB)} MB ({pool.Name})"));

    private static string Figure(int? value) => value is > 0 and int known ? known.ToString(CultureInfo.InvariantCulture) : "the template's";
}

using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Gives a pool of workers another size. Growing adds and joins; shrinking empties nodes first, and only then changes anything that cannot be taken back.</summary>
internal sealed class ResizeOperation(OperationRunner runner, ClusterDirectory directory)
{
    private VCloudClient Client => runner.Client;

    private EngineOptions Options => runner.Options;

    public async Task<ClusterOperation> StartAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct)
    {
        ClusterRecord existing = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        ResizeTarget target = ResizeTarget.Of(existing, request);
        ManagementKey? key = existing.IsLegacy ? null : ManagementKeys.Load(Options);
        if (key is not null)
            ManagementKeys.EnsureFits(key, existing.Marks.Spec!, existing.Name);

        ClusterOperation operation = runner.New(OperationKind.Resize, request.Origin, existing.ClusterId!, existing.Name, existing.Org, existing.VdcName, target.ResumeHint);
        if (target.IsReached && !NeedsFinishing(existing))
            return runner.Unchanged(operation, directory.View(existing, existing.Nodes()), $"\"{existing.Name}\" has {target.Count} workers; nothing was changed.");

        CloudView? cloud = target.Shrinks ? null : await ReadCloudAsync(existing, target, ct).ConfigureAwait(false);
        runner.Launch(operation, request.Timeout, scope => RunAsync(scope, existing, target, cloud, request, key));
        return operation;
    }

    public async Task<ClusterPlan> PlanAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct)
    {
        ClusterRecord existing = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        ResizeTarget target = ResizeTarget.Of(existing, request);
        if (target.IsReached && !NeedsFinishing(existing))
            return PlanText.New(OperationKind.Resize, existing.Name, existing.Org, existing.VdcName);
        CloudView? cloud = target.Grows ? await ReadCloudAsync(existing, target, ct).ConfigureAwait(false) : null;
        return await OrgVdcCheck.WithAsync(PlanText.Resize(existing, target, cloud, request), Client, cloud?.Vdc, ct).ConfigureAwait(false);
    }

    // An operation that was cut off may have left nodes cordoned or not joined although the number of VMs is right.
    private bool NeedsFinishing(ClusterRecord existing) =>
        existing.Marks.Operation is { Kind: OperationKind.Resize } last
        && last.StateAt(Options.Clock.GetUtcNow(), ProcessIdentity.IsDead) is OperationState.Interrupted or OperationState.Canceled or OperationState.Failed;

    /// <summary>What growing needs from vCD: the template of the cluster in the revision it was made with, and room.</summary>
    private async Task<CloudView> ReadCloudAsync(ClusterRecord existing, ResizeTarget target, CancellationToken ct)
    {
        StoredSpec stored = existing.Marks.Spec!;
        StoredPool pool = target.PoolIn(stored)!;
        var spec = new ClusterSpec
        {
            Name = existing.Name,
            Vdc = existing.VApp.Vdc?.Id ?? existing.VApp.Vdc?.Href ?? existing.VdcName,
            Org = existing.Org.Length > 0 ? existing.Org : null,
            Network = stored.Network,
            Template = stored.Template,
            TemplateRevision = stored.TemplateRevision,
            PodSubnet = stored.PodSubnet,
            ServiceSubnet = stored.ServiceSubnet,
            StorageProfile = stored.StorageProfile,
        };
        CloudView cloud = await CloudView.ReadAsync(Client, Options, spec, ct).ConfigureAwait(false);
        var needs = new Needs();
        needs.Add(target.Additional, pool.Cpu, pool.MemoryMB, pool.DiskMB, pool.StorageProfile ?? stored.StorageProfile, cloud.Source);
        PreflightChecks.ThrowIfFailed([.. PreflightChecks.Resources(cloud, spec, needs)]);
        return cloud;
    }

    private async Task<OperationResult> RunAsync(OperationScope scope, ClusterRecord existing, ResizeTarget target, CloudView? cloud, ResizeRequest request, ManagementKey? key)
    {
        using var work = new ClusterWork(scope, directory, existing.ClusterId!, existing.Org, existing.VdcName, runner.ActorOf(request.Origin));
        work.Take(existing.VApp);
        bool claimed = false;
        try
        {
            await work.Lease.EnsureFreeAsync(existing.Marks).ConfigureAwait(false);
            await work.ReadQuietAsync(scope).ConfigureAwait(false);
            ClusterMarks marks = await work.Lease.AcquireAsync(scope.Limits.Prepare + scope.Limits.Drain, force: false).ConfigureAwait(false);
            claimed = true;
            work.Adopt(marks);
            EnsureSame(existing, marks, target);
            work.EnterWith(Credentials(key, existing.Marks));
            if (target.Shrinks)
                await ShrinkAsync(work, target, request, marks.Operation?.Cordoned ?? []).ConfigureAwait(false);
            else
                await GrowAsync(work, target, cloud!, request, key!, marks.Operation?.Cordoned ?? []).ConfigureAwait(false);
            return new OperationResult { Changed = true, Cluster = work.View() };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ClusterException? failure = scope.FailureOf(error);
            if (claimed)
            {
                using OperationScope cleaning = scope.ForCleaningUp();
                await new FailureHandling(work).RecordAsync(cleaning, failure).ConfigureAwait(false);
            }

            if (failure is null)
                throw;
            throw failure;
        }
    }

    // Between reading and claiming, another operation may have changed the cluster and ended.
    private static void EnsureSame(ClusterRecord before, ClusterMarks now, ResizeTarget target)
    {
        if (before.Marks.Spec is { } spec && now.Spec is { } current && target.PoolIn(current)?.Count != target.PoolIn(spec)?.Count)
            throw new ClusterException(ErrorCodes.SpecConflict, $"The size of \"{before.Name}\" was changed by somebody else meanwhile.", "Look at it with Get-CseCluster, and run the same command again if it is still what you want.");
    }

    // Nodes of CSE 1.x know no key of ours.
    private Func<ActualNode, CancellationToken, Task<GuestCredential>> Credentials(ManagementKey? key, ClusterMarks marks) => key is null
        ? (node, ct) => LegacyCredential.ReadAsync(Client, Options, marks, node, ct)
        : (_, _) => Task.FromResult(GuestCredential.FromKey(key));

    private async Task GrowAsync(ClusterWork work, ResizeTarget target, CloudView cloud, ResizeRequest request, ManagementKey key, IReadOnlyCollection<string> cordonedBefore)
    {
        OperationScope scope = work.Scope;
        var machines = new MachineSteps(work);
        var kubernetes = new KubernetesSteps(work);
        ActualNode controlPlane = KubernetesSteps.ControlPlaneOf(work);
        StoredPool pool = target.PoolIn(work.Spec)!;
        int before = pool.Count;
        var added = new List<string>();
        try
        {
            pool.Count = target.Count;
            SlotLedger.Allocate(work.ClusterId, work.Spec, pool.Name, NodePlanner.Missing(work.ClusterId, pool, work.Nodes), work.Nodes.Select(node => node.Name));
            await work.BeginPhaseAsync(Phases.Cloning, Phases.PercentOf(OperationKind.Resize, Phases.Cloning), scope.Limits.Machines + scope.Limits.Guests, work.SpecEntries()).ConfigureAwait(false);

            Enter(work, Phases.Cloning);
            await machines.RemoveBrokenAsync().ConfigureAwait(false);
            NodeChange change = NodePlanner.Plan(work.ClusterId, work.Spec, work.Nodes);
            added.AddRange(change.Add.Select(slot => slot.Name));
            string script = CustomizationScript.For(new[] { key.PublicKeyLine, work.Texts.TryGetValue(MetadataKeys.SshKey, out string? tenantKey) ? tenantKey : null }.OfType<string>());
            await machines.AddAsync(change.Add, cloud, script).ConfigureAwait(false);
            if (change.Add.Count > 0 || change.Start.Count > 0)
            {
                Enter(work, Phases.Configuring);
                await machines.ConfigureAsync().ConfigureAwait(false);
                Enter(work, Phases.Starting);
                await machines.StartAsync().ConfigureAwait(false);
            }

            Enter(work, Phases.Customizing);
            await machines.CustomizeAsync(PoolNames(work, pool, added)).ConfigureAwait(false);
            ActualNode[] workers = [.. work.Nodes.Where(node => PoolNames(work, pool, added).Contains(node.Name))];
            KubernetesStatus known = await kubernetes.StatusAsync(controlPlane).ConfigureAwait(false);
            ActualNode[] outside = [.. workers.Where(node => known.Find(node.Name) is not { IsReady: true })];

            // A scale-in that was cut off had cordoned these; now they are to stay.
            await kubernetes.UncordonAsync(controlPlane, work.Nodes.Where(node => cordonedBefore.Contains(node.Name))).ConfigureAwait(false);

            Enter(work, Phases.Preparing);
            await kubernetes.PrepareAsync(outside).ConfigureAwait(false);
            CreateOperation.NoteFingerprints(work);
            await work.BeginPhaseAsync(Phases.Joining, Phases.PercentOf(OperationKind.Resize, Phases.Joining), scope.Limits.Join + scope.Limits.Ready, work.StatusEntries()).ConfigureAwait(false);

            Enter(work, Phases.Joining);
            await kubernetes.JoinAsync(controlPlane, outside).ConfigureAwait(false);
            Enter(work, Phases.Settling);
            KubernetesStatus status = await kubernetes.SettleAsync(controlPlane, [.. workers.Select(node => node.Name)]).ConfigureAwait(false);
            await FinishAsync(work, status).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (error is not OperationCanceledException && !request.NoRollback && added.Count > 0)
            {
                pool.Count = before;
                await TakeBackAsync(work, machines, kubernetes, controlPlane, added, error).ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Removes what this call added. The slots stay used up: their names are never given to other nodes.</summary>
    private static async Task TakeBackAsync(ClusterWork work, MachineSteps machines, KubernetesSteps kubernetes, ActualNode controlPlane, IReadOnlyCollection<string> added, Exception cause)
    {
        work.Operation.Enter(Phases.RollingBack, 0, $"Rolling back after: {cause.Message}");
        using OperationScope cleaning = work.Scope.ForCleaningUp();
        try
        {
            await work.ReadQuietAsync(cleaning).ConfigureAwait(false);
            ActualNode[] there = [.. work.Nodes.Where(node => added.Contains(node.Name))];
            try
            {
                await kubernetes.RemoveNodesAsync(controlPlane, there.Select(node => node.Name), cleaning).ConfigureAwait(false);
            }
            catch (ClusterException error)
            {
                work.Operation.Warn($"Added nodes could not be taken out of Kubernetes: {error.Message}");
            }

            await machines.RemoveAsync(there, cleaning).ConfigureAwait(false);
            work.Operation.Tell($"Rolled back: {there.Length} added nodes were removed.");
        }
        catch (ClusterException error)
        {
            work.Status.Phase = StoredStatus.Degraded;
            work.Operation.Warn($"The roll-back did not come through: {error.Message}");
        }
    }

    private async Task ShrinkAsync(ClusterWork work, ResizeTarget target, ResizeRequest request, IReadOnlyCollection<string> cordonedBefore)
    {
        OperationScope scope = work.Scope;
        var machines = new MachineSteps(work);
        var kubernetes = new KubernetesSteps(work);
        ActualNode controlPlane = KubernetesSteps.ControlPlaneOf(work);
        KubernetesStatus status = await kubernetes.StatusAsync(controlPlane).ConfigureAwait(false);
        work.Nodes = KubernetesSteps.Combine(work.Nodes, status);
        IReadOnlyList<ActualNode> leaving = target.Leaving(work.ClusterId, work.Spec, work.Nodes);

        // A scale-in that was cut off had cordoned these; if they are to stay now, they take pods again.
        ActualNode[] staying = [.. work.Nodes.Where(node => cordonedBefore.Contains(node.Name) && !leaving.Contains(node))];
        await kubernetes.UncordonAsync(controlPlane, staying).ConfigureAwait(false);

        TimeSpan drain = request.DrainTimeout ?? scope.Limits.Drain;
        ActualNode[] known = [.. leaving.Where(node => status.Find(node.Name) is not null)];
        work.Record.Cordoned = [.. known.Select(node => node.Name)];
        await work.BeginPhaseAsync(Phases.Draining, Phases.PercentOf(OperationKind.Resize, Phases.Draining), TimeSpan.FromTicks((drain + scope.Limits.Connect).Ticks * Math.Max(1, known.Length))).ConfigureAwait(false);
        Enter(work, Phases.Draining);
        try
        {
            await kubernetes.DrainAsync(controlPlane, known, drain, request.Force).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            work.Record.Cordoned.Clear();
            throw;
        }

        // From here on nodes are given up: the spec says so first, so that whoever continues does not bring them back.
        if (target.PoolIn(work.Spec) is { } pool)
            pool.Count = target.Count;
        await work.BeginPhaseAsync(Phases.Removing, Phases.PercentOf(OperationKind.Resize, Phases.Removing), scope.Limits.Delete, work.Texts.ContainsKey(MetadataKeys.Spec) ? work.SpecEntries() : []).ConfigureAwait(false);
        Enter(work, Phases.Removing);
        await kubernetes.RemoveNodesAsync(controlPlane, leaving.Select(node => node.Name)).ConfigureAwait(false);
        await machines.RemoveAsync(leaving, scope).ConfigureAwait(false);
        work.Record.Cordoned.Clear();
        await work.ReadQuietAsync(scope).ConfigureAwait(false);
        await FinishAsync(work, await kubernetes.StatusAsync(controlPlane).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task FinishAsync(ClusterWork work, KubernetesStatus status)
    {
        Enter(work, Phases.Finishing);
        work.Nodes = KubernetesSteps.Combine(work.Nodes, status);
        bool legacy = !work.Texts.ContainsKey(MetadataKeys.Spec);
        if (!legacy)
        {
            CreateOperation.NoteFingerprints(work);
            CreateOperation.NoteResult(work);
        }

        await work.EndAsync(work.Scope, legacy ? [] : [.. work.SpecEntries(), .. work.StatusEntries()]).ConfigureAwait(false);
    }

    private static HashSet<string> PoolNames(ClusterWork work, StoredPool pool, IEnumerable<string> added)
    {
        HashSet<string> slots = [.. SlotLedger.Of(work.ClusterId, pool).Select(slot => slot.Name)];
        return [.. work.Nodes.Select(node => node.Name).Where(slots.Contains), .. added];
    }

    private static void Enter(ClusterWork work, string phase)
    {
        work.Scope.StopIfAsked();
        work.Operation.Enter(phase, Phases.PercentOf(work.Operation.Kind, phase), phase);
    }
}

using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Makes a cluster. The same call continues what an earlier one left.</summary>
internal sealed class CreateOperation(OperationRunner runner, ClusterDirectory directory)
{
    private VCloudClient Client => runner.Client;

    private EngineOptions Options => runner.Options;

    /// <summary>Decides what is to be done, and does it in the background.</summary>
    public async Task<ClusterOperation> StartAsync(ClusterSpec wanted, CreateOptions options, CancellationToken ct)
    {
        CreateDraft draft = await CreateDraft.ReadAsync(runner, directory, wanted, options, ManagementKeys.Load(Options), ct).ConfigureAwait(false);
        string clusterId = draft.Existing?.ClusterId ?? options.Origin?.ClusterId ?? Guid.NewGuid().ToString("D");
        ClusterOperation operation = runner.New(OperationKind.Create, options.Origin, clusterId, draft.Spec.Name, draft.Cloud.Org, draft.Cloud.Vdc!.Name,
            ResumeHints.For(OperationKind.Create, draft.Spec.Name, draft.Cloud.Vdc.Name, draft.Stored));
        if (draft.IsComplete)
            return await UnchangedAsync(operation, draft, ct).ConfigureAwait(false);
        runner.Launch(operation, options.Timeout, scope => RunAsync(scope, draft, options));
        return operation;
    }

    /// <summary>What a create would do, without doing it.</summary>
    public async Task<ClusterPlan> PlanAsync(ClusterSpec wanted, CreateOptions options, CancellationToken ct)
    {
        CreateDraft draft = await CreateDraft.ReadAsync(runner, directory, wanted, options, key: null, ct).ConfigureAwait(false);
        return await OrgVdcCheck.WithAsync(PlanText.Create(draft, options), Client, draft.Cloud.Vdc, ct).ConfigureAwait(false);
    }

    private async Task<ClusterOperation> UnchangedAsync(ClusterOperation operation, CreateDraft draft, CancellationToken ct)
    {
        ClusterRecord existing = draft.Existing!;

        // The last thing a create does is to give its lease up; one that was killed right before that has left it.
        using (OperationScope scope = OperationScope.For(Client, Options, operation, null))
        {
            ct.ThrowIfCancellationRequested();
            await new LeaseKeeper(scope, existing.VApp, operation.Id, OperationKind.Create, runner.ActorOf(null)).SweepAsync(existing.Marks).ConfigureAwait(false);
        }

        return runner.Unchanged(operation, directory.View(existing, existing.Nodes()), $"The cluster \"{existing.Name}\" exists as wanted; nothing was changed.");
    }

    private async Task<OperationResult> RunAsync(OperationScope scope, CreateDraft draft, CreateOptions options)
    {
        using var work = new ClusterWork(scope, directory, scope.Operation.ClusterId, draft.Cloud.Org, draft.Cloud.Vdc!.Name, runner.ActorOf(options.Origin)) { Spec = draft.Stored };
        bool claimed = false;
        try
        {
            await ClaimAsync(work, draft, options).ConfigureAwait(false);
            claimed = true;
            await BuildAsync(work, draft).ConfigureAwait(false);
            return new OperationResult { Changed = true, Cluster = work.View() };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ClusterException? failure = scope.FailureOf(error);
            bool mine = claimed || (failure is not null && failure.Code != ErrorCodes.ClusterBusy && draft.Existing is null);
            if (work.HasVApp && mine)
                await new FailureHandling(work).AfterCreateAsync(failure, options.NoRollback).ConfigureAwait(false);
            if (failure is null)
                throw;
            throw failure;
        }
    }

    /// <summary>Composes the vApp if there is none, and claims the cluster with its first metadata write.</summary>
    private async Task ClaimAsync(ClusterWork work, CreateDraft draft, CreateOptions options)
    {
        OperationScope scope = work.Scope;
        TimeSpan first = scope.Limits.Machines + scope.Limits.Guests;
        Enter(work, Phases.Composing);
        if (draft.Existing is { } existing)
        {
            work.Take(existing.VApp);
            await work.Lease.EnsureFreeAsync(existing.Marks).ConfigureAwait(false);
            await work.ReadQuietAsync(scope).ConfigureAwait(false);
            work.Adopt(await work.Lease.AcquireAsync(first, force: false).ConfigureAwait(false));
            if (work.Status.WasReady)
                return;
            scope.Operation.Tell($"Continuing the create of \"{existing.Name}\" that was left at \"{existing.Marks.Operation?.Phase ?? Phases.Composing}\".");
            await SetOwnerAsync(work, options, existing.VApp.Owner).ConfigureAwait(false);
        }
        else
        {
            work.Take(await ComposeAsync(work, draft).ConfigureAwait(false));
            await SetOwnerAsync(work, options, current: null).ConfigureAwait(false);
        }

        // Slots of all nodes are given out and stored before any VM is made. From this write on the cluster exists.
        foreach (StoredPool pool in work.Spec.Pools)
            SlotLedger.Allocate(work.ClusterId, work.Spec, pool.Name, NodePlanner.Missing(work.ClusterId, pool, work.Nodes), work.Nodes.Select(node => node.Name));
        work.Status.Phase = StoredStatus.Creating;
        await work.BeginPhaseAsync(Phases.Cloning, Phases.PercentOf(OperationKind.Create, Phases.Cloning), first, Identity(work, draft), work.SpecEntries(), work.StatusEntries()).ConfigureAwait(false);
        if (draft.Existing is null)
            await work.Lease.ConfirmAsync(first, force: false).ConfigureAwait(false);
    }

    /// <summary>
    /// Gives the vApp to whoever the service works for. A host that is killed between the compose and this leaves a vApp of the service's own account, so whoever
    /// continues looks again.
    /// </summary>
    private async Task SetOwnerAsync(ClusterWork work, CreateOptions options, EntityReference? current)
    {
        if (options.Origin?.OwnerId is not { } owner || !VCloudUrn.TryGetUuid(owner, out Guid user) || VCloudUrn.Same(current?.Id ?? current?.Href, owner))
            return;
        var reference = new EntityReference("", new Uri(Client.Server.Endpoint, "/api/admin/user/" + user.ToString("D")).AbsoluteUri, owner, MediaTypes.User);
        await work.Scope.StepAsync("Setting the owner", null, work.Scope.Limits.Metadata, async ct =>
        {
            await Client.VApps.SetOwnerAsync(work.VApp, reference, ct).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private async Task BuildAsync(ClusterWork work, CreateDraft draft)
    {
        OperationScope scope = work.Scope;
        var machines = new MachineSteps(work);
        var kubernetes = new KubernetesSteps(work);
        work.EnterWith((_, _) => Task.FromResult(GuestCredential.FromKey(draft.Key!)));
        string script = CustomizationScript.For(new[] { draft.Key!.PublicKeyLine, work.Texts.TryGetValue(MetadataKeys.SshKey, out string? tenantKey) ? tenantKey : null }.OfType<string>());

        Enter(work, Phases.Cloning);
        await machines.RemoveBrokenAsync().ConfigureAwait(false);
        NodeChange change = NodePlanner.Plan(work.ClusterId, work.Spec, work.Nodes);
        await machines.AddAsync(change.Add, draft.Cloud, script).ConfigureAwait(false);
        if (change.Add.Count > 0 || change.Start.Count > 0)
        {
            Enter(work, Phases.Configuring);
            await machines.ConfigureAsync().ConfigureAwait(false);
            Enter(work, Phases.Starting);
            await machines.StartAsync().ConfigureAwait(false);
        }

        Enter(work, Phases.Customizing);
        string[] names = [.. NodesOf(work)];
        await machines.CustomizeAsync(names).ConfigureAwait(false);
        ActualNode[] nodes = [.. work.Nodes.Where(node => names.Contains(node.Name))];
        ActualNode controlPlane = KubernetesSteps.ControlPlaneOf(work);

        Enter(work, Phases.Preparing);
        await kubernetes.PrepareAsync(nodes).ConfigureAwait(false);
        NoteFingerprints(work);
        TimeSpan inside = scope.Limits.ControlPlane + scope.Limits.Join + scope.Limits.Ready;
        await work.BeginPhaseAsync(Phases.Initializing, Phases.PercentOf(OperationKind.Create, Phases.Initializing), inside, work.StatusEntries()).ConfigureAwait(false);

        Enter(work, Phases.Initializing);
        await kubernetes.InitializeAsync(controlPlane).ConfigureAwait(false);
        Enter(work, Phases.Joining);
        await kubernetes.JoinAsync(controlPlane, [.. nodes.Where(node => node.Role == NodeRole.Worker)]).ConfigureAwait(false);
        Enter(work, Phases.Settling);
        KubernetesStatus status = await kubernetes.SettleAsync(controlPlane, names).ConfigureAwait(false);

        Enter(work, Phases.Finishing);
        work.Nodes = KubernetesSteps.Combine(work.Nodes, status);
        NoteResult(work);
        await work.EndAsync(scope, [new MetadataEntry(MetadataKeys.ControlPlaneAddress, MetadataValue.Of(controlPlane.Address!))], work.StatusEntries()).ConfigureAwait(false);
    }

    private async Task<EntityReference> ComposeAsync(ClusterWork work, CreateDraft draft)
    {
        OperationScope scope = work.Scope;
        var mark = new CreationMark(work.ClusterId, scope.Operation.Id, work.Actor, scope.Clock.GetUtcNow() + scope.Limits.Compose + Lease.Grace);
        var request = new ComposeVApp
        {
            Name = draft.Spec.Name,
            Description = mark.ToText(),
            Network = draft.Cloud.NetworkReference,
            Lease = VAppLease.Unlimited,
        };
        EntityReference? made = null;
        try
        {
            await scope.TaskAsync("Composing the vApp", scope.Limits.Compose, async ct =>
            {
                VApp vapp = await Client.VApps.ComposeAsync(draft.Cloud.Vdc!, request, ct).ConfigureAwait(false);
                made = vapp;
                return vapp.RunningTask ?? throw new ClusterException(ErrorCodes.VcdError, $"vCD composed the vApp \"{vapp.Name}\" without a task.", "Look at the vApp in vCD, and run the same command again.");
            }).ConfigureAwait(false);
            return made!;
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            // The request may have been carried out although its answer was lost: the mark tells whether the vApp of that name is ours.
            if ((made ?? await FindMadeAsync(work, draft, mark).ConfigureAwait(false)) is { } left)
                work.Take(left);
            if (!work.HasVApp && error.InnerException is VCloudException { IsDuplicateName: true })
                throw new ClusterException(ErrorCodes.ClusterExists, $"The VDC has got a vApp \"{draft.Spec.Name}\" meanwhile.", "Look at it with Get-CseCluster, or run the same command again.", error);
            throw;
        }
    }

    private async Task<EntityReference?> FindMadeAsync(ClusterWork work, CreateDraft draft, CreationMark mark)
    {
        try
        {
            using OperationScope cleaning = work.Scope.ForCleaningUp();
            return await cleaning.StepAsync("Looking for the vApp", null, cleaning.Limits.Metadata, async ct =>
            {
                Vdc vdc = await Client.Vdcs.GetAsync(draft.Cloud.Vdc!, ct).ConfigureAwait(false);
                EntityReference? found = vdc.VApps.FirstOrDefault(vapp => vapp.Name == draft.Spec.Name);
                return found is not null && (await Client.VApps.GetAsync(found, ct).ConfigureAwait(false)).Description == mark.ToText() ? found : null;
            }).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    private static IEnumerable<MetadataEntry> Identity(ClusterWork work, CreateDraft draft)
    {
        yield return new MetadataEntry(MetadataKeys.ClusterId, MetadataValue.Of(work.ClusterId));
        yield return new MetadataEntry(MetadataKeys.Version, MetadataValue.Of(MetadataKeys.ProductVersion));
        yield return new MetadataEntry(MetadataKeys.Template, MetadataValue.Of(work.Spec.Template));
        if (draft.Spec.SshPublicKey is { } key)
            yield return new MetadataEntry(MetadataKeys.SshKey, MetadataValue.Of(SshPublicKey.Parse(key).Line));
    }

    private static IEnumerable<string> NodesOf(ClusterWork work)
    {
        // What there is, and what was just added.
        HashSet<string> slots = [.. SlotLedger.All(work.ClusterId, work.Spec).Select(slot => slot.Name)];
        NodeChange change = NodePlanner.Plan(work.ClusterId, work.Spec, work.Nodes);
        return work.Nodes.Where(node => slots.Contains(node.Name)).Select(node => node.Name).Concat(change.Add.Select(slot => slot.Name)).Distinct();
    }

    internal static void NoteFingerprints(ClusterWork work)
    {
        foreach (KeyValuePair<string, string> pin in work.Shells.Pins)
            work.Status.HostKeys[pin.Key] = pin.Value;
    }

    /// <summary>Writes into the status what the nodes are now, and forgets VMs that are gone.</summary>
    internal static void NoteResult(ClusterWork work)
    {
        work.Status.Phase = StoredStatus.Ready;
        work.Status.ReadyByPool.Clear();
        foreach (StoredPool pool in work.Spec.Pools)
        {
            int ready = work.Nodes.Count(node => node.Ready == true && NodePlanner.PoolOf(work.ClusterId, work.Spec, node.Name)?.Name == pool.Name);
            work.Status.ReadyByPool[pool.Name] = ready;
            if (ready < pool.Count)
                work.Status.Phase = StoredStatus.Degraded;
        }

        work.Status.LeaseExpires = ClusterView.LeaseEnd(work.Document?.Lease);
        if (work.Status.LeaseExpires is { } end)
            work.Operation.Warn($"vCD has shortened the lease: the vApp ends on {JsonText.Of(end)}. Have the lease of the organization or of the vApp raised.");
        var there = new HashSet<string>(work.Nodes.Select(node => VCloudUrn.TryGetUuid(node.VmId, out Guid id) ? id.ToString("D") : node.VmId), StringComparer.OrdinalIgnoreCase);
        foreach (string gone in work.Status.HostKeys.Keys.Where(key => !there.Contains(key) && !key.StartsWith("jump:", StringComparison.Ordinal)).ToList())
            work.Status.HostKeys.Remove(gone);
    }

    private static void Enter(ClusterWork work, string phase)
    {
        work.Scope.StopIfAsked();
        work.Operation.Enter(phase, Phases.PercentOf(work.Operation.Kind, phase), phase);
    }
}

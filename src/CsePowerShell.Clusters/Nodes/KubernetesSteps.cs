using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>The steps that happen inside nodes, over SSH. Every script looks first whether its work is done, so each step can be repeated.</summary>
internal sealed class KubernetesSteps(ClusterWork work)
{
    private static readonly TimeSpan s_shortScript = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_tokenReserve = TimeSpan.FromMinutes(5);

    private OperationScope Scope => work.Scope;

    /// <summary>The control plane's node; the API server is asked and told there.</summary>
    /// <exception cref="ClusterException">NODE_NOT_FOUND, or GUEST_UNREACHABLE when it is off.</exception>
    public static ActualNode ControlPlaneOf(ClusterWork work)
    {
        ActualNode node = work.Nodes.Where(candidate => candidate.Role == NodeRole.ControlPlane).OrderBy(candidate => candidate.Name, StringComparer.Ordinal).FirstOrDefault()
            ?? throw new ClusterException(ErrorCodes.NodeNotFound, $"The cluster \"{work.Operation.ClusterName}\" has no control plane VM.", "If it was deleted by hand, remove the cluster and make it anew.");
        return node.IsPoweredOn
            ? node
            : throw new ClusterException(ErrorCodes.GuestUnreachable, $"The control plane \"{node.Name}\" is not running ({node.Status}).", "Start the vApp in vCD.") { Node = node.Name };
    }

    public Task PrepareAsync(IEnumerable<ActualNode> nodes) => Scope.ForEachNodeAsync(nodes, async node =>
    {
        Scope.Operation.Tell(node.Name, "Preparing", 55);
        await work.Shells.RunAsync("Preparing the node", node, Scope.Limits.Prepare, (run, limit, ct) => run.PrepareNodeAsync(limit, line => Line(node, line), ct)).ConfigureAwait(false);
        Scope.Operation.Tell(node.Name, "Prepared", 60);
    });

    /// <summary>Makes the control plane with its network plugin; notes when its certificate ends.</summary>
    public async Task InitializeAsync(ActualNode node)
    {
        string configuration = KubeadmConfiguration.Init(new KubeadmInitSettings
        {
            KubernetesVersion = work.Spec.KubernetesVersion,
            ClusterName = work.Operation.ClusterName,
            NodeName = node.Name,
            AdvertiseAddress = node.Address!,
            PodSubnet = work.Spec.PodSubnet,
            ServiceSubnet = work.Spec.ServiceSubnet,
        });
        Scope.Operation.Tell(node.Name, "Initializing the control plane", 65);

        // Half-done work of an earlier attempt may be reset as long as the cluster was never Ready: then nobody's pods are lost.
        InitializedControlPlane made = await work.Shells.RunAsync("Initializing the control plane", node, Scope.Limits.ControlPlane,
            (run, limit, ct) => run.InitControlPlaneAsync(configuration, resetHalfDone: !work.Status.WasReady, limit, line => Line(node, line), ct)).ConfigureAwait(false);
        work.Status.CertificateExpires = made.CertificateExpires ?? work.Status.CertificateExpires;

        Scope.Operation.Tell(node.Name, "Installing the network plugin", 75);
        await work.Shells.RunAsync("Installing the network plugin", node, Scope.Limits.ControlPlane,
            (run, limit, ct) => run.ApplyNetworkAsync(null, limit, line => Line(node, line), ct)).ConfigureAwait(false);
    }

    /// <summary>Joins the workers that have not joined, side by side, with one short-lived token that is deleted afterwards.</summary>
    public async Task JoinAsync(ActualNode controlPlane, IReadOnlyCollection<ActualNode> workers)
    {
        KubernetesStatus before = await StatusAsync(controlPlane).ConfigureAwait(false);
        ActualNode[] waiting = [.. workers.Where(node => before.Find(node.Name) is not { IsReady: true })];
        if (waiting.Length == 0)
            return;

        int rounds = (waiting.Length + Scope.Options.MaxParallelNodes - 1) / Math.Max(1, Scope.Options.MaxParallelNodes);
        TimeSpan lifetime = TimeSpan.FromTicks(Scope.Limits.Join.Ticks * rounds) + s_tokenReserve;
        JoinTicket ticket = await work.Shells.RunAsync("Making a join token", controlPlane, s_shortScript, (run, limit, ct) => run.MakeJoinAsync(lifetime, limit, ct)).ConfigureAwait(false);
        try
        {
            await Scope.ForEachNodeAsync(waiting, node => JoinOneAsync(node, ticket)).ConfigureAwait(false);
        }
        finally
        {
            await DeleteTokenAsync(controlPlane, ticket.Token.Id).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until every named node is Ready and the system pods run.</summary>
    public async Task<KubernetesStatus> SettleAsync(ActualNode controlPlane, IReadOnlyCollection<string> names)
    {
        KubernetesStatus status = new();
        try
        {
            await Scope.WaitAsync("Waiting for Ready", Scope.Limits.Ready, async ct =>
            {
                for (int round = 0; ; round++)
                {
                    status = await StatusAsync(controlPlane).ConfigureAwait(false);
                    foreach (string name in names)
                    {
                        bool ready = status.Find(name)?.IsReady == true;
                        Scope.Operation.Tell(name, ready ? "Ready" : "Waiting for Ready", ready ? 100 : 90, ready);
                    }

                    if (names.All(name => status.Find(name)?.IsReady == true) && status.SystemPodsNotRunning.Count == 0)
                        return true;
                    await Scope.Clock.Delay(Backoff.ShortOf(round), ct).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
            return status;
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.DeadlineExceeded && error.Step == "Waiting for Ready")
        {
            throw NotReady(status, names, error.Elapsed ?? Scope.Limits.Ready);
        }
    }

    public Task<KubernetesStatus> StatusAsync(ActualNode controlPlane) =>
        work.Shells.RunAsync("Asking Kubernetes", controlPlane, s_shortScript, (run, limit, ct) => run.GetStatusAsync(limit, ct));

    /// <summary>Cordons and empties nodes one after the other. If one is blocked, all are given back to the scheduler and the cluster is as it was.</summary>
    public async Task DrainAsync(ActualNode controlPlane, IReadOnlyList<ActualNode> nodes, TimeSpan limit, bool force)
    {
        var drained = new List<ActualNode>();
        try
        {
            foreach (ActualNode node in nodes)
            {
                Scope.StopIfAsked();
                Scope.Operation.Tell(node.Name, "Draining", 20);
                drained.Add(node);
                DrainResult result = await work.Shells.RunAsync("Draining", controlPlane, limit + s_shortScript,
                    (run, _, ct) => run.DrainNodeAsync(node.Name, force, limit, line => Line(node, line), ct)).ConfigureAwait(false);
                if (!result.IsDrained && node.Ready == true)
                    throw Blocked(node, result, limit);
                if (!result.IsDrained)
                    Scope.Operation.Warn($"The node \"{node.Name}\" is not Ready and could not be emptied; its pods are made anew elsewhere when it is gone.");
                Scope.Operation.Tell(node.Name, "Drained", 50);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await UncordonAsync(controlPlane, drained).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets pods onto nodes again; what cannot be told is said, and no more.</summary>
    public async Task UncordonAsync(ActualNode controlPlane, IEnumerable<ActualNode> nodes)
    {
        using OperationScope cleaning = Scope.ForCleaningUp();
        foreach (ActualNode node in nodes)
        {
            try
            {
                await work.Shells.RunAsync("Uncordoning", controlPlane, s_shortScript, (run, limit, ct) => run.UncordonNodeAsync(node.Name, limit, ct), cleaning).ConfigureAwait(false);
            }
            catch (Exception error) when (error is ClusterException or OperationCanceledException)
            {
                Scope.Operation.Warn($"The node \"{node.Name}\" could not be uncordoned: {error.Message}");
            }
        }
    }

    public async Task RemoveNodesAsync(ActualNode controlPlane, IEnumerable<string> names, OperationScope? within = null)
    {
        foreach (string name in names)
        {
            Scope.Operation.Tell(name, "Removing from Kubernetes", 70);
            await work.Shells.RunAsync("Removing from Kubernetes", controlPlane, s_shortScript, (run, limit, ct) => run.RemoveNodeAsync(name, limit, ct), within).ConfigureAwait(false);
        }
    }

    /// <summary>Puts what Kubernetes says beside what vCD says.</summary>
    public static IReadOnlyList<ActualNode> Combine(IEnumerable<ActualNode> nodes, KubernetesStatus status) =>
    [
        .. nodes.Select(node => status.Find(node.Name) is { } known
            ? node with { Ready = known.IsReady, Schedulable = known.IsSchedulable, KubeletVersion = known.KubeletVersion }
            : node with { Ready = null, Schedulable = null }),
    ];

    private async Task JoinOneAsync(ActualNode node, JoinTicket ticket)
    {
        Scope.Operation.Tell(node.Name, "Joining", 80);
        string configuration = KubeadmConfiguration.Join(new KubeadmJoinSettings
        {
            KubernetesVersion = work.Spec.KubernetesVersion,
            NodeName = node.Name,
            ApiServerEndpoint = ticket.ApiServerEndpoint,
            Token = ticket.Token,
            CaCertHash = ticket.CaCertHash,
        });
        await work.Shells.RunAsync("Joining", node, Scope.Limits.Join, (run, limit, ct) => run.JoinWorkerAsync(configuration, limit, line => Line(node, line), ct)).ConfigureAwait(false);
        Scope.Operation.Tell(node.Name, "Joined", 85);
    }

    // The token ends by itself soon; that it could not be deleted must not turn a good join into a failure.
    private async Task DeleteTokenAsync(ActualNode controlPlane, string id)
    {
        using OperationScope cleaning = Scope.ForCleaningUp();
        try
        {
            await work.Shells.RunAsync("Deleting the join token", controlPlane, s_shortScript, (run, limit, ct) => run.DeleteTokenAsync(id, limit, ct), cleaning).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            Scope.Operation.Warn($"The join token {id} could not be deleted; it expires by itself. {error.Message}");
        }
    }

    private static ClusterException Blocked(ActualNode node, DrainResult result, TimeSpan limit)
    {
        string what = result.Blockers.Count > 0 ? string.Join("; ", result.Blockers) : "kubectl did not say what";
        return new ClusterException(ErrorCodes.DrainBlocked, $"The node \"{node.Name}\" could not be emptied in {ClusterErrors.Seconds(limit)}: {what}. Nothing was removed, and all nodes take pods again.",
            "Change the disruption budget or the pod, give more time, or use -Force for pods that no controller makes again.")
        {
            Node = node.Name,
            Step = "Draining",
            Elapsed = limit,
            LastLines = result.LastLines,
            Details = [.. result.Blockers.Select(blocker => new ErrorDetail { Name = blocker.Namespace + "/" + blocker.Pod, Message = blocker.Budget is null ? blocker.Reason : $"budget {blocker.Namespace}/{blocker.Budget}: {blocker.Reason}" })],
        };
    }

    private static ClusterException NotReady(KubernetesStatus status, IEnumerable<string> names, TimeSpan elapsed)
    {
        string[] late = [.. names.Where(name => status.Find(name)?.IsReady != true)];
        IEnumerable<string> nodes = late.Select(name => status.Find(name) is { } node ? $"{name}: {node.NotReadyReason ?? "not Ready"}" : $"{name}: not in the cluster");
        IEnumerable<string> pods = status.SystemPodsNotRunning.Select(pod => $"pod {pod.Namespace}/{pod.Name}: {pod.Reason ?? pod.Phase}");
        return new ClusterException(ErrorCodes.NodeNotReady, $"After {ClusterErrors.Seconds(elapsed)} the cluster is not Ready: {string.Join("; ", nodes.Concat(pods))}.",
            "Look at the kubelet and the network plugin of the node (keep it with -NoRollback).")
        {
            Node = late.FirstOrDefault(),
            Step = "Waiting for Ready",
            Elapsed = elapsed,
        };
    }

    private void Line(ActualNode node, string line) => Scope.Operation.Tell($"{node.Name}: {line}");
}

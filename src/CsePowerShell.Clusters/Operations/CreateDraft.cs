using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>What is wanted, what vCD offers for it, and what is there already.</summary>
internal sealed record CreateDraft(ClusterSpec Spec, CloudView Cloud, StoredSpec Stored, ClusterRecord? Existing, ManagementKey? Key)
{
    /// <summary>The cluster exists and was complete once; what became of it since is not a create's business.</summary>
    public bool IsComplete => Existing?.Marks.Status?.WasReady == true;

    /// <summary>Validates the spec, and holds it against what vCD has: the VDC with its networks, the template, room, and a cluster of that name.</summary>
    /// <exception cref="ClusterException">The spec cannot be had: VALIDATION_FAILED, NOT_FOUND, CLUSTER_EXISTS, QUOTA_EXCEEDED and others.</exception>
    public static async Task<CreateDraft> ReadAsync(OperationRunner runner, ClusterDirectory directory, ClusterSpec wanted, CreateOptions options, ManagementKey? key, CancellationToken ct)
    {
        ClusterSpec spec = wanted.Clone();
        IReadOnlyList<ErrorDetail> faults = SpecValidator.Validate(spec);
        if (faults.Count > 0)
            throw new SpecValidationException(faults);

        CloudView cloud = await CloudView.ReadAsync(runner.Client, runner.Options, spec, ct).ConfigureAwait(false);
        if (cloud.Vdc is null)
            throw cloud.Missing[nameof(CloudView.Vdc)];
        if (cloud.Vdc.VApps.FirstOrDefault(vapp => vapp.Name == spec.Name) is { } taken
            && await directory.TryReadAsync(taken, cloud.Org, cloud.Vdc.Name, ct).ConfigureAwait(false) is { } existing)
        {
            return Continue(runner, spec, cloud, existing, key, options);
        }

        PreflightChecks.ThrowIfFailed([PreflightChecks.NameFree(cloud, spec), .. PreflightChecks.Resources(cloud, spec, Needs.Of(spec, cloud.Source))]);
        return new CreateDraft(spec, cloud, NewStored(spec, cloud, key), null, key);
    }

    // The name is taken: by this cluster, by a half-made one that is ours to finish, or by something that must not be touched.
    private static CreateDraft Continue(OperationRunner runner, ClusterSpec spec, CloudView cloud, ClusterRecord existing, ManagementKey? key, CreateOptions options)
    {
        if (existing.ClusterId is null)
        {
            throw new ClusterException(ErrorCodes.ClusterExists, $"The VDC \"{cloud.Vdc!.Name}\" has a vApp \"{spec.Name}\" that is no cluster.", "Choose another name.");
        }

        if (existing.IsLegacy)
            throw new ClusterException(ErrorCodes.ClusterExists, $"The VDC \"{cloud.Vdc!.Name}\" has a cluster \"{spec.Name}\" that CSE 1.x made.", "Choose another name, or remove that cluster first.");
        if (existing.Mark is { } mark)
        {
            EnsureAbandoned(runner, existing, mark, options);
            EnsureFound(cloud);
            return new CreateDraft(spec, cloud, NewStored(spec, cloud, key), existing, key);
        }

        StoredSpec stored = existing.Marks.Spec!;
        IReadOnlyList<ErrorDetail> differences = SpecComparison.Differences(spec, stored, existing.Marks.Text(MetadataKeys.SshKey));
        if (differences.Count > 0)
        {
            throw new ClusterException(ErrorCodes.ClusterExists,
                $"The VDC \"{cloud.Vdc!.Name}\" has a cluster \"{spec.Name}\" of another spec: {string.Join(" ", differences)}",
                "Choose another name, change its size with Set-CseClusterSize, or remove it first.") { Details = differences };
        }

        var draft = new CreateDraft(spec, cloud, stored.Clone(), existing, key);
        if (draft.IsComplete)
            return draft;
        if (existing.Marks.Operation is { Kind: OperationKind.Remove } removing && removing.StateAt(runner.Options.Clock.GetUtcNow(), ProcessIdentity.IsDead) != OperationState.Failed)
        {
            throw new ClusterException(ErrorCodes.ClusterBusy, $"The cluster \"{spec.Name}\" is being removed by {removing.Actor}, at \"{removing.Phase}\".", "Wait until it is gone, or finish that with Remove-CseCluster.");
        }

        EnsureFound(cloud);
        if (key is not null)
            ManagementKeys.EnsureFits(key, stored, spec.Name);
        return draft;
    }

    // An empty vApp with our mark is taken over only from the same user, and only when whoever composed it is certainly gone.
    private static void EnsureAbandoned(OperationRunner runner, ClusterRecord existing, CreationMark mark, CreateOptions options)
    {
        bool own = options.Origin is not null || (existing.VApp.Owner is { } owner
            && (VCloudUrn.Same(owner.Id ?? owner.Href, runner.Client.Session.UserId) || string.Equals(owner.Name, runner.Client.Session.User, StringComparison.OrdinalIgnoreCase)));
        if (existing.VApp.Vms.Count > 0 || !own)
        {
            throw new ClusterException(ErrorCodes.ClusterExists, $"The VDC has a vApp \"{existing.Name}\" that says it is going to be a cluster, but it {(own ? "holds VMs" : $"belongs to \"{existing.VApp.Owner?.Name}\"")}.",
                "Choose another name, or have that vApp removed.");
        }

        bool same = mark.OperationId == options.Origin?.OperationId;
        if (!same && mark.AsLease().IsLive(runner.Options.Clock.GetUtcNow(), ProcessIdentity.IsDead))
            throw LeaseKeeper.Busy(existing.Marks, mark.AsLease());
    }

    private static void EnsureFound(CloudView cloud)
    {
        foreach (string what in new[] { nameof(CloudView.Template), nameof(CloudView.Network) })
        {
            if (cloud.Missing.TryGetValue(what, out ClusterException? error))
                throw error;
        }
    }

    private static StoredSpec NewStored(ClusterSpec spec, CloudView cloud, ManagementKey? key) => new()
    {
        Network = spec.Network,
        Template = spec.Template,
        TemplateRevision = cloud.Template!.Revision,
        KubernetesVersion = cloud.Template.KubernetesVersion,
        PodSubnet = spec.PodSubnet.Trim(),
        ServiceSubnet = spec.ServiceSubnet.Trim(),
        StorageProfile = spec.StorageProfile,
        KeyFingerprint = key?.Fingerprint ?? "",
        Pools =
        [
            .. spec.Pools.Select(pool => new StoredPool
            {
                Name = pool.Name,
                Role = pool.Role,
                Count = pool.Count,
                Cpu = pool.Cpu,
                MemoryMB = pool.MemoryMB,
                DiskMB = pool.DiskMB,
                StorageProfile = pool.StorageProfile,
            }),
        ],
    };
}

using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>One operation's hold on one cluster: where it is, what its metadata say, and the lease.</summary>
internal sealed class ClusterWork : IDisposable
{
    private readonly Actor _actor;
    private LeaseKeeper? _lease;
    private NodeShells? _shells;

    public ClusterWork(OperationScope scope, ClusterDirectory directory, string clusterId, string org, string vdcName, Actor actor)
    {
        Scope = scope;
        Directory = directory;
        ClusterId = clusterId;
        Org = org;
        VdcName = vdcName;
        _actor = actor;
        Record = new StoredOperation
        {
            Id = scope.Operation.Id,
            TaskId = scope.Operation.TaskId,
            Kind = scope.Operation.Kind,
            Actor = actor,
            Started = scope.Clock.GetUtcNow(),
        };
    }

    public OperationScope Scope { get; }

    public ClusterOperation Operation => Scope.Operation;

    public VCloudClient Client => Scope.Client;

    public ClusterDirectory Directory { get; }

    public string ClusterId { get; }

    public string Org { get; }

    public string VdcName { get; }

    public Actor Actor => _actor;

    /// <summary>The vApp; set as soon as it exists.</summary>
    public EntityReference VApp { get; private set; } = new("", "");

    public StoredSpec Spec { get; set; } = new();

    public StoredStatus Status { get; set; } = new();

    public StoredOperation Record { get; }

    /// <summary>The vApp as it was read last.</summary>
    public VApp? Document { get; private set; }

    /// <summary>The nodes as they were seen last.</summary>
    public IReadOnlyList<ActualNode> Nodes { get; set; } = [];

    /// <summary>Metadata that are not ours to keep in <see cref="Spec"/> and the like, as they were read or written last.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    public LeaseKeeper Lease => _lease ?? throw new InvalidOperationException("There is no vApp yet.");

    public NodeShells Shells => _shells ?? throw new InvalidOperationException("Nobody has said how nodes are entered.");

    public bool HasVApp => _lease is not null;

    public void Take(EntityReference vapp)
    {
        VApp = vapp;
        _lease = new LeaseKeeper(Scope, vapp, Operation.Id, Operation.Kind, _actor);
    }

    /// <summary>Takes over what the metadata say; done under the lease, since before it somebody else may have written.</summary>
    public void Adopt(ClusterMarks marks)
    {
        Texts.Clear();
        foreach (KeyValuePair<string, string> text in marks.Texts)
            Texts[text.Key] = text.Value;
        if (marks.Spec is not null)
            Spec = marks.Spec;
        if (marks.Status is not null)
            Status = marks.Status;
    }

    public void EnterWith(Func<ActualNode, CancellationToken, Task<GuestCredential>> credential) => _shells ??= new NodeShells(Scope, credential, Status.HostKeys);

    /// <summary>Writes down, in one request, that a phase begins: the operation's record, the lease until the phase's deadline, and what else is to be said.</summary>
    public async Task BeginPhaseAsync(string phase, int percent, TimeSpan limit, params IEnumerable<MetadataEntry>[] more)
    {
        Record.Phase = phase;
        Record.Percent = percent;
        Record.Deadline = Scope.Clock.GetUtcNow() + limit;
        await WriteAsync(Scope, [.. more.SelectMany(entries => entries), .. RecordEntries(), Lease.Entry(limit)]).ConfigureAwait(false);
    }

    /// <summary>Writes down that the operation has ended, and gives the lease up.</summary>
    public async Task EndAsync(OperationScope within, params IEnumerable<MetadataEntry>[] more)
    {
        Record.Ended = within.Clock.GetUtcNow();
        Record.Deadline = within.Clock.GetUtcNow();
        await WriteAsync(within, [.. more.SelectMany(entries => entries), .. RecordEntries()]).ConfigureAwait(false);
        await Lease.ReleaseAsync().ConfigureAwait(false);
    }

    public IEnumerable<MetadataEntry> SpecEntries() => ClusterMarks.Entries(MetadataKeys.Spec, Spec.ToJson());

    public IEnumerable<MetadataEntry> StatusEntries() => ClusterMarks.Entries(MetadataKeys.Status, Status.ToJson());

    /// <summary>Reads the vApp, and waits until vCD has finished whatever task runs on it: one that a killed process left, for example.</summary>
    public async Task<VApp> ReadQuietAsync(OperationScope within)
    {
        for (int round = 0; ; round++)
        {
            VApp document = await within.StepAsync("Reading the vApp", null, within.Limits.Metadata, ct => Client.VApps.GetAsync(VApp, ct)).ConfigureAwait(false);

            // A task on a VM keeps the vApp busy, too, and is shown at the VM.
            if ((document.RunningTask ?? document.Vms.Select(vm => vm.RunningTask).FirstOrDefault(running => running is not null)) is not { } task)
            {
                Document = document;
                Nodes = new ClusterRecord(document, ClusterMarks.Of(new Dictionary<string, MetadataValue>()), Org, VdcName).Nodes();
                return document;
            }

            within.Operation.Tell($"vCD is still at work on the vApp ({task.OperationName}); waiting for it.");
            try
            {
                await within.WaitAsync("Waiting for vCD", within.Limits.Machines, ct => Client.Tasks.WaitAsync(task, null, ct)).ConfigureAwait(false);
            }
            catch (ClusterException error) when (error.InnerException is VCloudTaskException)
            {
                // How it ended does not matter: what counts is what the vApp looks like afterwards.
            }

            if (round > 0)
                await within.WaitAsync("Waiting for vCD", within.Limits.Machines, async ct => { await within.Clock.Delay(Backoff.Of(round), ct).ConfigureAwait(false); return true; }).ConfigureAwait(false);
        }
    }

    /// <summary>The cluster as people see it now.</summary>
    public Cluster View()
    {
        ClusterMarks marks = ClusterMarks.Of(Texts.ToDictionary(text => text.Key, text => MetadataValue.Of(text.Value)));
        return Directory.View(new ClusterRecord(Document!, marks, Org, VdcName), Nodes);
    }

    public void Dispose() => _shells?.Dispose();

    private IEnumerable<MetadataEntry> RecordEntries() => ClusterMarks.Entries(MetadataKeys.Operation, Record.ToJson());

    private async Task WriteAsync(OperationScope within, IReadOnlyList<MetadataEntry> entries)
    {
        await Lease.WriteAsync(within, entries).ConfigureAwait(false);
        foreach (MetadataEntry entry in entries)
            Texts[entry.Key] = entry.Value.Text;
    }
}

using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>The steps that vCD does with VMs. Each asks only for what is missing, so each can be repeated.</summary>
internal sealed class MachineSteps(ClusterWork work)
{
    private OperationScope Scope => work.Scope;

    /// <summary>One request adds all VMs, powered off; vCD clones them side by side.</summary>
    public async Task AddAsync(IReadOnlyList<NodeSlot> slots, CloudView cloud, string script)
    {
        if (slots.Count == 0)
            return;
        foreach (NodeSlot slot in slots)
            Scope.Operation.Tell(slot.Name, "Cloning", 5);
        var request = new RecomposeVApp { Add = [.. slots.Select(slot => Describe(slot, cloud, script))], PowerOn = false };
        await RecomposeAsync("Cloning VMs", request, Scope.Limits.Machines, Scope).ConfigureAwait(false);
    }

    /// <summary>One request gives all VMs their hardware, if any differs from the template's. Only VMs that are off can change.</summary>
    public async Task ConfigureAsync()
    {
        if (!work.Spec.Pools.Exists(pool => pool.Cpu is not null || pool.MemoryMB is not null || pool.DiskMB is not null))
            return;
        VApp document = await work.ReadQuietAsync(Scope).ConfigureAwait(false);
        VmHardware[] changes = [.. document.Vms.Where(vm => vm.Status != VCloudStatus.PoweredOn).Select(Change).OfType<VmHardware>()];
        if (changes.Length == 0)
            return;
        Scope.Operation.Tell($"Setting CPU, memory and disk of {changes.Length} VMs.");
        await RecomposeAsync("Configuring VMs", new RecomposeVApp { Reconfigure = changes }, Scope.Limits.Machines, Scope).ConfigureAwait(false);
    }

    /// <summary>One request powers on what is off.</summary>
    public Task StartAsync() => Scope.TaskAsync("Starting VMs", Scope.Limits.Machines, ct => work.Client.VApps.DeployAsync(work.VApp, cancellationToken: ct));

    /// <summary>
    /// Waits until guest customization of the named VMs is complete and they have addresses: one query per round for all of them. A first answer over SSH would prove
    /// nothing, because customization restarts the guest.
    /// </summary>
    public async Task CustomizeAsync(IReadOnlyCollection<string> names)
    {
        Dictionary<string, VmRecord> seen = new(StringComparer.Ordinal);
        try
        {
            await Scope.WaitAsync("Guest customization", Scope.Limits.Guests, async ct =>
            {
                for (int round = 0; ; round++)
                {
                    foreach (VmRecord record in await work.Client.Vms.ListOfVAppAsync(work.VApp, ct).ConfigureAwait(false))
                        seen[record.Name] = record;
                    foreach (string name in names)
                        Show(name, seen.TryGetValue(name, out VmRecord? record) ? record : null);
                    if (names.All(name => seen.TryGetValue(name, out VmRecord? record) && IsDone(record)))
                        return true;

                    // After its restart a guest needs a few seconds more, so that is when asking more often saves time.
                    bool nearly = names.All(name => seen.TryGetValue(name, out VmRecord? record) && (IsDone(record) || record.GuestCustomization == GuestCustomizationState.PostPending));
                    await Scope.Clock.Delay(nearly ? Backoff.ShortOf(round) : Backoff.Of(round), ct).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
            await ReadAddressesAsync(names).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.DeadlineExceeded && error.Node is null)
        {
            string[] late = [.. names.Where(name => !(seen.TryGetValue(name, out VmRecord? record) && IsDone(record)))];
            string states = string.Join(", ", late.Select(name => $"{name} ({(seen.TryGetValue(name, out VmRecord? record) ? StatusWords.Of(record.GuestCustomization) ?? record.Status : "not there")})"));
            throw ClusterErrors.Deadline("Guest customization", late.FirstOrDefault(), error.Elapsed ?? Scope.Limits.Guests,
                late.Length == 0 ? null : $"Not complete: {states}. Does the template have VMware Tools, and does the VM start?");
        }

        void Show(string name, VmRecord? record)
        {
            if (record?.GuestCustomization == GuestCustomizationState.Failed)
            {
                throw new ClusterException(ErrorCodes.GuestScriptFailed, $"Guest customization of node \"{name}\" failed.",
                    "Look at /var/log/vmware-imc in the guest (keep it with -NoRollback), and at the template.") { Node = name, Step = "Guest customization" };
            }

            if (record is not null)
                Scope.Operation.Tell(name, IsDone(record) ? "Customized" : $"Customizing ({StatusWords.Of(record.GuestCustomization) ?? record.Status})", IsDone(record) ? 50 : 30);
        }
    }

    /// <summary>Powers VMs off and removes them: side by side where vCD allows it, then one request for all.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<ActualNode> nodes, OperationScope within)
    {
        if (nodes.Count == 0)
            return;
        foreach (ActualNode node in nodes.Where(node => node.IsDeployed || node.IsPoweredOn))
        {
            // A task on a VM makes its vApp busy, so these follow each other.
            within.Operation.Tell(node.Name, "Powering off", 90);
            await within.TaskAsync("Powering off VMs", within.Limits.Delete, ct => work.Client.Vms.UndeployAsync(new EntityReference(node.Name, node.Href, node.VmId), UndeployPowerAction.PowerOff, ct)).ConfigureAwait(false);
        }

        var request = new RecomposeVApp { Delete = [.. nodes.Select(node => new EntityReference(node.Name, node.Href, node.VmId))] };
        await RecomposeAsync("Deleting VMs", request, within.Limits.Delete, within).ConfigureAwait(false);
        foreach (ActualNode node in nodes)
            within.Operation.Tell(node.Name, "Deleted", 100, isDone: true);
    }

    /// <summary>Removes VMs that vCD could not make whole, so that their names are free again.</summary>
    public Task RemoveBrokenAsync()
    {
        ActualNode[] broken = [.. work.Nodes.Where(node => node.Role is not null && node.Status == "FAILED_CREATION")];
        return RemoveAsync(broken, Scope);
    }

    // One request, except for more VMs than vCD takes at once.
    private async Task RecomposeAsync(string step, RecomposeVApp request, TimeSpan limit, OperationScope within)
    {
        foreach (RecomposeVApp part in request.Split())
            await within.TaskAsync(step, limit, ct => work.Client.VApps.RecomposeAsync(work.VApp, part, ct)).ConfigureAwait(false);
    }

    private static bool IsDone(VmRecord record) => record.IsPoweredOn && record.GuestCustomization == GuestCustomizationState.Complete;

    // Queries give a system administrator no addresses, and metadata are not trusted: the network cards are asked.
    private async Task ReadAddressesAsync(IReadOnlyCollection<string> names)
    {
        string[] without = [];
        try
        {
            await Scope.WaitAsync("Waiting for addresses", Scope.Limits.Guests, async ct =>
            {
                for (int round = 0; ; round++)
                {
                    await work.ReadQuietAsync(Scope).ConfigureAwait(false);
                    without = [.. names.Where(name => work.Nodes.All(node => node.Name != name || node.Address is null))];
                    if (without.Length == 0)
                        return true;
                    await Scope.Clock.Delay(Backoff.Of(round), ct).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.DeadlineExceeded && without.Length > 0)
        {
            throw ClusterErrors.Deadline("Waiting for an address", without[0], error.Elapsed ?? Scope.Limits.Guests,
                $"Without address: {string.Join(", ", without)}. Look at the address pool of network \"{work.Spec.Network}\".");
        }
    }

    private VmToAdd Describe(NodeSlot slot, CloudView cloud, string script)
    {
        StoredPool pool = work.Spec.Pools.Find(candidate => candidate.Name == slot.Pool)!;
        return new VmToAdd
        {
            Name = slot.Name,
            Description = $"Node of Kubernetes cluster {work.ClusterId}",
            Source = cloud.Source,
            Network = work.Spec.Network,
            StorageProfile = cloud.Profile(pool.StorageProfile ?? work.Spec.StorageProfile),
            Customization = new GuestCustomization
            {
                ComputerName = slot.Name,
                Script = script,
                IsAdminPasswordEnabled = true,
                IsAdminPasswordAuto = true,
            },
        };
    }

    private VmHardware? Change(Vm vm)
    {
        if (NodePlanner.PoolOf(work.ClusterId, work.Spec, vm.Name) is not { } pool)
            return null;
        int? cpu = pool.Cpu is { } wantedCpu && wantedCpu != vm.Cpu ? wantedCpu : null;
        int? memory = pool.MemoryMB is { } wantedMemory && wantedMemory != vm.MemoryMB ? wantedMemory : null;
        long? disk = pool.DiskMB is { } wantedDisk && vm.Disks.Count > 0 && wantedDisk > vm.Disks[0].SizeMB ? wantedDisk : null;
        return cpu is null && memory is null && disk is null ? null : new VmHardware(vm) { Cpu = cpu, MemoryMB = memory, DiskMB = disk };
    }
}

using System.Globalization;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>How much a change needs, and of what.</summary>
internal sealed class Needs
{
    public int Vms { get; private set; }

    public int VCpu { get; private set; }

    public long MemoryMB { get; private set; }

    public long StorageMB { get; private set; }

    /// <summary>Storage by profile name; the empty name is the VDC's default.</summary>
    public Dictionary<string, long> StorageByProfile { get; } = new(StringComparer.Ordinal);

    /// <summary>Neither the spec nor the template says how much CPU, memory and disk each node takes: not every vCD describes the hardware of a template's VMs.</summary>
    public bool IsHardwareUnknown { get; private set; }

    /// <summary>What a number of nodes like this take, with the template's values for what is left open.</summary>
    public void Add(int nodes, int? cpu, int? memoryMB, int? diskMB, string? profile, Vm? source)
    {
        Vms += nodes;
        IsHardwareUnknown |= nodes > 0 && source is not null && ((cpu ?? source.Cpu) == 0 || (memoryMB ?? source.MemoryMB) == 0);
        VCpu += nodes * (cpu ?? source?.Cpu ?? 0);
        MemoryMB += (long)nodes * (memoryMB ?? source?.MemoryMB ?? 0);
        long disk = nodes * Math.Max(diskMB ?? 0, DiskOf(source));
        StorageMB += disk;
        string key = profile ?? "";
        StorageByProfile[key] = (StorageByProfile.TryGetValue(key, out long before) ? before : 0) + disk;
    }

    public static long DiskOf(Vm? source) => source?.Disks.Sum(disk => disk.SizeMB) ?? 0;

    public static Needs Of(ClusterSpec spec, Vm? source)
    {
        var needs = new Needs();
        foreach (NodePoolSpec pool in spec.Pools)
            needs.Add(pool.Count, pool.Cpu, pool.MemoryMB, pool.DiskMB, pool.StorageProfile ?? spec.StorageProfile, source);
        return needs;
    }
}

/// <summary>Compares what a change needs with what vCD offers, as rows for people. Pure: it looks only at what was read before.</summary>
internal static class PreflightChecks
{
    // What vCD gives a virtual CPU in pay-as-you-go VDCs unless the provider says otherwise; allocation VDCs count in MHz.
    private const int MHzPerVCpu = 1000;

    /// <summary>The rows that say whether nodes can be made: VDC, network, storage, quotas, template.</summary>
    public static IReadOnlyList<CheckResult> Resources(CloudView view, ClusterSpec spec, Needs needs) =>
        [.. Vdc(view, spec), .. Network(view, spec, needs), .. Storage(view, spec, needs), .. Quotas(view, needs), .. Template(view, spec)];

    public static CheckResult NameFree(CloudView view, ClusterSpec spec) => view.Vdc is null
        ? Skip("Name", "The VDC is not known.")
        : view.Vdc.VApps.Any(vapp => vapp.Name == spec.Name)
            ? Fail("Name", ErrorCodes.ClusterExists, $"The VDC has a vApp \"{spec.Name}\" already.", "Choose another name, or look at it with Get-CseCluster.")
            : Pass("Name", $"\"{spec.Name}\" is free in the VDC.");

    public static CheckResult Templates(IReadOnlyList<Template> templates, string fix)
    {
        int usable = templates.Count(template => template.IsUsable);
        return usable > 0
            ? Pass("Templates", $"{usable} of {templates.Count} templates can be used.")
            : Fail("Templates", ErrorCodes.TemplateNotFound, "This session sees no template that can be used.", fix);
    }

    public static CheckResult Pass(string name, string detail) => new() { Name = name, Result = CheckOutcome.Passed, Detail = detail };

    public static CheckResult Skip(string name, string detail) => new() { Name = name, Result = CheckOutcome.Skipped, Detail = detail };

    public static CheckResult Warn(string name, string detail, string fix) => new() { Name = name, Result = CheckOutcome.Warning, Detail = detail, Fix = fix };

    public static CheckResult Fail(string name, string code, string detail, string fix) => new() { Name = name, Result = CheckOutcome.Failed, Code = code, Detail = detail, Fix = fix };

    /// <summary>Throws what the failed rows say: the code of the first, the words of all.</summary>
    public static void ThrowIfFailed(IReadOnlyCollection<CheckResult> rows)
    {
        List<CheckResult> failed = [.. rows.Where(row => row.Result == CheckOutcome.Failed)];
        if (failed.Count == 0)
            return;
        throw new ClusterException(failed[0].Code, string.Join(" ", failed.Select(row => row.Detail)), string.Join(" ", failed.Select(row => row.Fix).Where(fix => fix.Length > 0).Distinct()))
        {
            Details = [.. failed.Select(row => new ErrorDetail { Name = row.Name, Message = row.Detail })],
        };
    }

    private static IEnumerable<CheckResult> Vdc(CloudView view, ClusterSpec spec)
    {
        if (view.Vdc is not { } vdc)
        {
            yield return Missing("VDC", view, nameof(CloudView.Vdc));
            yield break;
        }

        yield return vdc.IsEnabled
            ? Pass("VDC", $"\"{vdc.Name}\" of organization \"{view.Org}\" is enabled.")
            : Fail("VDC", ErrorCodes.Forbidden, $"The VDC \"{spec.Vdc}\" is disabled.", "Have it enabled by the provider.");
        yield return vdc.CanCompose
            ? Pass("Permission", "vCD offers to compose vApps in the VDC.")
            : Fail("Permission", ErrorCodes.Forbidden, $"vCD does not offer this user to make vApps in the VDC \"{vdc.Name}\".",
                "Have a role with the right \"vApp: Create / Reconfigure\" assigned (vApp Author has it).");
    }

    private static IEnumerable<CheckResult> Network(CloudView view, ClusterSpec spec, Needs needs)
    {
        if (view.Vdc is null)
        {
            yield return Skip("Network", "The VDC is not known.");
            yield break;
        }

        if (view.Missing.ContainsKey(nameof(CloudView.Network)))
        {
            yield return Missing("Network", view, nameof(CloudView.Network));
            yield break;
        }

        yield return Pass("Network", $"\"{spec.Network}\" can be used in the VDC.");
        yield return view.Network switch
        {
            { FreeAddresses: { } free } when free < needs.Vms => Fail("Addresses", ErrorCodes.AddressesExhausted,
                $"The network \"{spec.Network}\" has {free} free addresses, and {needs.Vms} are needed.", "Ask for fewer nodes, take another network, or have its address pool enlarged."),
            { FreeAddresses: { } free } => Pass("Addresses", $"{free} addresses are free, {needs.Vms} are needed."),
            _ => Skip("Addresses", "vCD does not tell how many addresses the network's pool has left."),
        };
        if (view.Network is { Gateway: { } gateway, Netmask: { } mask } && Ipv4Subnet.FromMask(gateway, mask) is { } nodes)
            yield return Overlap(spec, nodes);
    }

    private static CheckResult Overlap(ClusterSpec spec, Ipv4Subnet nodes)
    {
        foreach ((string what, string text) in new[] { ("pod", spec.PodSubnet), ("service", spec.ServiceSubnet) })
        {
            if (Ipv4Subnet.TryParse(text) is { } subnet && subnet.Overlaps(nodes))
            {
                return Fail("Subnets", ErrorCodes.ValidationFailed, $"The {what} network {subnet} overlaps the nodes' network {nodes}.",
                    $"Give another {what} network ({(what == "pod" ? "-PodSubnet" : "-ServiceSubnet")}).");
            }
        }

        return Pass("Subnets", $"Pods {spec.PodSubnet} and services {spec.ServiceSubnet} keep clear of the nodes' {nodes}.");
    }

    private static IEnumerable<CheckResult> Storage(CloudView view, ClusterSpec spec, Needs needs)
    {
        if (view.Vdc is null)
        {
            yield return Skip("Storage", "The VDC is not known.");
            yield break;
        }

        foreach (KeyValuePair<string, long> need in needs.StorageByProfile.OrderBy(need => need.Key, StringComparer.Ordinal))
        {
            if (need.Key.Length > 0 && view.Vdc.StorageProfiles.All(profile => profile.Name != need.Key))
            {
                yield return Fail("Storage", ErrorCodes.NotFound, $"The VDC \"{view.Vdc.Name}\" has no storage profile \"{need.Key}\".", CloudView.ThereAre(view.Vdc.StorageProfiles));
                continue;
            }

            VdcStorageProfile? profile = view.Profiles.FirstOrDefault(candidate => need.Key.Length == 0 ? candidate.IsDefault : candidate.Name == need.Key);
            yield return profile switch
            {
                null => Skip("Storage", $"vCD does not tell how much the {(need.Key.Length == 0 ? "default storage profile" : $"storage profile \"{need.Key}\"")} has left."),
                { IsEnabled: false } => Fail("Storage", ErrorCodes.NotFound, $"The storage profile \"{profile.Name}\" is disabled.", "Take another one, or have it enabled."),
                { LimitMB: > 0, UsedMB: { } used } when profile.LimitMB - used < need.Value => Fail("Storage", ErrorCodes.QuotaExceeded,
                    $"The storage profile \"{profile.Name}\" has {Gigabytes(profile.LimitMB - used)} left, and {Gigabytes(need.Value)} are needed.", "Ask for fewer or smaller nodes, take another profile, or have its limit raised."),
                { LimitMB: > 0, UsedMB: { } used } => Pass("Storage", $"\"{profile.Name}\" has {Gigabytes(profile.LimitMB - used)} left, {Gigabytes(need.Value)} are needed."),
                _ => Pass("Storage", $"\"{profile.Name}\" has no limit; {Gigabytes(need.Value)} are needed."),
            };
        }
    }

    private static IEnumerable<CheckResult> Quotas(CloudView view, Needs needs)
    {
        if (view.Vdc is not { } vdc)
            yield break;
        yield return (vdc.VmQuota, view.VmsInVdc) switch
        {
            (0, _) => Pass("VM quota", $"The VDC has no VM quota; {needs.Vms} VMs are needed."),
            (_, null) => Skip("VM quota", "vCD does not tell how many VMs the VDC has."),
            var (quota, there) when quota - there < needs.Vms => Fail("VM quota", ErrorCodes.QuotaExceeded,
                $"The VDC \"{vdc.Name}\" may hold {quota} VMs and has {there}, and {needs.Vms} more are needed.", "Ask for fewer nodes, take another VDC, or have the quota raised."),
            var (quota, there) => Pass("VM quota", $"{quota - there} of {quota} VMs are left, {needs.Vms} are needed."),
        };
        if (needs.IsHardwareUnknown)
        {
            yield return Skip("Memory and CPU", "vCD does not tell the hardware of the template, so what the nodes take is not known. Give -Cpu and -MemoryMB to have it checked.");
            yield break;
        }

        yield return Figure("Memory", vdc.Memory, needs.MemoryMB, "MB", certain: true);
        yield return Figure("CPU", vdc.Cpu, (long)needs.VCpu * MHzPerVCpu, "MHz", certain: false);
    }

    private static CheckResult Figure(string name, ComputeFigures? figures, long need, string unit, bool certain)
    {
        if (figures is null)
            return Skip(name, $"vCD does not tell the {name} figures of the VDC.");
        if (figures.Limit <= 0)
            return Pass(name, $"The VDC has no {name} limit; {need.ToString(CultureInfo.InvariantCulture)} {unit} are needed.");
        long left = Math.Max(0, figures.Limit - figures.Used);
        string detail = $"The VDC has {left} {unit} {name} left, and {need} are needed.";
        if (left >= need)
            return Pass(name, detail);

        // How many MHz a virtual CPU counts is the provider's setting, which tenants cannot read: a shortage of that is only likely.
        return certain
            ? Fail(name, ErrorCodes.QuotaExceeded, detail, "Ask for fewer or smaller nodes, take another VDC, or have the limit raised.")
            : Warn(name, detail + $" A virtual CPU is counted as {MHzPerVCpu} MHz here.", "If the create fails for want of CPU, ask for less or have the limit raised.");
    }

    private static IEnumerable<CheckResult> Template(CloudView view, ClusterSpec spec)
    {
        if (view.Template is not { } template || view.Source is not { } source)
        {
            yield return Missing("Template", view, nameof(CloudView.Template));
            yield break;
        }

        yield return Pass("Template", $"{template} from catalog \"{template.Catalog}\" has Kubernetes {template.KubernetesVersion} and {template.Cni}.");
        if (source.ToolsVersion == 0)
        {
            yield return Fail("VMware Tools", ErrorCodes.TemplateNotFound, $"The template {template} has no VMware Tools, so nothing can be done inside of what is made from it.",
                "Choose a template with VMware Tools (open-vm-tools) in it. A simulated vCloud Director has them where it can run guests (on Linux as root, with sshd) and has places left (--max-guests).");
        }

        long disk = source.Disks.Count > 0 ? source.Disks[0].SizeMB : 0;
        foreach (NodePoolSpec pool in spec.Pools.Where(pool => pool.DiskMB < disk))
        {
            yield return Fail("Disk", ErrorCodes.ValidationFailed, $"The disk of {pool.DiskMB} MB for pool \"{pool.Name}\" is smaller than the template's, which has {disk} MB.",
                "Ask for at least as much; a disk can only grow.");
        }

        foreach (NodePoolSpec pool in spec.Pools.Where(pool => pool.Role == NodeRole.ControlPlane && (pool.Cpu ?? source.Cpu) is > 0 and < 2))
        {
            yield return Fail("CPU of the control plane", ErrorCodes.ValidationFailed, $"The template's VM has {source.Cpu} virtual CPU, and kubeadm wants 2 on a control plane.", "Ask for 2 with -Cpu.");
        }
    }

    private static CheckResult Missing(string name, CloudView view, string what) => view.Missing.TryGetValue(what, out ClusterException? error)
        ? Fail(name, error.Code, error.Summary, error.Hint)
        : Skip(name, "It depends on something that was not found.");

    private static string Gigabytes(long megabytes) => (megabytes / 1024.0).ToString("0.#", CultureInfo.InvariantCulture) + " GB";
}

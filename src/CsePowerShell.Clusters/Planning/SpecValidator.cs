using System.Text.RegularExpressions;
using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>Looks at a spec without any network, and tells all faults together by the name of the parameter.</summary>
internal static class SpecValidator
{
    public const int MaxNameLength = 25;
    public const int MaxWorkers = 100;

    private const int MaxPoolNameLength = 20;
    private const int MaxPools = 16;
    private const int NodeSubnetBits = 24;

    // Without a length: every name has a bound of its own, and one that is too long is not wrongly spelled besides.
    private static readonly Regex s_label = new("^[a-z0-9]([a-z0-9-]*[a-z0-9])?\\z", RegexOptions.CultureInvariant);

    // The routes of /api/cse find clusters by their place in the path, so that these words could never be reached as names.
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase) { "template", "system", "ovdc", "info", "config", "node" };

    public static IReadOnlyList<ErrorDetail> Validate(ClusterSpec spec)
    {
        var faults = new List<ErrorDetail>();
        CheckName(spec.Name, Fault("Name"));
        Require(spec.Vdc, "Vdc", "name the organization VDC that the cluster goes into.");
        Require(spec.Network, "Network", "name a network of the VDC.");
        Require(spec.Template, "Template", "name a template; Get-CseTemplate lists them.");
        if (spec.TemplateRevision is < 0)
            Fault("TemplateRevision")("must not be below 0.");
        CheckVersion(spec.KubernetesVersion, Fault("KubernetesVersion"));
        CheckPools(spec.Pools, Fault);
        if (spec.SshPublicKey is not null)
            CheckKey(spec.SshPublicKey, Fault("SshPublicKey"));
        CheckSubnets(spec, Fault);
        return faults;

        Action<string> Fault(string parameter) => message => faults.Add(new ErrorDetail { Name = parameter, Message = message });

        void Require(string value, string parameter, string message)
        {
            if (string.IsNullOrWhiteSpace(value))
                Fault(parameter)(message);
        }
    }

    /// <summary>Throws when a worker count is out of bounds; the same bounds for creating and for resizing.</summary>
    public static string? WorkerCountFault(int count) => count is >= 0 and <= MaxWorkers
        ? null
        : $"{count} workers are not possible; a cluster has 0 to {MaxWorkers}.";

    private static void CheckName(string name, Action<string> fault)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            fault("give the cluster a name.");
            return;
        }

        if (name.Length > MaxNameLength)
            fault($"\"{name}\" has {name.Length} characters; at most {MaxNameLength} are possible.");
        if (!name.Split('.').All(s_label.IsMatch))
            fault($"\"{name}\" is not a host name: use a-z, 0-9 and hyphens, and begin and end with a letter or digit (dots may separate such parts).");
        if (s_reserved.Contains(name) || name.StartsWith("swagger", StringComparison.OrdinalIgnoreCase))
            fault($"\"{name}\" is a reserved word of the service's addresses; choose another name.");
    }

    private static void CheckVersion(string? version, Action<string> fault)
    {
        if (version is null)
            return;
        if (KubernetesVersionNumber.TryParse(version) is not { } number)
            fault($"\"{version}\" is not a Kubernetes version such as v1.31.4.");
        else if (!number.IsSupported)
            fault($"{number} is too old; new clusters need {KubernetesVersionNumber.OldestSupported} or later.");
    }

    private static void CheckKey(string text, Action<string> fault)
    {
        if (!SshPublicKey.TryParse(text, out SshPublicKey? key, out string? problem))
            fault(IsPath(text) ? $"\"{text.Trim()}\" is the name of a file; what is wanted is its text, such as (Get-Content -Raw {text.Trim()})." : problem!);
        else if (key!.Line.Length > MetadataDocument.MaxLength)
            fault($"The SSH public key has {key.Line.Length} characters; at most {MetadataDocument.MaxLength} can be kept with the cluster. Use an Ed25519 key, or RSA with 4096 bits.");
    }

    // A key is a type and base64, with a blank between; base64 may hold slashes, but nobody's path is that of a key without its type.
    private static bool IsPath(string text)
    {
        string word = text.Trim();
        return !word.Any(char.IsWhiteSpace) && (word.EndsWith(".pub", StringComparison.OrdinalIgnoreCase) || word.StartsWith("~", StringComparison.Ordinal) || word.IndexOfAny(['/', '\\']) >= 0);
    }

    private static void CheckPools(List<NodePoolSpec> pools, Func<string, Action<string>> fault)
    {
        int controlPlanes = pools.Where(pool => pool.Role == NodeRole.ControlPlane).Sum(pool => pool.Count);
        if (pools.Count(pool => pool.Role == NodeRole.ControlPlane) != 1 || controlPlanes != 1)
            fault("ControlPlaneCount")($"{controlPlanes} control plane nodes are not possible; a cluster has exactly 1 (several, with etcd membership, are not supported yet).");

        long workers = pools.Where(pool => pool.Role == NodeRole.Worker).Sum(pool => (long)pool.Count);
        bool single = pools.Count(pool => pool.Role == NodeRole.Worker) <= 1;
        if (workers > MaxWorkers || (single && workers < 0))
            fault("WorkerCount")($"{workers} workers are not possible; a cluster has 0 to {MaxWorkers}.");
        if (pools.All(pool => pool.Role != NodeRole.Worker))
            fault("NodePool")("there is no pool of workers; name one, whose count may be 0.");
        if (pools.Count > MaxPools)
            fault("NodePool")($"{pools.Count} pools are not possible; a cluster has at most {MaxPools}.");
        foreach (IGrouping<string, NodePoolSpec> same in pools.GroupBy(pool => pool.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            fault("NodePool")($"the name \"{same.Key}\" is used {same.Count()} times; give each pool its own.");
        foreach (NodePoolSpec pool in pools)
            CheckPool(pool, single, parameter => fault(single ? parameter : $"NodePool[{pool.Name}].{parameter}"));
    }

    private static void CheckPool(NodePoolSpec pool, bool single, Func<string, Action<string>> fault)
    {
        if (pool.Name.Length > MaxPoolNameLength || !s_label.IsMatch(pool.Name))
            fault("NodePool")($"\"{pool.Name}\" is not a pool name: use a-z, 0-9 and hyphens, at most {MaxPoolNameLength} characters.");
        if (pool.Role == NodeRole.Nfs)
            fault("NodePool")($"pool \"{pool.Name}\": NFS nodes are not made any more.");
        if (pool.Role == NodeRole.Worker && pool.Count < 0 && !single)
            fault("Count")($"pool \"{pool.Name}\" asks for {pool.Count} nodes; 0 is the least.");
        int leastCpu = pool.Role == NodeRole.ControlPlane ? 2 : 1;
        if (pool.Cpu is { } cpu && (cpu < leastCpu || cpu > 128))
            fault("Cpu")($"{cpu} is not possible for pool \"{pool.Name}\"; {leastCpu} to 128 are.");
        if (pool.MemoryMB is { } memory && (memory is < 1024 or > 4_194_304 || memory % 4 != 0))
            fault("MemoryMB")($"{memory} is not possible for pool \"{pool.Name}\"; 1024 to 4194304 in steps of 4 are.");
        if (pool.DiskMB is { } disk && disk is < 1024 or > 64_000_000)
            fault("DiskMB")($"{pool.DiskMB} is not possible for pool \"{pool.Name}\"; 1024 to 64000000 are.");
        if (pool.StorageProfile is { } profile && string.IsNullOrWhiteSpace(profile))
            fault("StorageProfile")($"the name for pool \"{pool.Name}\" is empty.");
    }

    private static void CheckSubnets(ClusterSpec spec, Func<string, Action<string>> fault)
    {
        Ipv4Subnet? pods = Parse(spec.PodSubnet, "PodSubnet");
        Ipv4Subnet? services = Parse(spec.ServiceSubnet, "ServiceSubnet");
        int nodes = 0;
        foreach (NodePoolSpec pool in spec.Pools)
            nodes += Math.Min(Math.Max(pool.Count, 0), MaxWorkers);

        // The controller manager gives every node a /24 of the pod network.
        if (pods is { } podNet && (podNet.PrefixLength > NodeSubnetBits || 1L << (NodeSubnetBits - podNet.PrefixLength) < nodes))
            fault("PodSubnet")($"{podNet} is too small: each of the {nodes} nodes takes a /{NodeSubnetBits} of it.");

        // The API server's own bounds.
        if (services is { PrefixLength: < 12 or > 28 } serviceNet)
            fault("ServiceSubnet")($"{serviceNet} is not possible; the prefix must be /12 to /28.");
        if (pods is { } one && services is { } other && one.Overlaps(other))
            fault("ServiceSubnet")($"{other} overlaps the pod network {one}.");

        Ipv4Subnet? Parse(string text, string parameter)
        {
            Ipv4Subnet? subnet = Ipv4Subnet.TryParse(text);
            if (subnet is null)
                fault(parameter)($"\"{text}\" is not an IPv4 network such as 10.244.0.0/16.");
            else if (subnet.ToString() != text.Trim())
                fault(parameter)($"\"{text}\" has bits behind its prefix; did you mean {subnet}?");
            return subnet;
        }
    }
}

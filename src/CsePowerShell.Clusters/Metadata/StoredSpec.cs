using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>One pool of a stored spec, with its ledger of slots.</summary>
internal sealed class StoredPool
{
    public string Name { get; set; } = "";

    public NodeRole Role { get; set; }

    public int Count { get; set; }

    /// <summary>The slot that was never used yet. Written before VMs are made, so a slot is never given to two nodes.</summary>
    public int Next { get; set; }

    /// <summary>Slots below <see cref="Next"/> that were passed over because their name was taken. Nearly always empty.</summary>
    public List<int> Skipped { get; set; } = [];

    public int? Cpu { get; set; }

    public int? MemoryMB { get; set; }

    public int? DiskMB { get; set; }

    public string? StorageProfile { get; set; }

    public StoredPool Clone()
    {
        var copy = (StoredPool)MemberwiseClone();
        copy.Skipped = [.. Skipped];
        return copy;
    }
}

/// <summary>The desired state as <c>cse.ps.spec</c> keeps it: names resolved, template revision fixed.</summary>
internal sealed class StoredSpec
{
    private const int MaxSlots = 100_000;

    public List<StoredPool> Pools { get; set; } = [];

    public string Network { get; set; } = "";

    public string Template { get; set; } = "";

    public int TemplateRevision { get; set; }

    public string KubernetesVersion { get; set; } = "";

    public string PodSubnet { get; set; } = "";

    public string ServiceSubnet { get; set; } = "";

    /// <summary>Fingerprint of the management key whose public half is in the nodes.</summary>
    public string KeyFingerprint { get; set; } = "";

    public string? StorageProfile { get; set; }

    public IEnumerable<StoredPool> WorkerPools => Pools.Where(pool => pool.Role == NodeRole.Worker);

    public StoredSpec Clone()
    {
        var copy = (StoredSpec)MemberwiseClone();
        copy.Pools = Pools.ConvertAll(pool => pool.Clone());
        return copy;
    }

    public JObject ToJson()
    {
        var json = new JObject
        {
            ["net"] = Network,
            ["template"] = Template,
            ["rev"] = TemplateRevision,
            ["k8s"] = KubernetesVersion,
            ["pods"] = PodSubnet,
            ["services"] = ServiceSubnet,
            ["key"] = KeyFingerprint,
        };
        AddUnlessNull(json, "profile", StorageProfile);
        json["pools"] = new JArray(Pools.Select(PoolToJson));
        return json;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote. Null when it is not a spec.</summary>
    public static StoredSpec? FromJson(JObject? json)
    {
        if (json?["pools"] is not JArray pools || JsonText.Of(json, "template") is not { } template)
            return null;

        return new StoredSpec
        {
            Network = JsonText.Of(json, "net") ?? "",
            Template = template,
            TemplateRevision = JsonText.Number(json, "rev") ?? 0,
            KubernetesVersion = JsonText.Of(json, "k8s") ?? "",
            PodSubnet = JsonText.Of(json, "pods") ?? "",
            ServiceSubnet = JsonText.Of(json, "services") ?? "",
            KeyFingerprint = JsonText.Of(json, "key") ?? "",
            StorageProfile = JsonText.Of(json, "profile"),
            Pools = [.. pools.OfType<JObject>().Select(PoolFromJson)],
        };
    }

    private static JObject PoolToJson(StoredPool pool)
    {
        var json = new JObject
        {
            ["name"] = pool.Name,
            ["role"] = pool.Role == NodeRole.ControlPlane ? "cp" : "worker",
            ["count"] = pool.Count,
            ["next"] = pool.Next,
        };
        AddUnlessNull(json, "cpu", pool.Cpu);
        AddUnlessNull(json, "mem", pool.MemoryMB);
        AddUnlessNull(json, "disk", pool.DiskMB);
        AddUnlessNull(json, "profile", pool.StorageProfile);
        if (pool.Skipped.Count > 0)
            json["skip"] = new JArray(pool.Skipped);
        return json;
    }

    private static StoredPool PoolFromJson(JObject json) => new()
    {
        Name = JsonText.Of(json, "name") ?? "",
        Role = JsonText.Of(json, "role") == "cp" ? NodeRole.ControlPlane : NodeRole.Worker,
        Count = Bounded(JsonText.Number(json, "count")),
        Next = Bounded(JsonText.Number(json, "next")),
        Cpu = JsonText.Number(json, "cpu"),
        MemoryMB = JsonText.Number(json, "mem"),
        DiskMB = JsonText.Number(json, "disk"),
        StorageProfile = JsonText.Of(json, "profile"),
        Skipped = json["skip"] is JArray skipped ? [.. skipped.OfType<JValue>().Select(slot => slot.Value).OfType<long>().Where(slot => slot is >= 0 and < MaxSlots).Select(slot => (int)slot)] : [],
    };

    // Names are computed for every slot below "next": a tenant who writes two billion there must not keep us busy.
    private static int Bounded(int? value) => Math.Min(Math.Max(value ?? 0, 0), MaxSlots);

    private static void AddUnlessNull(JObject json, string name, JToken? value)
    {
        if (value is not null)
            json[name] = value;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>
/// The objects of one cluster, with resource versions and watchers. A stored object is never changed, only replaced, so what was handed out
/// stays what it was. Not safe for concurrent use: <see cref="ClusterState"/> guards it.
/// </summary>
internal sealed class ResourceStore(TimeProvider clock)
{
    private const int KeptChanges = 1000;

    private readonly Dictionary<ResourceKind, SortedDictionary<string, JsonObject>> _objects = [];
    private readonly Queue<ResourceChange> _changes = new();

    /// <summary>The version of the latest change.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>Raised for every change, in order.</summary>
    public event Action<ResourceChange>? Changed;

    public JsonObject? Find(ResourceKind kind, string @namespace, string name) => Of(kind).GetValueOrDefault(Key(kind, @namespace, name));

    public JsonObject? Find(ResourceKind kind, string name) => Find(kind, "", name);

    /// <summary>Objects in the order of namespace and name; a snapshot, so the caller may change the store while going through it.</summary>
    public IReadOnlyList<JsonObject> List(ResourceKind kind, string? @namespace = null) =>
        [.. @namespace is null ? Of(kind).Values : Of(kind).Values.Where(one => one.Namespace() == @namespace)];

    public JsonObject Create(ResourceKind kind, JsonObject one)
    {
        JsonObject made = one.Clone();
        made["apiVersion"] = kind.ApiVersion;
        made["kind"] = kind.Kind;
        if (made.Name().Length == 0)
            made.Set(made.Text("metadata", "generateName") + KubeObject.RandomSuffix(), "metadata", "name");
        made.Set(Guid.NewGuid().ToString(), "metadata", "uid");
        made.Set(KubeObject.Time(clock.GetUtcNow()), "metadata", "creationTimestamp");
        return Put(kind, made, "ADDED");
    }

    /// <summary>Changes a copy and keeps it, if anything is different at all.</summary>
    public JsonObject Update(ResourceKind kind, JsonObject one, Action<JsonObject> change)
    {
        JsonObject copy = one.Clone();
        change(copy);
        return JsonNode.DeepEquals(copy, one) ? one : Put(kind, copy, "MODIFIED");
    }

    public void Remove(ResourceKind kind, JsonObject one)
    {
        if (Of(kind).Remove(Key(kind, one.Namespace(), one.Name())))
            Note(new ResourceChange(++Version, kind, "DELETED", one));
    }

    /// <summary>What changed after a version; null when that is too long ago to know.</summary>
    public IReadOnlyList<ResourceChange>? Since(long version)
    {
        if (_changes.Count == KeptChanges && _changes.Peek().Version > version + 1)
            return null;
        return [.. _changes.Where(change => change.Version > version)];
    }

    private JsonObject Put(ResourceKind kind, JsonObject one, string type)
    {
        one.Set((++Version).ToString(CultureInfo.InvariantCulture), "metadata", "resourceVersion");
        Of(kind)[Key(kind, one.Namespace(), one.Name())] = one;
        Note(new ResourceChange(Version, kind, type, one));
        return one;
    }

    private void Note(ResourceChange change)
    {
        _changes.Enqueue(change);
        if (_changes.Count > KeptChanges)
            _changes.Dequeue();
        Changed?.Invoke(change);
    }

    private SortedDictionary<string, JsonObject> Of(ResourceKind kind)
    {
        if (!_objects.TryGetValue(kind, out SortedDictionary<string, JsonObject>? objects))
            _objects[kind] = objects = new(StringComparer.Ordinal);
        return objects;
    }

    private static string Key(ResourceKind kind, string @namespace, string name) => kind.IsNamespaced ? $"{@namespace}/{name}" : name;
}

/// <summary>One change of an object: ADDED, MODIFIED or DELETED.</summary>
internal sealed record ResourceChange(long Version, ResourceKind Kind, string Type, JsonObject Object);

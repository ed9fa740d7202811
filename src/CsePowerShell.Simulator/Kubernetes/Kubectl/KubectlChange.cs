using System.Text;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl apply, create, label and annotate.</summary>
internal static class KubectlChange
{
    public static async Task<int> ApplyAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        bool failed = false;
        foreach (JsonObject one in await ManifestsAsync(call, cancellationToken))
        {
            try
            {
                (ResourceKind kind, string space) = Place(call, one);
                JsonObject? old = call.Find(kind, space, one.Name());
                string done;
                if (old is null)
                {
                    call.Ask("POST", ApiPath.Of(kind, space), body: one.ToJsonString());
                    done = "created";
                }
                else
                {
                    JsonObject after = call.Ask("PATCH", ApiPath.Of(kind, space, one.Name()), body: one.ToJsonString(),
                        contentType: "application/merge-patch+json");
                    done = after.Text("metadata", "resourceVersion") == old.Text("metadata", "resourceVersion") ? "unchanged" : "configured";
                }
                await call.SayAsync($"{kind.Singular}/{one.Name()} {(call.Options.Is("--server-side") ? "serverside-applied" : done)}",
                    cancellationToken);
            }
            catch (KubectlException e)
            {
                failed = true;
                await call.WarnAsync(e.Message, cancellationToken);
            }
        }
        return failed ? 1 : 0;
    }

    public static async Task<int> CreateAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> manifests = call.Options.Words is [_, "namespace" or "ns", { } name]
            ? [new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } }]
            : await ManifestsAsync(call, cancellationToken);
        foreach (JsonObject one in manifests)
        {
            (ResourceKind kind, string space) = Place(call, one);
            JsonObject made = call.Ask("POST", ApiPath.Of(kind, space), body: one.ToJsonString());
            await call.SayAsync($"{kind.Singular}/{made.Name()} created", cancellationToken);
        }
        return 0;
    }

    public static async Task<int> LabelAsync(KubectlCall call, string field, string done, CancellationToken cancellationToken)
    {
        string[] words = [.. call.Options.Words.Skip(1)];
        string[] names = [.. words.TakeWhile(word => !word.Contains('=', StringComparison.Ordinal) && !word.EndsWith('-'))];
        if (names.Length < 2 || ResourceKind.FindByWord(names[0]) is not { } kind)
            throw new KubectlException($"error: one or more resources must be specified as <resource> <name>");
        JsonObject changes = [];
        foreach (string word in words.Skip(names.Length))
        {
            string[] pair = word.Split('=', 2);
            changes[pair.Length == 2 ? pair[0] : word[..^1]] = pair.Length == 2 ? pair[1] : null;
        }
        foreach (string name in names.Skip(1))
        {
            JsonObject patch = new() { ["metadata"] = new JsonObject { [field] = changes.DeepClone() } };
            call.Ask("PATCH", ApiPath.Of(kind, call.Namespace, name), body: patch.ToJsonString(), contentType: "application/merge-patch+json");
            await call.SayAsync($"{kind.Singular}/{name} {done}", cancellationToken);
        }
        return 0;
    }

    /// <summary>The objects of -f, from files or standard input.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ManifestsAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        if (!call.Options.Has("--filename"))
            throw new KubectlException("error: must specify one of -f and -k");
        List<JsonObject> objects = [];
        foreach (string file in call.Options.Values("--filename"))
        {
            byte[] content = file == "-"
                ? await call.Command.Console.ReadStandardInputAsync(cancellationToken)
                : await call.Command.Console.ReadFileAsync(call.Command.Resolve(file), cancellationToken)
                    ?? throw new KubectlException($"error: the path \"{file}\" does not exist");
            try
            {
                foreach (JsonObject one in YamlText.Read(Encoding.UTF8.GetString(content)))
                    objects.AddRange(one.Text("kind") == "List" ? one.Items("items").Select(item => item.Clone()) : [one]);
            }
            catch (FormatException e)
            {
                throw new KubectlException($"error: error parsing {file}: {e.Message}");
            }
        }
        return objects.Count > 0 ? objects : throw new KubectlException("error: no objects passed to apply");
    }

    /// <summary>The kind of an object and the namespace it goes to.</summary>
    public static (ResourceKind Kind, string Namespace) Place(KubectlCall call, JsonObject one)
    {
        string apiVersion = one.Text("apiVersion") ?? "";
        string kindName = one.Text("kind") ?? "";
        ResourceKind kind = ResourceKind.Find(apiVersion, kindName) ?? throw new KubectlException(
            $"error: resource mapping not found for name: \"{one.Name()}\" namespace: \"{one.Namespace()}\": no matches for kind \"{kindName}\" in version \"{apiVersion}\"\nensure CRDs are installed first");
        return (kind, one.Namespace() is { Length: > 0 } space ? space : call.Namespace);
    }
}

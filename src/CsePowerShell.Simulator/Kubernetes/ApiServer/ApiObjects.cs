using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>Reads and changes the objects of a cluster as requests ask.</summary>
internal sealed class ApiObjects(SimulatedCluster cluster)
{
    private ClusterState State => cluster.State;
    private ResourceStore Store => cluster.State.Store;

    public ApiResponse Handle(ApiRequest request, ApiPath path) => (request.Method, path) switch
    {
        ("GET", { Name: null }) => request.IsWatch ? Watch(request, path) : State.Read(() => List(request, path)),
        ("GET", { Subresource: null or "status" }) => request.IsWatch
            ? Watch(request, path)
            : State.Read(() => Show(request, path.Kind, Existing(path))),
        ("GET", { Subresource: "scale" }) => State.Read(() => ApiResponse.Json(ApiScale.Of(Existing(path)))),
        ("GET", { Subresource: "log" }) => State.Read(() =>
        {
            Existing(path);
            return ApiResponse.Text("");
        }),
        ("POST", { Name: null }) => State.Change(() => Create(request, path)),
        ("POST", { Subresource: "eviction" }) when path.Kind == ResourceKind.Pod =>
            State.Change(() => ApiEviction.Evict(State, Existing(path), Body(request))),
        ("PUT", { Name: not null, Subresource: null or "status" }) => State.Change(() => Replace(request, path)),
        ("PUT" or "PATCH", { Name: not null, Subresource: "scale" }) => State.Change(() => Scale(request, path)),
        ("PATCH", { Name: not null, Subresource: null or "status" }) => State.Change(() => Patch(request, path)),
        ("DELETE", { Name: not null, Subresource: null }) => State.Change(() => Delete(request, path)),
        ("DELETE", { Name: null }) => State.Change(() => DeleteAll(request, path)),
        _ => throw new ApiException(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed",
            "the server does not allow this method on the requested resource"),
    };

    private ApiResponse List(ApiRequest request, ApiPath path)
    {
        JsonObject[] found = [.. Store.List(path.Kind, path.Namespace).Where(Filter(request))];
        if (request.WantsTable)
            return ApiResponse.Json(ApiTable.Of(path.Kind, found, Store.Version, State.Now));
        return ApiResponse.Json(new JsonObject
        {
            ["kind"] = $"{path.Kind.Kind}List",
            ["apiVersion"] = path.Kind.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = Store.Version.ToString(CultureInfo.InvariantCulture) },
            ["items"] = new JsonArray([.. found.Select(one => one.DeepClone())]),
        });
    }

    private ApiResponse Show(ApiRequest request, ResourceKind kind, JsonObject one, HttpStatusCode status = HttpStatusCode.OK) => request.WantsTable
        ? ApiResponse.Json(ApiTable.Of(kind, [one], Store.Version, State.Now), status)
        : ApiResponse.Json(one, status);

    private ApiResponse Watch(ApiRequest request, ApiPath path) => State.Read(() =>
    {
        Func<JsonObject, bool> selects = Filter(request);
        bool isMine(JsonObject one) => (path.Namespace is null || one.Namespace() == path.Namespace)
            && (path.Name is null || one.Name() == path.Name) && selects(one);
        return new ApiResponse(HttpStatusCode.OK, "") { Watch = new ApiWatch(State, path.Kind, request, isMine) };
    });

    private ApiResponse Create(ApiRequest request, ApiPath path)
    {
        JsonObject one = Body(request);
        ResourceKind kind = path.Kind;
        if (one.Text("kind") is { } said && said != kind.Kind)
            throw ApiException.BadRequest($"{said} in version \"{one.Text("apiVersion")}\" cannot be handled as a {kind.Kind}");
        ApiDefaults.Apply(kind, one, path.Namespace);
        if (kind.IsNamespaced && Store.Find(ResourceKind.Namespace, one.Namespace()) is null)
            throw ApiException.NotFound(ResourceKind.Namespace, one.Namespace());
        if (one.Name().Length > 0 && Store.Find(kind, one.Namespace(), one.Name()) is not null)
            throw new ApiException(HttpStatusCode.Conflict, "AlreadyExists", $"{kind.Qualified} \"{one.Name()}\" already exists",
                new JsonObject { ["name"] = one.Name(), ["group"] = kind.Group, ["kind"] = kind.Plural });
        return Show(request, kind, IsDryRun(request) ? one : Store.Create(kind, one), HttpStatusCode.Created);
    }

    private ApiResponse Replace(ApiRequest request, ApiPath path)
    {
        JsonObject old = Existing(path);
        JsonObject given = Body(request);
        CheckVersion(path, old, given);
        return Keep(request, path, old, copy =>
        {
            foreach (string name in copy.Select(pair => pair.Key).ToArray())
                copy.Remove(name);
            foreach ((string name, JsonNode? value) in given)
                copy[name] = value?.DeepClone();
        });
    }

    private ApiResponse Patch(ApiRequest request, ApiPath path)
    {
        bool isApply = request.ContentType.StartsWith("application/apply-patch", StringComparison.Ordinal);
        JsonObject? old = Store.Find(path.Kind, path.Namespace ?? "", path.Name!);
        if (old is null && isApply)
            return Create(request, path with { Name = null });
        JsonObject existing = Existing(path);
        JsonNode patch = isApply ? YamlText.Read(request.Body).Single() : JsonNode.Parse(request.Body)
            ?? throw ApiException.BadRequest("the patch is empty");
        if (patch is JsonObject fields)
            CheckVersion(path, existing, fields);
        return Keep(request, path, existing, copy => ApiPatch.Apply(copy, patch, request.ContentType));
    }

    private ApiResponse Keep(ApiRequest request, ApiPath path, JsonObject old, Action<JsonObject> change)
    {
        void Change(JsonObject copy)
        {
            change(copy);
            // Identity is not the writer's to change.
            foreach (string field in (string[])["name", "namespace", "uid", "creationTimestamp", "resourceVersion", "deletionTimestamp"])
                copy.Set(old.At("metadata", field)?.DeepClone(), "metadata", field);
            copy["apiVersion"] = path.Kind.ApiVersion;
            copy["kind"] = path.Kind.Kind;
            ApiDefaults.Check(path.Kind, copy);
        }
        if (IsDryRun(request))
        {
            JsonObject copy = old.Clone();
            Change(copy);
            return Show(request, path.Kind, copy);
        }
        return Show(request, path.Kind, Store.Update(path.Kind, old, Change));
    }

    private ApiResponse Scale(ApiRequest request, ApiPath path)
    {
        JsonObject one = Existing(path);
        int replicas = Body(request).Number("spec", "replicas") ?? throw ApiException.BadRequest("spec.replicas is missing");
        return ApiResponse.Json(ApiScale.Of(Store.Update(path.Kind, one, copy => copy.Set(replicas, "spec", "replicas"))));
    }

    private ApiResponse Delete(ApiRequest request, ApiPath path)
    {
        JsonObject one = Existing(path);
        JsonObject options = request.Body.Length > 0 ? Body(request) : [];
        if (options.Text("preconditions", "uid") is { } uid && uid != one.Uid())
            throw new ApiException(HttpStatusCode.Conflict, "Conflict",
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {one.Uid()}");
        if (IsDryRun(request) || options["dryRun"] is JsonArray { Count: > 0 })
            return ApiResponse.Json(one);
        int? grace = options.Number("gracePeriodSeconds") ?? (
            int.TryParse(request.Option("gracePeriodSeconds"), CultureInfo.InvariantCulture, out int seconds) ? seconds : null);
        return End(path.Kind, one, grace) is { } ending
            ? ApiResponse.Json(ending)
            : ApiResponse.Json(new JsonObject
            {
                ["kind"] = "Status",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject(),
                ["status"] = "Success",
                ["details"] = new JsonObject { ["name"] = one.Name(), ["group"] = path.Kind.Group, ["kind"] = path.Kind.Plural, ["uid"] = one.Uid() },
            });
    }

    private ApiResponse DeleteAll(ApiRequest request, ApiPath path)
    {
        ApiResponse list = List(request with { Accept = "application/json" }, path);
        foreach (JsonObject one in Store.List(path.Kind, path.Namespace).Where(Filter(request)))
            End(path.Kind, one, null);
        return list;
    }

    // Pods end in their time, namespaces take along what is in them; the object as it is meanwhile, or null when it is gone at once.
    private JsonObject? End(ResourceKind kind, JsonObject one, int? grace)
    {
        if ((kind == ResourceKind.Pod && grace != 0) || kind == ResourceKind.Namespace)
        {
            return one.IsBeingDeleted() ? one : Store.Update(kind, one, copy =>
            {
                copy.Set(KubeObject.Time(State.Now), "metadata", "deletionTimestamp");
                if (kind == ResourceKind.Pod)
                    copy.Set(grace ?? one.Number("spec", "terminationGracePeriodSeconds") ?? 30, "metadata", "deletionGracePeriodSeconds");
                else
                    copy.Set("Terminating", "status", "phase");
            });
        }
        Store.Remove(kind, one);
        if (kind == ResourceKind.Node)
            State.Kubelets.Remove(one.Name());
        return null;
    }

    private static void CheckVersion(ApiPath path, JsonObject old, JsonObject given)
    {
        if (given.Text("metadata", "resourceVersion") is { Length: > 0 } version && version != old.Text("metadata", "resourceVersion"))
            throw new ApiException(HttpStatusCode.Conflict, "Conflict",
                $"Operation cannot be fulfilled on {path.Kind.Qualified} \"{old.Name()}\": the object has been modified; please apply your changes to the latest version and try again");
    }

    private JsonObject Existing(ApiPath path) => Store.Find(path.Kind, path.Namespace ?? "", path.Name!)
        ?? throw ApiException.NotFound(path.Kind, path.Name!);

    private static Func<JsonObject, bool> Filter(ApiRequest request)
    {
        Func<JsonObject, bool> labels = Selectors.Labels(request.Option("labelSelector"));
        Func<JsonObject, bool> fields = Selectors.Fields(request.Option("fieldSelector"));
        return one => labels(one) && fields(one);
    }

    private static bool IsDryRun(ApiRequest request) => request.Option("dryRun") == "All";

    private static JsonObject Body(ApiRequest request) => (request.ContentType.Contains("yaml", StringComparison.Ordinal)
        ? YamlText.Read(request.Body).SingleOrDefault()
        : JsonNode.Parse(request.Body) as JsonObject) ?? throw ApiException.BadRequest("the body of the request is no object");
}

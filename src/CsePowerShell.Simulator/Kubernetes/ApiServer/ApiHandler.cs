using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>Answers requests to a cluster's API. The only way in, for the network and for the kubectl of the guests.</summary>
internal sealed class ApiHandler(SimulatedCluster cluster)
{
    private readonly ApiObjects _objects = new(cluster);

    public ApiResponse Handle(ApiRequest request)
    {
        try
        {
            return Public(request) ?? ForUsers(request);
        }
        catch (ApiException e)
        {
            return ApiResponse.Json(e.ToStatus(), e.Status);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return ApiResponse.Json(ApiException.BadRequest(e.Message).ToStatus(), HttpStatusCode.BadRequest);
        }
    }

    // What kubeadm lets everybody see: health, version, and where the cluster is.
    private ApiResponse? Public(ApiRequest request)
    {
        if (request.Method != "GET")
            return null;
        return request.Path.TrimEnd('/') switch
        {
            "/healthz" or "/livez" or "/readyz" => ApiResponse.Text(request.Query.ContainsKey("verbose")
            ? "[+]ping ok\n[+]etcd ok\nreadyz check passed\n" : "ok"),
            "/version" => ApiResponse.Json(Version()),
            "/api/v1/namespaces/kube-public/configmaps/cluster-info" => _objects.Handle(request, ApiPath.Parse(request.Path)!),
            _ => null,
        };
    }

    private ApiResponse ForUsers(ApiRequest request)
    {
        ApiPath? path = ApiPath.Parse(request.Path);
        Authorize(request, path);
        if (path is not null)
            return _objects.Handle(request, path);
        if (request.Method != "GET")
            throw new ApiException(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
        string asked = request.Path.TrimEnd('/');
        return ApiDiscovery.Handle(asked, request.Accept, cluster.Settings.Server) ?? ApiOpenApi.Handle(asked) ?? throw ApiException.NoSuchPath();
    }

    // Roles are kept but not evaluated: administrators may do everything, the cluster's own parts may read, all others see discovery alone.
    private static void Authorize(ApiRequest request, ApiPath? path)
    {
        bool isAllowed = request.User.IsAdministrator || (path is null
            ? !request.User.IsAnonymous
            : request.Method == "GET" && request.User.Name.StartsWith("system:", StringComparison.Ordinal) && !request.User.IsAnonymous
                && path.Kind != ResourceKind.Secret);
        if (isAllowed)
            return;
        if (path is null)
            throw new ApiException(HttpStatusCode.Forbidden, "Forbidden",
                $"forbidden: User \"{request.User.Name}\" cannot {request.Method.ToLowerInvariant()} path \"{request.Path}\"");
        string verb = (request.Method, path.Name) switch
        {
            ("GET", null) => request.IsWatch ? "watch" : "list",
            ("GET", _) => "get",
            ("POST", _) => "create",
            ("PUT", _) => "update",
            ("PATCH", _) => "patch",
            _ => "delete",
        };
        string scope = path.Namespace is { } space ? $"in the namespace \"{space}\"" : "at the cluster scope";
        string named = path.Name is { } name ? $" \"{name}\"" : "";
        throw new ApiException(HttpStatusCode.Forbidden, "Forbidden",
            $"{path.Kind.Qualified}{named} is forbidden: User \"{request.User.Name}\" cannot {verb} resource \"{path.Kind.Plural}\" in API group \"{path.Kind.Group}\" {scope}",
            new JsonObject { ["name"] = path.Name, ["group"] = path.Kind.Group, ["kind"] = path.Kind.Plural });
    }

    private JsonObject Version() => new()
    {
        ["major"] = cluster.Settings.Release.Major.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["minor"] = cluster.Settings.Release.Minor.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["gitVersion"] = cluster.Version,
        ["gitCommit"] = "0000000000000000000000000000000000000000",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2024-12-10T00:00:00Z",
        ["goVersion"] = "go1.22.9",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };
}

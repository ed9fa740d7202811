using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Certificates;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Tests.Kubernetes.Model;

/// <summary>What the API answers, without guest or network.</summary>
public sealed class ApiHandlerTests : IAsyncDisposable
{
    private static readonly ApiUser s_admin = new("kubernetes-admin", ["kubeadm:cluster-admins", "system:authenticated"]);
    private readonly SimulatedCluster _cluster;

    public ApiHandlerTests()
    {
        ClusterSettings settings = new()
        {
            Name = "c", Release = new KubernetesRelease(1, 31, 4), AdvertiseAddress = IPAddress.Loopback, Endpoint = "127.0.0.1:6443",
                ServiceSubnet = "10.96.0.0/12",
            DnsDomain = "cluster.local", ServerNames = ["kubernetes"],
        };
        _cluster = new SimulatedCluster(settings, ClusterAuthority.Create("ECDSA-P256", DateTimeOffset.UtcNow), KubernetesTimings.Fast,
            TimeProvider.System);
        _cluster.State.Change(() => _cluster.State.Store.Create(ResourceKind.Namespace,
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } }));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("policy/v1", "PodDisruptionBudget", """{"spec":{"minAvailable":"many"}}""", 422, "spec.minAvailable")]
    [InlineData("policy/v1", "PodDisruptionBudget", """{"spec":{"minAvailable":1,"maxUnavailable":1}}""", 422, "cannot be both set")]
    [InlineData("v1", "Secret", """{"type":"bootstrap.kubernetes.io/token","data":{"token-id":"***"}}""", 400, "illegal base64")]
    [InlineData("v1", "Pod", """{"spec":{}}""", 422, "spec.containers")]
    [InlineData("v1", "Pod", """[1]""", 400, "no object")]
    [InlineData("v1", "Pod", """{"kind":"Node"}""", 400, "cannot be handled as a Pod")]
    [InlineData("apps/v1", "Deployment", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{}}}""", 422, "does not match template")]
    public void What_the_controllers_could_not_bear_is_refused_and_does_not_spoil_the_cluster(string apiVersion, string kind, string body,
        int status, string message)
    {
        JsonNode one = JsonNode.Parse(body)!;
        (one as JsonObject)?.Set(new JsonObject { ["name"] = "x" }, "metadata");
        ApiResponse refused = Send("POST", ApiPath.Of(ResourceKind.Find(apiVersion, kind)!, "default"), one.ToJsonString());
        Assert.Equal(status, (int)refused.Status);
        Assert.Contains(message, JsonNode.Parse(refused.Body).Text("message"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, Send("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"after"}}""").Status);
    }

    [Fact]
    public void A_change_is_checked_like_a_new_object()
    {
        Send("POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"b"},"spec":{"minAvailable":1}}""");
        ApiResponse refused = Send("PATCH", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/b", """{"spec":{"minAvailable":"x"}}""", "application/merge-patch+json");
        Assert.Equal(422, (int)refused.Status);
    }

    [Fact]
    public void Names_are_unique_and_an_old_version_does_not_overwrite_a_new_one()
    {
        JsonNode made = JsonNode.Parse(Send("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"m"}}""").Body)!;
        Assert.Equal(HttpStatusCode.Conflict, Send("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"m"}}""").Status);
        made.AsObject().Set("1", "data", "a");
        Assert.Equal(HttpStatusCode.OK, Send("PUT", "/api/v1/namespaces/default/configmaps/m", made.ToJsonString()).Status);
        ApiResponse late = Send("PUT", "/api/v1/namespaces/default/configmaps/m", made.ToJsonString());
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("the object has been modified", late.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/unknown", 404)]
    [InlineData("GET", "/api/v1/namespaces/none/pods/x", 404)]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps/x", 405)]
    [InlineData("PUT", "/version", 405)]
    [InlineData("GET", "/api/v1/pods?labelSelector=a%20b", 400)]
    [InlineData("GET", "/api/v1/pods?watch=true&resourceVersion=abc", 410)]
    [InlineData("GET", "/api/v1/pods", 200)]
    [InlineData("GET", "/apis/apps", 200)]
    [InlineData("GET", "/apis/apps/v1", 200)]
    [InlineData("GET", "/openapi/v3/apis/policy/v1", 200)]
    public void Every_path_has_its_answer(string method, string path, int status) => Assert.Equal(status, (int)Send(method, path).Status);

    [Theory]
    [InlineData("application/json", "APIGroupList")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json", "APIGroupDiscoveryList")]
    public void Discovery_speaks_as_the_client_asks(string accept, string kind)
    {
        ApiResponse answer = _cluster.Api.Handle(new ApiRequest("GET", "/apis", new Dictionary<string, string>(), s_admin) { Accept = accept });
        Assert.Equal(kind, JsonNode.Parse(answer.Body).Text("kind"));
    }

    [Theory]
    [InlineData(45, "45s")]
    [InlineData(119, "119s")]
    [InlineData(330, "5m30s")]
    [InlineData(3600, "60m")]
    [InlineData(4 * 3600 + 300, "4h5m")]
    [InlineData(30 * 3600, "30h")]
    [InlineData(72 * 3600, "3d")]
    public void Ages_are_short(int seconds, string text) =>
        Assert.Equal(text, ApiTable.Age(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(seconds)));

    private ApiResponse Send(string method, string pathAndQuery, string body = "", string type = "application/json")
    {
        Uri uri = new(new Uri("https://server"), pathAndQuery);
        Dictionary<string, string> query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('='))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        ApiResponse response = _cluster.Api.Handle(new ApiRequest(method, uri.AbsolutePath, query, s_admin) { Body = body, ContentType = type });
        response.Watch?.Dispose();
        return response;
    }
}

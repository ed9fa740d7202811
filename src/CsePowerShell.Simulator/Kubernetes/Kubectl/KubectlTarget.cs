using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>The cluster and the user of a kubeconfig. A call checks what a connection would: that the server answers, its CA, the client
/// certificate.</summary>
internal sealed class KubectlTarget
{
    private readonly SimulatedKubernetes _kubernetes;
    private readonly string _server;
    private readonly string _authority;
    private readonly string _certificate;

    private KubectlTarget(SimulatedKubernetes kubernetes, string server, string authority, string certificate) =>
        (_kubernetes, _server, _authority, _certificate) = (kubernetes, server, authority, certificate);

    /// <summary>Reads the current (or named) context of a kubeconfig; null text stands for no file at all.</summary>
    public static KubectlTarget Read(string? text, string? contextName, SimulatedKubernetes kubernetes)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new KubectlTarget(kubernetes, "http://localhost:8080", "", "");
        JsonObject config;
        try
        {
            config = YamlText.Read(text).FirstOrDefault() ?? [];
        }
        catch (FormatException e)
        {
            throw new KubectlException($"error: error loading config file: {e.Message}");
        }
        string wanted = contextName ?? config.Text("current-context") ?? "";
        JsonObject? context = Named(config, "contexts", wanted);
        if (context is null && contextName is not null)
            throw new KubectlException($"error: context \"{contextName}\" does not exist");
        JsonObject? cluster = Named(config, "clusters", context.Text("context", "cluster"));
        JsonObject? user = Named(config, "users", context.Text("context", "user"));
        return new KubectlTarget(kubernetes, cluster.Text("cluster", "server") ?? "http://localhost:8080",
            Decode(cluster.Text("cluster", "certificate-authority-data")), Decode(user.Text("user", "client-certificate-data")));
    }

    /// <summary>The cluster, when it answers and is the one whose CA the kubeconfig holds.</summary>
    public SimulatedCluster Connect()
    {
        string endpoint = _server[(_server.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/');
        SimulatedCluster cluster = _kubernetes.Reachable(endpoint)
            ?? throw new KubectlException($"The connection to the server {endpoint} was refused - did you specify the right host or port?");
        return _authority.Trim() == cluster.Authority.CertificatePem.Trim()
            ? cluster
            : throw new KubectlException(
                "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority");
    }

    public ApiResponse Send(ApiRequest request)
    {
        SimulatedCluster cluster = Connect();
        return cluster.Api.Handle(request with { User = UserOf(cluster) });
    }

    private ApiUser UserOf(SimulatedCluster cluster)
    {
        if (_certificate.Length == 0)
            return ApiUser.Anonymous;
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(_certificate);
            return ApiListener.UserOf(certificate, cluster)
                ?? throw new KubectlException("error: You must be logged in to the server (Unauthorized)");
        }
        catch (CryptographicException e)
        {
            throw new KubectlException($"error: tls: failed to find any PEM data in certificate input: {e.Message}");
        }
    }

    private static JsonObject? Named(JsonObject config, string list, string? name) => config.Items(list)
        .FirstOrDefault(entry => entry.Text("name") == name);

    private static string Decode(string? base64)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(base64 ?? ""));
        }
        catch (FormatException e)
        {
            throw new KubectlException($"error: error loading config file: illegal base64 data: {e.Message}");
        }
    }
}

using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>The documents of a kubeadm configuration file.</summary>
internal sealed class KubeadmDocuments
{
    private readonly List<JsonObject> _documents;

    private KubeadmDocuments(List<JsonObject> documents, IReadOnlyList<string> warnings) => (_documents, Warnings) = (documents, warnings);

    /// <summary>What kubeadm would print as warnings.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public JsonObject? Find(string kind) => _documents.FirstOrDefault(document => document.Text("kind") == kind);

    /// <summary>Reads a file as the kubeadm of a release does.</summary>
    /// <exception cref="KubeadmException">With kubeadm's words for what is wrong with it.</exception>
    public static KubeadmDocuments Read(string text, KubernetesRelease release)
    {
        List<JsonObject> documents = [];
        List<string> warnings = [];
        IReadOnlyList<JsonObject> parsed;
        try
        {
            parsed = YamlText.Read(text);
        }
        catch (FormatException e)
        {
            throw new KubeadmException($"error unmarshaling configuration: {e.Message}");
        }
        foreach (JsonObject document in parsed)
        {
            string apiVersion = document.Text("apiVersion") ?? "";
            string kind = document.Text("kind") ?? "";
            if (apiVersion.Length == 0 || kind.Length == 0)
                throw new KubeadmException(
                    "invalid configuration for GroupVersionKind /, Kind=: kind and apiVersion is mandatory information that must be specified");
            if (apiVersion.StartsWith("kubeadm.k8s.io/", StringComparison.Ordinal))
            {
                CheckVersion(apiVersion, kind, release);
                if (KubeadmSchema.IsDeprecated(apiVersion, release))
                    warnings.Add($"your configuration file uses a deprecated API spec: \"{apiVersion}\" (kind: \"{kind}\"). Please use 'kubeadm config migrate --old-config old.yaml "
                        + "--new-config new.yaml', which will write the new, similar spec using a newer API version.");
                IReadOnlyList<string> unknown = KubeadmSchema.Check(document);
                if (unknown.Count > 0)
                    warnings.Add($"error unmarshaling configuration schema.GroupVersionKind{{Group:\"kubeadm.k8s.io\", Version:\"{apiVersion[15..]}\", Kind:\"{kind}\"}}: "
                        + $"strict decoding error: {string.Join(", ", unknown)}");
            }
            else if (apiVersion is not ("kubelet.config.k8s.io/v1beta1" or "kubeproxy.config.k8s.io/v1alpha1"))
                warnings.Add($"[config] WARNING: Ignored configuration document with GroupVersionKind {apiVersion}, Kind={kind}");
            documents.Add(document);
        }
        return new KubeadmDocuments(documents, warnings);
    }

    private static void CheckVersion(string apiVersion, string kind, KubernetesRelease release)
    {
        if (KubeadmSchema.IsRead(apiVersion, release))
            return;
        string? lastReader = apiVersion["kubeadm.k8s.io/".Length..] switch
        {
            "v1alpha1" => "v1.11",
            "v1alpha2" => "v1.12",
            "v1alpha3" => "v1.14",
            "v1beta1" => "v1.15",
            "v1beta2" => "v1.22",
            "v1beta3" => "v1.35",
            _ => null,
        };
        throw lastReader is not null
            ? new KubeadmException(
                $"your configuration file uses an old API spec: \"{apiVersion}\" (kind: \"{kind}\"). Please use kubeadm {lastReader} instead and run "
                + "'kubeadm config migrate --old-config old.yaml --new-config new.yaml', which will write the new, similar spec using a newer API version.")
            : new KubeadmException(
                $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/scheme/scheme.go:31\"");
    }
}

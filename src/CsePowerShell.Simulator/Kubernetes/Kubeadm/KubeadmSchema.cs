using System.Text.Json.Nodes;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>
/// The fields of kubeadm's configuration kinds, by version. <c>map</c> and <c>list</c> tell the two shapes of extra arguments apart, which is what
/// v1beta4 changed: kubeadm refuses the wrong one, while an unknown field is a warning.
/// </summary>
internal static class KubeadmSchema
{
    private const string V3 = "kubeadm.k8s.io/v1beta3";
    private const string V4 = "kubeadm.k8s.io/v1beta4";

    private static readonly string s_registration3 = "name criSocket taints kubeletExtraArgs:map ignorePreflightErrors imagePullPolicy";
    private static readonly string s_component3 = "extraArgs:map extraVolumes";
    private static readonly string s_component4 = "extraArgs:list extraVolumes extraEnvs";

    private static readonly Dictionary<(string ApiVersion, string Kind), Dictionary<string, string>> s_kinds = new()
    {
        [(V3, "InitConfiguration")] = Fields("bootstrapTokens nodeRegistration localAPIEndpoint certificateKey skipPhases patches",
            ("nodeRegistration", s_registration3), ("localAPIEndpoint", "advertiseAddress bindPort")),
        [(V4, "InitConfiguration")] = Fields("bootstrapTokens nodeRegistration localAPIEndpoint certificateKey skipPhases patches timeouts dryRun",
            ("nodeRegistration", s_registration3.Replace(":map", ":list", StringComparison.Ordinal) + " imagePullSerial"),
                ("localAPIEndpoint", "advertiseAddress bindPort"), ("timeouts", Timeouts)),
        [(V3, "ClusterConfiguration")] = Fields(
            "etcd networking kubernetesVersion controlPlaneEndpoint apiServer controllerManager scheduler dns certificatesDir imageRepository featureGates clusterName",
            ("networking", "podSubnet serviceSubnet dnsDomain"), ("apiServer", s_component3 + " certSANs timeoutForControlPlane"),
                ("controllerManager", s_component3),
            ("scheduler", s_component3), ("dns", "imageRepository imageTag")),
        [(V4, "ClusterConfiguration")] = Fields(
            "etcd networking kubernetesVersion controlPlaneEndpoint apiServer controllerManager scheduler dns proxy certificatesDir imageRepository featureGates clusterName "
            + "encryptionAlgorithm certificateValidityPeriod caCertificateValidityPeriod",
            ("networking", "podSubnet serviceSubnet dnsDomain"), ("apiServer", s_component4 + " certSANs"), ("controllerManager", s_component4),
            ("scheduler", s_component4), ("dns", "imageRepository imageTag disabled"), ("proxy", "disabled")),
        [(V3, "JoinConfiguration")] = Fields("nodeRegistration caCertPath discovery controlPlane skipPhases patches",
            ("nodeRegistration", s_registration3), ("discovery", "bootstrapToken file tlsBootstrapToken timeout"),
                ("controlPlane", "localAPIEndpoint certificateKey")),
        [(V4, "JoinConfiguration")] = Fields("nodeRegistration caCertPath discovery controlPlane skipPhases patches timeouts dryRun",
            ("nodeRegistration", s_registration3.Replace(":map", ":list", StringComparison.Ordinal) + " imagePullSerial"),
                ("discovery", "bootstrapToken file tlsBootstrapToken"),
            ("controlPlane", "localAPIEndpoint certificateKey"), ("timeouts", Timeouts)),
        [(V4, "ResetConfiguration")] =
            Fields("certificatesDir cleanupTmpDir criSocket dryRun force ignorePreflightErrors skipPhases unmountFlags timeouts"),
    };

    private const string Timeouts =
        "controlPlaneComponentHealthCheck kubeletHealthCheck kubernetesAPICall etcdAPICall tlsBootstrap discovery upgradeManifests";

    /// <summary>True when kubeadm of this release reads the version of its configuration.</summary>
    public static bool IsRead(string apiVersion, KubernetesRelease release) =>
        apiVersion == V3 ? release.Minor is >= 22 and < 36 : apiVersion == V4 && release.IsAtLeast(31);

    public static bool IsDeprecated(string apiVersion, KubernetesRelease release) => apiVersion == V3 && release.IsAtLeast(31);

    /// <summary>What the document has that its kind has not, as strict decoding words it.</summary>
    /// <exception cref="KubeadmException">The kind is unknown, or a field has the shape of the other version.</exception>
    public static IReadOnlyList<string> Check(JsonObject document)
    {
        string apiVersion = document["apiVersion"]?.ToString() ?? "";
        string kind = document["kind"]?.ToString() ?? "";
        if (!s_kinds.TryGetValue((apiVersion, kind), out Dictionary<string, string>? fields))
            throw new KubeadmException(
                $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/scheme/scheme.go:31\"");
        List<string> unknown = [];
        Walk(document, "", kind, fields, unknown);
        return unknown;
    }

    private static void Walk(JsonObject at, string path, string kind, Dictionary<string, string> fields, List<string> unknown)
    {
        if (!fields.TryGetValue(path, out string? allowed))
            return;
        string[] names = allowed.Split(' ');
        foreach ((string name, JsonNode? value) in at)
        {
            string full = path.Length == 0 ? name : $"{path}.{name}";
            if (names.Contains(name + ":map") && value is not (null or JsonObject))
                throw WrongShape("array", "map[string]string", kind, full);
            if (names.Contains(name + ":list") && value is not (null or JsonArray))
                throw WrongShape("object", "[]v1beta4.Arg", kind, full);
            if (!names.Any(known => known == name || known.StartsWith(name + ":", StringComparison.Ordinal))
                && !(path.Length == 0 && name is "apiVersion" or "kind"))
                unknown.Add($"unknown field \"{full}\"");
            if (value is JsonObject inner)
                Walk(inner, full, kind, fields, unknown);
        }
    }

    private static KubeadmException WrongShape(string found, string wanted, string kind, string field) =>
        new($"error unmarshaling configuration: json: cannot unmarshal {found} into Go struct field {kind}.{field} of type {wanted}");

    private static Dictionary<string, string> Fields(string top, params (string Path, string Names)[] inner)
    {
        Dictionary<string, string> fields = inner.ToDictionary(pair => pair.Path, pair => pair.Names);
        fields[""] = top;
        return fields;
    }
}

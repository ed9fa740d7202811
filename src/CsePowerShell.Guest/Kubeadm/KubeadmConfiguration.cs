using System.Text.RegularExpressions;

namespace CsePowerShell.Guest;

/// <summary>Writes kubeadm's configuration files. They hold a join token: mode 0600 in the guest, removed after use.</summary>
public static class KubeadmConfiguration
{
    private static readonly Regex s_endpoint = new("""^\s*(?:controlPlaneEndpoint|apiServerEndpoint): "([^"\s]+)"\r?$""", RegexOptions.CultureInvariant | RegexOptions.Multiline);
    private static readonly Regex s_port = new(@"(?:^[^:]+|\]):\d+$", RegexOptions.CultureInvariant);
    private static readonly Regex s_caHash = new(@"\Asha256:[0-9a-f]{64}\z", RegexOptions.CultureInvariant);

    /// <summary>The file for <c>kubeadm init --config</c>: InitConfiguration, ClusterConfiguration and KubeletConfiguration.</summary>
    /// <exception cref="ArgumentException">A value that is needed is missing.</exception>
    /// <exception cref="FormatException">The version is not one.</exception>
    /// <exception cref="KubernetesVersionNotSupportedException">The version is older than 1.22.</exception>
    public static string Init(KubeadmInitSettings settings)
    {
        KubernetesVersion version = KubernetesVersion.Parse(settings.KubernetesVersion);
        bool beta4 = !version.IsBefore(31);
        string api = version.KubeadmApiVersion;
        Need(settings.NodeName, nameof(settings.NodeName));
        Need(settings.AdvertiseAddress, nameof(settings.AdvertiseAddress));
        string own = settings.AdvertiseAddress.IndexOf(':') >= 0 ? $"[{settings.AdvertiseAddress}]" : settings.AdvertiseAddress;

        YamlMap init = new YamlMap()
            .Text("apiVersion", api)
            .Text("kind", "InitConfiguration")
            .List("bootstrapTokens", [new YamlMap()
                .Text("token", (settings.Token ?? BootstrapToken.Create()).Value)
                .Text("description", "first join")
                .Text("ttl", Duration(settings.TokenLifetime))
                .Texts("usages", ["signing", "authentication"])
                .Texts("groups", ["system:bootstrappers:kubeadm:default-node-token"])])
            .Map("localAPIEndpoint", new YamlMap().Text("advertiseAddress", settings.AdvertiseAddress).Number("bindPort", 6443))
            .Map("nodeRegistration", Registration(settings.NodeName, settings.CriSocket, settings.KubeletArguments, beta4));
        YamlMap apiServer = new();
        if (beta4)
            init.Map("timeouts", new YamlMap().Text("controlPlaneComponentHealthCheck", Duration(settings.ControlPlaneTimeout)));
        else
            apiServer.Text("timeoutForControlPlane", Duration(settings.ControlPlaneTimeout));
        if (settings.CertificateNames.Count > 0)
            apiServer.Texts("certSANs", settings.CertificateNames);

        YamlMap cluster = new YamlMap()
            .Text("apiVersion", api)
            .Text("kind", "ClusterConfiguration")
            .Text("clusterName", settings.ClusterName)
            .Text("kubernetesVersion", version.ToString())
            .Text("controlPlaneEndpoint", settings.ControlPlaneEndpoint ?? own + ":6443");
        if (settings.ImageRepository is { Length: > 0 } registry)
            cluster.Text("imageRepository", registry);
        if (apiServer.Count > 0)
            cluster.Map("apiServer", apiServer);
        YamlMap networking = new();
        if (settings.PodSubnet is { Length: > 0 } pods)
            networking.Text("podSubnet", pods);
        if (settings.ServiceSubnet is { Length: > 0 } services)
            networking.Text("serviceSubnet", services);
        cluster.Map("networking", networking.Text("dnsDomain", "cluster.local"));

        YamlMap kubelet = new YamlMap()
            .Text("apiVersion", "kubelet.config.k8s.io/v1beta1")
            .Text("kind", "KubeletConfiguration")
            .Text("cgroupDriver", "systemd");
        return YamlMap.Write(init, cluster, kubelet);
    }

    /// <summary>The file for <c>kubeadm join --config</c> on a worker.</summary>
    /// <exception cref="ArgumentException">A value that is needed is missing, or the CA hash is not one.</exception>
    /// <exception cref="FormatException">The version is not one.</exception>
    /// <exception cref="KubernetesVersionNotSupportedException">The version is older than 1.22.</exception>
    public static string Join(KubeadmJoinSettings settings)
    {
        KubernetesVersion version = KubernetesVersion.Parse(settings.KubernetesVersion);
        bool beta4 = !version.IsBefore(31);
        string api = version.KubeadmApiVersion;
        Need(settings.NodeName, nameof(settings.NodeName));
        Need(settings.ApiServerEndpoint, nameof(settings.ApiServerEndpoint));
        if (!s_caHash.IsMatch(settings.CaCertHash))
            throw new ArgumentException("A CA hash (sha256: and 64 hex digits) is needed.", nameof(settings));
        BootstrapToken token = settings.Token ?? throw new ArgumentException("A join token is needed.", nameof(settings));

        YamlMap discovery = new YamlMap().Map("bootstrapToken", new YamlMap()
            .Text("apiServerEndpoint", settings.ApiServerEndpoint)
            .Text("token", token.Value)
            .Texts("caCertHashes", [settings.CaCertHash])
            .Flag("unsafeSkipCAVerification", false));
        if (!beta4)
            discovery.Text("timeout", Duration(settings.DiscoveryTimeout));
        YamlMap join = new YamlMap()
            .Text("apiVersion", api)
            .Text("kind", "JoinConfiguration")
            .Map("discovery", discovery)
            .Map("nodeRegistration", Registration(settings.NodeName, settings.CriSocket, settings.KubeletArguments, beta4));
        if (beta4)
            join.Map("timeouts", new YamlMap().Text("discovery", Duration(settings.DiscoveryTimeout)));
        return YamlMap.Write(join);
    }

    private static YamlMap Registration(string name, string criSocket, IReadOnlyDictionary<string, string> kubeletArguments, bool beta4)
    {
        YamlMap registration = new YamlMap().Text("name", name).Text("criSocket", criSocket).Text("imagePullPolicy", "IfNotPresent");
        if (kubeletArguments.Count == 0)
            return registration;

        // v1beta4 made a list of the map, so that an argument may be given twice (kubernetes pull request 125029).
        IEnumerable<KeyValuePair<string, string>> sorted = kubeletArguments.OrderBy(pair => pair.Key, StringComparer.Ordinal);
        if (beta4)
            return registration.List("kubeletExtraArgs", sorted.Select(pair => new YamlMap().Text("name", pair.Key).Text("value", pair.Value)));
        YamlMap map = new();
        foreach (KeyValuePair<string, string> pair in sorted)
            map.Text(pair.Key, pair.Value);
        return registration.Map("kubeletExtraArgs", map);
    }

    /// <summary>The API server a configuration of ours is for, as host:port.</summary>
    internal static string EndpointOf(string configuration)
    {
        Match match = s_endpoint.Match(configuration);
        if (!match.Success)
            throw new ArgumentException("The kubeadm configuration names no API server.", nameof(configuration));
        string endpoint = match.Groups[1].Value;
        return s_port.IsMatch(endpoint) ? endpoint : endpoint + ":6443";
    }

    internal static string Duration(TimeSpan time) => FormattableString.Invariant($"{(int)time.TotalHours}h{time.Minutes}m{time.Seconds}s");

    private static void Need(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException($"{name} is needed.", name);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>What kubeadm init is to make, from its configuration file or its flags, checked as kubeadm checks it.</summary>
internal sealed record InitSettings
{
    private const string ConfigFlagConflict = "can not mix '--config' with arguments [{0}]";

    public required ClusterSettings Cluster { get; init; }
    public required string NodeName { get; init; }
    public required JsonArray? Taints { get; init; }
    public required string Algorithm { get; init; }
    public required IReadOnlyList<BootstrapToken> Tokens { get; init; }
    /// <summary>The key of --upload-certs; null without it.</summary>
    public required string? CertificateKey { get; init; }
    public required JsonObject StoredConfiguration { get; init; }

    public static InitSettings From(KubeadmCall call, CommandOptions options, KubeadmDocuments? documents)
    {
        if (documents is not null)
            RefuseMixing(options, "--pod-network-cidr", "--service-cidr", "--apiserver-advertise-address", "--kubernetes-version",
                "--control-plane-endpoint", "--token", "--certificate-key");
        JsonObject? init = documents?.Find("InitConfiguration");
        JsonObject? cluster = documents?.Find("ClusterConfiguration");
        string asked = cluster.Text("kubernetesVersion") ?? options.Value("--kubernetes-version") ?? call.Release.ToString();
        KubernetesRelease release = Release(asked, call.Release);
        string address = init.Text("localAPIEndpoint", "advertiseAddress") ?? options.Value("--apiserver-advertise-address")
            ?? call.Machine.Address.ToString();
        if (!IPAddress.TryParse(address, out IPAddress? advertise))
            throw Invalid("localAPIEndpoint.advertiseAddress", address, "ip address is not valid");
        if (!advertise.Equals(call.Machine.Address))
            throw KubeadmException.Phase("wait-control-plane",
                $"could not initialize a Kubernetes cluster: the API server cannot listen on {advertise}, which is no address of this machine");
        int port = init.Number("localAPIEndpoint", "bindPort") ?? 6443;
        string endpoint = cluster.Text("controlPlaneEndpoint") ?? options.Value("--control-plane-endpoint") ?? "";
        string? podSubnet = cluster.Text("networking", "podSubnet") ?? options.Value("--pod-network-cidr");
        string serviceSubnet = cluster.Text("networking", "serviceSubnet") ?? options.Value("--service-cidr") ?? "10.96.0.0/12";
        CheckSubnet("networking.podSubnet", podSubnet);
        CheckSubnet("networking.serviceSubnet", serviceSubnet);
        string dnsDomain = cluster.Text("networking", "dnsDomain") ?? "cluster.local";
        string nodeName = NodeNameOf(call, init, options);
        string fullEndpoint = ClusterSettings.WithPort(endpoint.Length > 0 ? endpoint : address, port);
        IEnumerable<string> extraNames = (cluster.At("apiServer", "certSANs") as JsonArray ?? []).Select(name => name?.ToString() ?? "");
        return new InitSettings
        {
            Cluster = new ClusterSettings
            {
                Name = cluster.Text("clusterName") ?? "kubernetes",
                Release = release,
                AdvertiseAddress = advertise,
                BindPort = port,
                Endpoint = fullEndpoint,
                PodSubnet = podSubnet,
                ServiceSubnet = serviceSubnet,
                DnsDomain = dnsDomain,
                ServerNames =
                [
                    nodeName, "kubernetes", "kubernetes.default", "kubernetes.default.svc", $"kubernetes.default.svc.{dnsDomain}",
                        FirstAddress(serviceSubnet), address,
                    fullEndpoint.Split(':')[0], .. extraNames,
                ],
            },
            NodeName = nodeName,
            Taints = init.At("nodeRegistration", "taints") is JsonArray taints ? taints
                : [new JsonObject { ["key"] = "node-role.kubernetes.io/control-plane", ["effect"] = "NoSchedule" }],
            Algorithm = cluster.Text("encryptionAlgorithm") ?? "RSA-2048",
            Tokens = TokensOf(init, options, call.Now),
            CertificateKey = options.Is("--upload-certs") ? CertificateKeyOf(init.Text("certificateKey") ?? options.Value("--certificate-key"))
                : null,
            StoredConfiguration = cluster?.Clone() ?? [],
        };
    }

    /// <summary>The node's name: what is asked for, else the host name in lower case.</summary>
    public static string NodeNameOf(KubeadmCall call, JsonObject? configuration, CommandOptions options)
    {
        string name = configuration.Text("nodeRegistration", "name") ?? options.Value("--node-name") ?? call.Machine.HostName.ToLowerInvariant();
        return name.Length is > 0 and <= 253 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)
            || letter is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            ? name
            : throw Invalid("nodeRegistration.name", name,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                + "and must start and end with an alphanumeric character");
    }

    public static KubeadmException Invalid(string field, string value, string why) => new($"{field}: Invalid value: \"{value}\": {why}", exitCode: 3);

    public static void RefuseMixing(CommandOptions options, params string[] flags)
    {
        string[] mixed = [.. flags.Where(options.Has)];
        if (mixed.Length > 0)
            throw new KubeadmException(string.Format(System.Globalization.CultureInfo.InvariantCulture, ConfigFlagConflict,
                string.Join(' ', mixed.Select(flag => flag.TrimStart('-')))), exitCode: 3);
    }

    private static string CertificateKeyOf(string? given)
    {
        string key = given ?? Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        return key.Length == 64 && key.All(char.IsAsciiHexDigit) ? key
            : throw Invalid("certificateKey", key, "it is not a hex-encoded key of 32 bytes");
    }

    private static KubernetesRelease Release(string asked, KubernetesRelease kubeadm)
    {
        KubernetesRelease release = KubernetesRelease.TryParse(asked)
            ?? throw new KubeadmException(
                $"version \"{asked}\" doesn't match patterns for neither semantic version nor labels (stable, latest, ...)");
        if (release.Minor > kubeadm.Minor)
            throw KubeadmException.Phase("preflight",
                $"[preflight] Some fatal errors occurred:\n\t[ERROR KubernetesVersion]: the requested Kubernetes version ({release}) is not supported by kubeadm {kubeadm}");
        return release.Minor >= kubeadm.Minor - 1
            ? release
            : throw new KubeadmException(
                $"this version of kubeadm only supports deploying clusters with the control plane version >= 1.{kubeadm.Minor - 1}.0. Current version: {release}");
    }

    private static void CheckSubnet(string field, string? subnet)
    {
        if (subnet is not null && !subnet.Split(',').All(one => IPNetwork.TryParse(one, out _)))
            throw Invalid(field, subnet, "couldn't parse subnet");
    }

    private static string FirstAddress(string subnet)
    {
        byte[] bytes = IPNetwork.Parse(subnet.Split(',')[0]).BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes).ToString();
    }

    private static BootstrapToken[] TokensOf(JsonObject? init, CommandOptions options, DateTimeOffset now)
    {
        List<BootstrapToken> tokens = [];
        foreach (JsonObject entry in init.Items("bootstrapTokens"))
        {
            string text = entry.Text("token") ?? BootstrapToken.Generate();
            if (!BootstrapToken.IsToken(text))
                throw Invalid("bootstrapTokens[0].token", text, BootstrapToken.FormError(text));
            TimeSpan ttl = entry.Text("ttl") is { } asked
                ? GoDuration.TryParse(asked) ?? throw new KubeadmException($"error unmarshaling configuration: time: invalid duration \"{asked}\"")
                : TimeSpan.FromHours(24);
            tokens.Add(BootstrapToken.Create(text, ttl, now, entry.Text("description") ?? "", Texts(entry, "usages"), Texts(entry, "groups")));
        }
        if (tokens.Count == 0)
        {
            string text = options.Value("--token") ?? BootstrapToken.Generate();
            if (!BootstrapToken.IsToken(text))
                throw new KubeadmException(BootstrapToken.FormError(text));
            tokens.Add(BootstrapToken.Create(text, GoDuration.TryParse(options.Value("--token-ttl")) ?? TimeSpan.FromHours(24), now, ""));
        }
        return [.. tokens];
    }

    private static string[]? Texts(JsonObject entry, string name) => entry[name] is JsonArray list
        ? [.. list.Select(value => value?.ToString() ?? "")] : null;
}

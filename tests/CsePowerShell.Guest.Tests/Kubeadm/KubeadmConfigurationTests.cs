using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Guest.Tests;

public sealed class KubeadmConfigurationTests
{
    private const string Hash = "sha256:a4df07669f3b7657f852b0dc370664c81aae5b0caaba6966165e3a6e406838fb";

    private static KubeadmInitSettings Settings(string version) => new()
    {
        KubernetesVersion = version,
        ClusterName = "c1",
        NodeName = "mstr-a1b2",
        AdvertiseAddress = "10.0.0.5",
        PodSubnet = "10.244.0.0/16",
        ServiceSubnet = "10.96.0.0/12",
        Token = BootstrapToken.Parse("123456.1234567890123456"),
        CertificateNames = ["203.0.113.10"],
        KubeletArguments = new Dictionary<string, string> { ["cloud-provider"] = "external" },
    };

    [Fact]
    public void From_1_31_on_init_is_v1beta4_with_lists_and_timeouts()
    {
        YamlMappingNode[] documents = Read(KubeadmConfiguration.Init(Settings("v1.31.4")));

        Assert.Equal(["kubeadm.k8s.io/v1beta4", "kubeadm.k8s.io/v1beta4", "kubelet.config.k8s.io/v1beta1"], documents.Select(document => Text(document["apiVersion"])));
        Assert.Equal(["InitConfiguration", "ClusterConfiguration", "KubeletConfiguration"], documents.Select(document => Text(document["kind"])));
        Assert.Equal("cloud-provider", Text(documents[0]["nodeRegistration"]["kubeletExtraArgs"][0]["name"]));
        Assert.Equal("0h4m0s", Text(documents[0]["timeouts"]["controlPlaneComponentHealthCheck"]));
        Assert.Equal("0h15m0s", Text(documents[0]["bootstrapTokens"][0]["ttl"]));
        Assert.Equal("10.0.0.5:6443", Text(documents[1]["controlPlaneEndpoint"]));
        Assert.Equal("10.244.0.0/16", Text(documents[1]["networking"]["podSubnet"]));
        Assert.Equal("v1.31.4", Text(documents[1]["kubernetesVersion"]));
    }

    [Theory]
    [InlineData("v1.22.0")]
    [InlineData("1.30.8")]
    public void Up_to_1_30_init_is_v1beta3_with_maps_and_no_timeouts(string version)
    {
        YamlMappingNode[] documents = Read(KubeadmConfiguration.Init(Settings(version)));

        Assert.Equal("kubeadm.k8s.io/v1beta3", Text(documents[0]["apiVersion"]));
        Assert.Equal("external", Text(documents[0]["nodeRegistration"]["kubeletExtraArgs"]["cloud-provider"]));
        Assert.Equal("0h4m0s", Text(documents[1]["apiServer"]["timeoutForControlPlane"]));
        Assert.False(documents[0].Children.ContainsKey("timeouts"));
    }

    [Fact]
    public void A_token_that_looks_like_a_number_stays_a_text() =>
        Assert.Contains("token: \"123456.1234567890123456\"\n", KubeadmConfiguration.Init(Settings("v1.31.4")));

    [Fact]
    public void Without_a_token_a_new_one_with_a_short_life_is_written()
    {
        YamlMappingNode init = Read(KubeadmConfiguration.Init(new KubeadmInitSettings { KubernetesVersion = "v1.31.0", NodeName = "n", AdvertiseAddress = "fe80::5" }))[0];

        BootstrapToken.Parse(Text(init["bootstrapTokens"][0]["token"]));
        Assert.Equal("0h15m0s", Text(init["bootstrapTokens"][0]["ttl"]));
    }

    [Theory]
    [InlineData("v1.31.4", "kubeadm.k8s.io/v1beta4")]
    [InlineData("v1.30.8", "kubeadm.k8s.io/v1beta3")]
    public void Join_verifies_the_CA_and_bounds_the_discovery(string version, string api)
    {
        string yaml = KubeadmConfiguration.Join(new KubeadmJoinSettings
        {
            KubernetesVersion = version, NodeName = "node-c3d4", ApiServerEndpoint = "10.0.0.5:6443", Token = BootstrapToken.Parse("07401b.f395accd246ae52d"), CaCertHash = Hash,
        });
        YamlMappingNode join = Read(yaml).Single();

        Assert.Equal(api, Text(join["apiVersion"]));
        Assert.Equal(Hash, Text(join["discovery"]["bootstrapToken"]["caCertHashes"][0]));
        Assert.Equal("false", Text(join["discovery"]["bootstrapToken"]["unsafeSkipCAVerification"]));
        Assert.Equal("0h5m0s", Text(api.EndsWith('4') ? join["timeouts"]["discovery"] : join["discovery"]["timeout"]));
        Assert.Equal("10.0.0.5:6443", KubeadmConfiguration.EndpointOf(yaml));
        Assert.DoesNotContain("...", yaml);
    }

    [Theory]
    [InlineData("10.0.0.5", null, "10.0.0.5:6443")]
    [InlineData("10.0.0.5", "api.c1.example", "api.c1.example:6443")]
    [InlineData("10.0.0.5", "api.c1.example:443", "api.c1.example:443")]
    [InlineData("fd00::5", null, "[fd00::5]:6443")]
    public void The_endpoint_of_a_configuration_always_has_a_port(string address, string? endpoint, string expected) =>
        Assert.Equal(expected, KubeadmConfiguration.EndpointOf(KubeadmConfiguration.Init(
            new KubeadmInitSettings { KubernetesVersion = "v1.31.0", NodeName = "n", AdvertiseAddress = address, ControlPlaneEndpoint = endpoint })));

    [Fact]
    public void Values_cannot_break_out_of_their_quotes()
    {
        string yaml = KubeadmConfiguration.Init(new KubeadmInitSettings { KubernetesVersion = "v1.31.0", NodeName = "n", AdvertiseAddress = "10.0.0.5", ClusterName = "a\"\nkind: \"x\n---\n" });

        Assert.Equal("a\"\nkind: \"x\n---\n", Text(Read(yaml)[1]["clusterName"]));
        Assert.Equal(3, Read(yaml).Length);
    }

    [Fact]
    public void What_is_missing_or_wrong_is_an_error()
    {
        Assert.Throws<KubernetesVersionNotSupportedException>(() => KubeadmConfiguration.Init(Settings("v1.21.14")));
        Assert.Throws<FormatException>(() => KubeadmConfiguration.Init(Settings("latest")));
        Assert.Throws<FormatException>(() => KubeadmConfiguration.Init(Settings("1.31")));
        Assert.Throws<ArgumentException>(() => KubeadmConfiguration.Init(new KubeadmInitSettings { KubernetesVersion = "v1.31.0", NodeName = "n" }));
        Assert.Throws<ArgumentException>(() => KubeadmConfiguration.Join(new KubeadmJoinSettings
        {
            KubernetesVersion = "v1.31.0", NodeName = "n", ApiServerEndpoint = "a:1", Token = BootstrapToken.Create(), CaCertHash = "sha256:12",
        }));
    }

    [Fact]
    public void Tokens_have_the_form_kubeadm_wants_and_hide_their_secret()
    {
        BootstrapToken[] tokens = [.. Enumerable.Range(0, 500).Select(_ => BootstrapToken.Create())];

        Assert.All(tokens, token => Assert.Matches(@"\A[a-z0-9]{6}\.[a-z0-9]{16}\z", token.Reveal()));
        Assert.Equal(500, tokens.Select(token => token.Reveal()).Distinct().Count());
        Assert.All(tokens, token => Assert.DoesNotContain(token.Reveal()[7..], token.ToString()));
        Assert.Throws<FormatException>(() => BootstrapToken.Parse("07401b.f395accd246ae52d\n"));
    }

    [Fact]
    public void The_CA_hash_is_that_of_the_public_key()
    {
        const string pem = """
            subject: kubernetes
            -----BEGIN CERTIFICATE-----
            MIIBfzCCASWgAwIBAgIUHYzRYV/LzixQhYctDrajIQi7s6owCgYIKoZIzj0EAwIw
            FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIwODIxMjdaFw0zNjExMTkw
            ODIxMjdaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
            PQMBBwNCAATTfCLd9FZ91xM0o3TBpFXj9d8qyPUPqr7M3gPWx02MhpkLZ3oeGBmN
            Vi+wTndz1/098x0TwJtBP2t2vJb7bPujo1MwUTAdBgNVHQ4EFgQUhjSVyOV9WkOo
            q0oRhXpwGljfrN8wHwYDVR0jBBgwFoAUhjSVyOV9WkOoq0oRhXpwGljfrN8wDwYD
            VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAj1Qq2jQYEA5xfn+6TDlp
            8fzyOvmi9uO4WkdLE4/w0TQCIHNu5EImhkoretc54olasO66R0/ZNw604WwqKd0v
            6H/w
            -----END CERTIFICATE-----
            """;

        Assert.Equal(Hash, CaHash.Of(pem));
        Assert.Throws<FormatException>(() => CaHash.Of("nothing"));
        Assert.Throws<FormatException>(() => CaHash.Of("-----BEGIN CERTIFICATE-----\nMIIBfzCCASWgAwIBAgIU\n-----END CERTIFICATE-----"));
    }

    [Fact]
    public void The_CA_hash_agrees_with_the_platform_s_for_RSA_and_elliptic_keys()
    {
        foreach (int size in (int[])[2048, 4096])
        {
            using System.Security.Cryptography.RSA rsa = System.Security.Cryptography.RSA.Create(size);
            System.Security.Cryptography.X509Certificates.CertificateRequest request = new(
                "CN=kubernetes", rsa, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

            Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())), CaHash.Of(certificate.ExportCertificatePem()));
        }
    }

    private static YamlMappingNode[] Read(string yaml)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}

using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;

namespace CsePowerShell.Simulator.Tests.Kubernetes.Model;

public sealed class KubeadmDocumentTests
{
    private static readonly KubernetesRelease s_30 = new(1, 30, 8);
    private static readonly KubernetesRelease s_31 = new(1, 31, 4);

    [Fact]
    public void An_unknown_field_is_a_warning_that_names_it()
    {
        KubeadmDocuments documents =
            KubeadmDocuments.Read("apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nnodeRegistration: {name: a, colour: blue}\n", s_31);
        Assert.Contains("strict decoding error: unknown field \"nodeRegistration.colour\"", Assert.Single(documents.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1beta3", "kubeletExtraArgs: [{name: a, value: b}]", "cannot unmarshal array into Go struct field InitConfiguration.nodeRegistration.kubeletExtraArgs of type map[string]string")]
    [InlineData("v1beta4", "kubeletExtraArgs: {a: b}", "cannot unmarshal object into Go struct field InitConfiguration.nodeRegistration.kubeletExtraArgs")]
    public void Extra_arguments_have_the_shape_of_their_version(string api, string arguments, string error)
    {
        KubernetesRelease release = api == "v1beta3" ? s_30 : s_31;
        KubeadmException refused = Assert.Throws<KubeadmException>(() =>
            KubeadmDocuments.Read($"apiVersion: kubeadm.k8s.io/{api}\nkind: InitConfiguration\nnodeRegistration:\n  {arguments}\n", release));
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1beta2", "your configuration file uses an old API spec: \"kubeadm.k8s.io/v1beta2\"")]
    [InlineData("v1beta9", "no kind \"JoinConfiguration\" is registered for version \"kubeadm.k8s.io/v1beta9\"")]
    public void Versions_that_kubeadm_does_not_know_are_refused(string api, string error) => Assert.Contains(error,
        Assert.Throws<KubeadmException>(() => KubeadmDocuments.Read($"apiVersion: kubeadm.k8s.io/{api}\nkind: JoinConfiguration\n", s_31)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_old_version_that_is_still_read_is_a_warning() => Assert.Contains("deprecated API spec",
        Assert.Single(KubeadmDocuments.Read("apiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration\n", s_31).Warnings),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("kind: X\n")]
    [InlineData("a: [1\n")]
    [InlineData("- a list\n")]
    public void What_is_no_document_is_refused(string text) => Assert.Throws<KubeadmException>(() => KubeadmDocuments.Read(text, s_31));

    [Fact]
    public void An_unquoted_token_that_looks_like_a_number_is_none_any_more()
    {
        KubeadmDocuments documents =
            KubeadmDocuments.Read(
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nbootstrapTokens:\n- token: 123456.1234567890123456\n", s_31);
        Assert.False(BootstrapToken.IsToken(documents.Find("InitConfiguration")!["bootstrapTokens"]![0]!["token"]!.ToString()));
    }

    [Theory]
    [InlineData("07401b.f395accd246ae52d", true)]
    [InlineData("07401B.f395accd246ae52d", false)]
    [InlineData("07401b.f395accd246ae52", false)]
    [InlineData("07401b.f395accd246ae52d\n", false)]
    public void Tokens_have_a_form(string text, bool isToken) => Assert.Equal(isToken, BootstrapToken.IsToken(text));

    [Fact]
    public void A_token_survives_its_secret()
    {
        BootstrapToken token = BootstrapToken.Create("07401b.f395accd246ae52d", TimeSpan.FromHours(2),
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "a join");
        BootstrapToken? read = BootstrapToken.Read(token.ToSecret());
        Assert.Equal((token.Text, token.Expires, token.Description), (read?.Text, read?.Expires, read?.Description));
        Assert.DoesNotContain("f395", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2h0m0s", 7200)]
    [InlineData("30m", 1800)]
    [InlineData("1.5s", 1.5)]
    [InlineData("500ms", 0.5)]
    [InlineData("0", 0)]
    public void Durations_are_read_as_go_does(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), GoDuration.TryParse(text));

    [Theory]
    [InlineData("30")]
    [InlineData("fast")]
    [InlineData("")]
    public void A_duration_needs_its_unit(string text) => Assert.Null(GoDuration.TryParse(text));
}

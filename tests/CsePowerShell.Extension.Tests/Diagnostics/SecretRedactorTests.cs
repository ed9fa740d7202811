using CsePowerShell.Extension.Diagnostics;

namespace CsePowerShell.Extension.Tests.Diagnostics;

public sealed class SecretRedactorTests
{
    private static readonly SecretRedactor s_redactor = new();

    [Theory]
    [InlineData("x-vcloud-authorization: ee9f52dbb4d245048614dba57e182fd3", "ee9f52dbb4d245048614dba57e182fd3")]
    [InlineData("headers {\"X-VMWARE-VCLOUD-ACCESS-TOKEN\": \"abc-def\"}", "abc-def")]
    [InlineData("{\\\"Authorization\\\":\\\"Bearer abcdefghij\\\"}", "abcdefghij")]
    [InlineData("Authorization: Basic YWRtaW46aHVudGVyMg==", "YWRtaW46aHVudGVyMg")]
    [InlineData("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl in text", "eyJhbGci")]
    [InlineData("password=hunter2!", "hunter2")]
    [InlineData("\"amqpPassword\": \"hunter2\"", "hunter2")]
    [InlineData("AdminPassword: hunter2", "hunter2")]
    [InlineData("amqps://cse:hunter2@broker:5671/", "hunter2")]
    [InlineData("kubeadm join --token abcdef.0123456789abcdef", "0123456789abcdef")]
    [InlineData("client-key-data: LS0tLS1CRUdJTiBSU0E", "LS0tLS1CRUdJ")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1rZXk")]
    [InlineData("cut off: -----BEGIN RSA PRIVATE KEY-----\nMIIEow", "MIIEow")]
    public void What_looks_like_a_secret_is_taken_out(string text, string secret)
    {
        string clean = s_redactor.Clean(text);
        Assert.DoesNotContain(secret, clean);
        Assert.Contains(SecretRedactor.Stars, clean);
    }

    [Theory]
    [InlineData("Cluster c1 (7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa) at 10.0.0.5:6443 is Ready")]
    [InlineData("v1.31.4 flannel v0.25.1; node-a1b2: joining")]
    [InlineData("The password was not accepted.")]
    public void Ordinary_text_stays(string text) => Assert.Equal(text, s_redactor.Clean(text));

    [Fact]
    public void A_secret_of_the_configuration_is_known_by_heart()
    {
        var redactor = new SecretRedactor();
        redactor.Learn("Tr0ub4dor");
        Assert.DoesNotContain("Tr0ub4dor", redactor.Clean("said Tr0ub4dor aloud"));
    }

    [Theory]
    [InlineData("/api/cse/template answered 200  in 0.4 ms", false)]
    [InlineData("2b5c8f0e-2f4e-4a5d-9b0b-6a2f6f1b7a10", false)]
    [InlineData("abcdef.0123456789abcdef", true)]
    [InlineData("Basic YWxpY2U6cGFzcw", true)]
    [InlineData("eyJhbGciOiJ.e30.x", true)]
    [InlineData("-----BEGIN PRIVATE KEY-----", true)]
    public void The_quick_look_lets_pass_only_what_no_pattern_matches(string text, bool mayHold) => Assert.Equal(mayHold, SecretRedactor.MayHoldSecret(text));

    [Fact]
    public void The_quick_look_never_disagrees_with_the_patterns()
    {
        // Pieces of secrets and of ordinary lines in any order: whatever the patterns would change, the quick look has to hand to them.
        string[] pieces = ["bearer ", "Basic ", "eyJ", "abc123", ".", "0123456789abcdef", "token", "=", ": ", "password", "-----BEGIN RSA PRIVATE KEY-----", " ", "deadbeef", "amqp://u:p@h", "answered", "-", "\"", "YWJjZGVm"];
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (!SecretRedactor.MayHoldSecret(text))
                Assert.Equal(text, SecretRedactor.ByPatterns(text));
        }
    }
}

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
}

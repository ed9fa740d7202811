using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace CsePowerShell.VCloud.Tests.Http;

public sealed class TlsTests
{
    private static readonly X509Certificate2 s_certificate = TestCertificates.SelfSigned();

    [Fact]
    public async Task An_unknown_issuer_is_refused_and_the_certificate_shown()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(null, s_certificate);
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => cloud.ConnectAsync(o => o.SkipCertificateCheck = false));
        Assert.Equal(VCloudConnectionFailure.TlsChain, failure.Kind);
        Assert.Equal("CN=vcd.example", failure.Certificate!.Subject);
        Assert.Equal(TestCertificates.Sha256(s_certificate), failure.Certificate.Sha256Thumbprint);
        Assert.Equal(s_certificate.Thumbprint, failure.Certificate.Sha1Thumbprint);
        Assert.Contains(failure.Certificate.Sha256Thumbprint, failure.Message);
        Assert.Empty(cloud.Server.Requests);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_pinned_certificate_is_trusted(bool isSha1, bool hasColons)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(null, s_certificate);
        string thumbprint = isSha1 ? s_certificate.Thumbprint : TestCertificates.Sha256(s_certificate);
        if (hasColons)
            thumbprint = string.Join(":", thumbprint.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
        using VCloudClient client = await cloud.ConnectAsync(o => (o.SkipCertificateCheck, o.CertificateThumbprint) = (false, thumbprint));
        Assert.Equal("alice", client.Session.User);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_certificate_than_the_pinned_one_is_refused_even_where_checks_are_skipped(bool skip)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(null, s_certificate);
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() =>
            cloud.ConnectAsync(o => (o.SkipCertificateCheck, o.CertificateThumbprint) = (skip, new string('A', 64))));
        Assert.Equal(VCloudConnectionFailure.TlsPin, failure.Kind);
        Assert.Empty(cloud.Server.Requests);
    }

    [Fact]
    public async Task Skipping_the_check_is_for_one_connection_only_and_logged()
    {
        var log = new CapturedLog();
        await using StandInCloud cloud = await StandInCloud.StartAsync(null, s_certificate);
        using (VCloudClient client = await cloud.ConnectAsync(o => o.Logger = log))
            await client.LogoutAsync(StandInCloud.Cancel);
        Assert.Contains(log.Lines, line => line.Id == 6);
        await Assert.ThrowsAsync<VCloudConnectionException>(() => cloud.ConnectAsync(o => o.SkipCertificateCheck = false));
    }

    [Fact]
    public void A_wrong_name_alone_is_told_apart_from_an_unknown_issuer()
    {
        var check = new CertificateCheck("127.0.0.1", null, skip: false);
        Assert.False(check.Accept(s_certificate, null, System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.Equal(VCloudConnectionFailure.TlsName, check.Refusal!.Kind);
        Assert.False(check.Accept(
            s_certificate, null, System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch | System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.Equal(VCloudConnectionFailure.TlsChain, check.Refusal!.Kind);
        Assert.True(check.Accept(s_certificate, null, System.Net.Security.SslPolicyErrors.None));
    }

    [Fact]
    public async Task An_expired_certificate_says_that_it_is_expired()
    {
        using X509Certificate2 expired = TestCertificates.SelfSigned(address: IPAddress.Loopback, notAfter: DateTimeOffset.UtcNow.AddDays(-1));
        await using StandInCloud cloud = await StandInCloud.StartAsync(null, expired);
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => cloud.ConnectAsync(o => o.SkipCertificateCheck = false));
        Assert.Contains("expired", failure.Message);
    }

    [Fact]
    public async Task A_server_without_TLS_is_not_a_vcloud()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => cloud.ConnectAsync(o => o.Server = $"https://127.0.0.1:{cloud.Server.Endpoint.Port}"));
        Assert.Equal(VCloudConnectionFailure.NotVCloud, failure.Kind);
    }

    [Fact]
    public async Task Plain_HTTP_to_a_port_that_speaks_TLS_is_called_by_its_name()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(null, s_certificate);
        string server = $"127.0.0.1:{cloud.Server.Endpoint.Port}";
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() =>
            VCloudClient.ConnectAsync(new VCloudConnectionOptions { Server = "http://" + server, Org = "o", UserName = "u", Password = "p" }, StandInCloud.Cancel));
        Assert.Equal(VCloudConnectionFailure.NotVCloud, failure.Kind);
        Assert.Contains("TLS", failure.Summary);
        Assert.Equal($"Write https://{server}.", failure.Advice);
        Assert.DoesNotContain("may have been done", failure.Message);
    }

    [Fact]
    public async Task A_server_that_hangs_up_at_once_is_a_broken_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task hangUp = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync(StandInCloud.Cancel);
        }, StandInCloud.Cancel);
        var failure = await Assert.ThrowsAsync<VCloudConnectionException>(() => VCloudClient.ConnectAsync(
            new VCloudConnectionOptions { Server = listener.LocalEndpoint.ToString()!, Org = "o", UserName = "u", Password = "p" }, StandInCloud.Cancel));
        Assert.Equal(VCloudConnectionFailure.Broken, failure.Kind);
        await hangUp;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Tests.Transport;

/// <summary>A broker with a certificate of a private authority, for the name localhost.</summary>
public sealed class TlsBrokerFixture : IAsyncLifetime
{
    private PrivateBroker? _broker;

    public string Folder { get; } = Directory.CreateTempSubdirectory("cse-tls-").FullName;

    public string Thumbprint { get; private set; } = "";

    internal PrivateBroker Broker
    {
        get
        {
            Assert.SkipUnless(PrivateBroker.IsInstalled, "rabbitmq-server is not installed");
            return _broker!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!PrivateBroker.IsInstalled)
            return;
        using X509Certificate2 server = PrivateCertificates.Write(Folder, "localhost");
        Thumbprint = server.GetCertHashString(HashAlgorithmName.SHA256);
        PrivateCertificates.WriteStranger(Path.Combine(Folder, "stranger.pem"));
        _broker = await PrivateBroker.StartAsync(certificates: Folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>TLS to the broker is verified unless somebody says otherwise, and a refusal says what is wrong.</summary>
public sealed class BrokerTlsTests(TlsBrokerFixture tls) : IClassFixture<TlsBrokerFixture>
{
    private BrokerOptions Options(string host = "localhost", string? authority = null) => new()
    {
        Host = host, Port = tls.Broker.TlsPort, UserName = "guest", Password = () => "guest", Exchange = "tls-ext", QueuePrefix = "tls",
        CertificateAuthorityFile = authority is null ? null : Path.Combine(tls.Folder, authority),
    };

    private static async Task ConnectsAsync(BrokerOptions options)
    {
        await using IConnection connection = await new BrokerConnector(options).ConnectAsync("test", TestContext.Current.CancellationToken);
        Assert.True(connection.IsOpen);
    }

    private static async Task<string> RefusalAsync(BrokerOptions options)
    {
        BrokerConnectionException refusal = await Assert.ThrowsAsync<BrokerConnectionException>(() => new BrokerConnector(options).ConnectAsync("test", TestContext.Current.CancellationToken));
        return refusal.Message;
    }

    [Fact]
    public async Task A_host_serves_over_tls_with_a_private_authority()
    {
        BrokerOptions options = Options(authority: "ca.pem");
        BrokerOptions plain = BrokerFixture.OptionsFor(tls.Broker.Port, "tls");
        await using Cell cell = await Cell.ConnectAsync(plain);
        await using TestHost host = await new TestHost(new FakeVCloud(), options).ReadyAsync();
        Assert.Equal(200, (await cell.SendAsync(new CellRequest("GET", "/api/cse/template"))).Status);
    }

    [Fact]
    public async Task Without_the_authority_the_certificate_is_refused_and_the_way_out_is_told()
    {
        string message = await RefusalAsync(Options());
        Assert.Contains("is not trusted: subject CN=localhost, issuer CN=Private test authority", message);
        Assert.Contains("Name the file of its certificate authority", message);
        Assert.Contains(tls.Thumbprint, message);
    }

    [Fact]
    public async Task An_authority_that_did_not_sign_it_does_not_help() =>
        Assert.Contains("is not trusted", await RefusalAsync(Options(authority: "stranger.pem")));

    [Fact]
    public async Task A_file_of_several_authorities_is_read_to_its_end()
    {
        string both = Path.Combine(tls.Folder, "both.pem");
        await File.WriteAllTextAsync(both, await File.ReadAllTextAsync(Path.Combine(tls.Folder, "stranger.pem"), TestContext.Current.CancellationToken)
            + "\n" + await File.ReadAllTextAsync(Path.Combine(tls.Folder, "ca.pem"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await ConnectsAsync(Options(authority: "both.pem"));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_although_its_authority_is_trusted()
    {
        string message = await RefusalAsync(Options("127.0.0.1", "ca.pem"));
        Assert.Contains("is for another host than \"127.0.0.1\"", message);
        Assert.Contains("CN=localhost", message);
    }

    [Fact]
    public async Task A_pin_decides_alone_whatever_chain_and_name_say()
    {
        BrokerOptions options = Options("127.0.0.1");
        options.CertificateThumbprint = tls.Thumbprint;
        await ConnectsAsync(options);
        options.CertificateThumbprint = new string('0', 64);
        Assert.Contains("is not the one that is pinned", await RefusalAsync(options));
    }

    [Fact]
    public async Task Only_who_says_so_gets_no_check()
    {
        BrokerOptions options = Options("127.0.0.1");
        options.SkipCertificateCheck = true;
        await ConnectsAsync(options);
    }

    [Fact]
    public async Task A_missing_authority_file_is_named() =>
        Assert.Contains("nowhere.pem of its certificate authority cannot be read", await RefusalAsync(Options(authority: "nowhere.pem")));

    [Fact]
    public async Task A_wrong_password_names_user_address_and_virtual_host_but_not_the_password()
    {
        BrokerOptions options = Options(authority: "ca.pem");
        options.Password = () => "wrong-Pa55word";
        string message = await RefusalAsync(options);
        Assert.Contains($"localhost:{tls.Broker.TlsPort}", message);
        Assert.Contains("for user \"guest\"", message);
        Assert.DoesNotContain("wrong-Pa55word", message);
    }
}

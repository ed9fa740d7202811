using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;

namespace CsePowerShell.VCloud.Tests.Http;

/// <summary>Each way a connection fails has a kind of its own. Everything is on the loopback interface, so that a machine without a network shows the same.</summary>
public sealed class ConnectionFailureTests
{
    private static readonly Uri s_server = new("https://vcd.example:8443/");
    private static readonly CertificateCheck s_check = new("vcd.example", null, skip: false);

    [Theory]
    [InlineData(SocketError.HostNotFound, VCloudConnectionFailure.NameNotResolved, true)]
    [InlineData(SocketError.NoData, VCloudConnectionFailure.NameNotResolved, true)]
    [InlineData(SocketError.TryAgain, VCloudConnectionFailure.NameNotResolved, true)]
    [InlineData(SocketError.NoRecovery, VCloudConnectionFailure.NameNotResolved, true)]
    [InlineData(SocketError.ConnectionRefused, VCloudConnectionFailure.Refused, true)]
    [InlineData(SocketError.HostUnreachable, VCloudConnectionFailure.Unreachable, false)]
    [InlineData(SocketError.NetworkUnreachable, VCloudConnectionFailure.Unreachable, false)]
    [InlineData(SocketError.TimedOut, VCloudConnectionFailure.Timeout, false)]
    [InlineData(SocketError.ConnectionReset, VCloudConnectionFailure.Broken, false)]
    public void What_the_socket_says_is_told_apart(SocketError error, VCloudConnectionFailure kind, bool neverSent)
    {
        VCloudConnectionException told = ConnectionFailures.Explain(new HttpRequestException("No.", new SocketException((int)error)), s_server, s_check, proxy: null);
        Assert.Equal((kind, neverSent), (told.Kind, told.NeverSent));
        Assert.Contains("vcd.example", told.Summary);
        Assert.NotEmpty(told.Advice);
    }

    [Fact]
    public void Silent_name_servers_are_not_blamed_on_the_name()
    {
        string Of(SocketError error) => ConnectionFailures.Explain(new SocketException((int)error), s_server, s_check, proxy: null).Summary;
        Assert.Contains("unknown", Of(SocketError.HostNotFound));
        Assert.DoesNotContain("unknown", Of(SocketError.TryAgain));
    }

    [Theory]
    [InlineData(70, VCloudConnectionFailure.TlsProtocol)]
    [InlineData(40, VCloudConnectionFailure.TlsProtocol)]
    public async Task A_server_that_refuses_every_TLS_version_or_cipher_is_no_other_kind_of_server(int alert, VCloudConnectionFailure kind)
    {
        // protocol_version (70) and handshake_failure (40), RFC 8446 section 6.
        using AnsweringOnce server = new([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, (byte)alert]);
        VCloudConnectionException failure = await ConnectAsync(o => o.Server = server.Address);
        Assert.Equal(kind, failure.Kind);
        Assert.Contains("TLS", failure.Summary);
    }

    [Fact]
    public async Task A_port_that_speaks_something_else_is_no_vcloud()
    {
        using AnsweringOnce server = new(Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2\r\n"));
        Assert.Equal(VCloudConnectionFailure.NotVCloud, (await ConnectAsync(o => o.Server = server.Address)).Kind);
    }

    [Fact]
    public async Task A_proxy_that_nobody_runs_is_not_blamed_on_the_server()
    {
        VCloudConnectionException failure = await ConnectAsync(o => (o.Server, o.Proxy) = ("vcd.example", new Uri($"http://127.0.0.1:{FreePort()}")));
        Assert.Equal(VCloudConnectionFailure.Proxy, failure.Kind);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, VCloudConnectionFailure.Proxy)]
    [InlineData(SocketError.HostNotFound, VCloudConnectionFailure.Proxy)]
    [InlineData(SocketError.TimedOut, VCloudConnectionFailure.Proxy)]
    [InlineData(SocketError.ConnectionReset, VCloudConnectionFailure.Broken)]
    [InlineData(SocketError.ConnectionAborted, VCloudConnectionFailure.Broken)]
    [InlineData(SocketError.Shutdown, VCloudConnectionFailure.Broken)]
    public void A_connection_through_a_proxy_that_breaks_is_no_refusal_of_the_proxy(SocketError error, VCloudConnectionFailure kind)
    {
        HttpRequestException failure = new("An error occurred while sending the request.", new SocketException((int)error));
        VCloudConnectionException told = ConnectionFailures.Explain(failure, s_server, s_check, new Uri("http://10.0.0.1:3128"));
        Assert.Equal((kind, kind == VCloudConnectionFailure.Proxy), (told.Kind, told.NeverSent));
    }

    [Fact]
    public void The_digits_of_a_status_in_the_port_of_a_proxy_are_no_status()
    {
        Uri proxy = new("http://127.0.0.1:40712");
        HttpRequestException refused = new("Connection refused (127.0.0.1:40712)", new SocketException((int)SocketError.ConnectionRefused));
        Assert.Equal(VCloudConnectionFailure.Proxy, ConnectionFailures.Explain(refused, s_server, s_check, proxy).Kind);
        HttpRequestException forbidden = new("The proxy tunnel request to proxy 'http://127.0.0.1:40712/' failed with status code '403'.");
        Assert.Equal(VCloudConnectionFailure.Proxy, ConnectionFailures.Explain(forbidden, s_server, s_check, proxy).Kind);
        HttpRequestException wanting = new("The proxy tunnel request to proxy 'http://127.0.0.1:40712/' failed with status code '407'.");
        Assert.Equal(VCloudConnectionFailure.ProxyCredential, ConnectionFailures.Explain(wanting, s_server, s_check, proxy).Kind);
    }

    [Fact]
    public async Task A_proxy_that_refuses_the_server_is_told_with_its_status()
    {
        using AnsweringOnce proxy = new(Encoding.ASCII.GetBytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        VCloudConnectionException failure = await ConnectAsync(o => (o.Server, o.Proxy) = ("vcd.example", new Uri("http://" + proxy.Address)));
        Assert.Equal(VCloudConnectionFailure.Proxy, failure.Kind);
        Assert.Contains("403", failure.Summary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_that_wants_a_user_says_so_whether_or_not_it_got_one(bool withUser)
    {
        using AnsweringOnce proxy = new(Encoding.ASCII.GetBytes(
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        VCloudConnectionException failure = await ConnectAsync(o =>
        {
            (o.Server, o.Proxy) = ("vcd.example", new Uri("http://" + proxy.Address));
            if (withUser)
                (o.ProxyUserName, o.ProxyPassword) = ("user", "pr0xy-s3cret");
        });
        Assert.Equal(VCloudConnectionFailure.ProxyCredential, failure.Kind);
        Assert.DoesNotContain("pr0xy-s3cret", failure.ToString());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("""{"minorErrorCode":"UNAUTHORIZED","message":"Your account is locked. Contact your administrator."}""", true)]
    public async Task A_locked_account_is_told_where_vcd_tells_it(string body, bool isLocked)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("POST", "/cloudapi/1.0.0/sessions", 401, body, "application/json");
        var failure = await Assert.ThrowsAsync<VCloudAuthenticationException>(() => cloud.ConnectAsync());
        Assert.Equal((isLocked, true), (failure.IsAccountLocked, failure.IsLogin));
        Assert.Contains("locked", failure.Message);
        Assert.Equal(isLocked, failure.Summary.Contains("locked", StringComparison.Ordinal));
        Assert.NotEmpty(failure.Advice);
    }

    private static Task<VCloudConnectionException> ConnectAsync(Action<VCloudConnectionOptions> set)
    {
        VCloudConnectionOptions options = new() { Org = "o", UserName = "u", Password = "p", RequestTimeout = TimeSpan.FromSeconds(20) };
        set(options);
        return Assert.ThrowsAsync<VCloudConnectionException>(() => VCloudClient.ConnectAsync(options, StandInCloud.Cancel));
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>Answers every connection with the same bytes, once the other side has said something, and hangs up.</summary>
    private sealed class AnsweringOnce : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public AnsweringOnce(byte[] answer)
        {
            _listener.Start();
            _ = AnswerAsync(answer);
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(byte[] answer)
        {
            try
            {
                // Side by side: a client that tries again may open the second connection before it lets go of the first.
                while (true)
                    _ = AnswerAsync(await _listener.AcceptTcpClientAsync(), answer);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private static async Task AnswerAsync(TcpClient client, byte[] answer)
        {
            using (client)
            {
                try
                {
                    NetworkStream stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[4096]);
                    await stream.WriteAsync(answer);
                    client.Client.Shutdown(SocketShutdown.Send);
                    // Until the other side has read it: a socket that is closed with unread bytes in it sends a reset instead.
                    _ = await stream.ReadAsync(new byte[4096]);
                }
                catch (IOException)
                {
                    // The other side has hung up first.
                }
            }
        }
    }
}

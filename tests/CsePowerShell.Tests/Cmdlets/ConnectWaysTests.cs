using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Cmdlets;
using CsePowerShell.Connections;
using CsePowerShell.Tests.Support;
using CsePowerShell.VCloud;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class ConnectWaysTests
{
    private readonly Session _session = new();
    private readonly List<VCloudConnectionOptions> _used = [];

    [Fact]
    public void An_API_token_goes_with_its_organization_and_without_a_password()
    {
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd", Org = "acme", ApiToken = Secure("t0ken") }));
        VCloudConnectionOptions options = Assert.Single(_used);
        Assert.Equal(("acme", "t0ken", null, null), (options.Org, options.ApiToken, options.Password, options.SessionToken));
    }

    [Fact]
    public void A_secret_that_is_a_secure_string_is_an_API_token_and_needs_the_organization()
    {
        _session.Host.Secrets["vcd"] = Secure("t0ken");
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd", Org = "acme", SecretName = "vcd" }));
        Assert.Equal("t0ken", Assert.Single(_used).ApiToken);
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd", SecretName = "vcd" }));
        Assert.Equal("CseBadRequest", _session.Ended!.Id);
        Assert.Contains("-Org", _session.Ended.Message);
    }

    [Fact]
    public void A_secret_that_is_a_credential_signs_in_as_that_user()
    {
        _session.Host.Secrets["vcd"] = new PSCredential("unused", new SecureString());
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd", SecretName = "vcd" }));
        Assert.Equal(("alice", "acme", "Passw0rd!"), (_used[0].UserName, _used[0].Org, _used[0].Password));
    }

    [Fact]
    public void A_secret_that_is_something_else_or_missing_is_an_error_that_does_not_show_it()
    {
        _session.Host.Secrets["vcd"] = "plain-s3cret";
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd", SecretName = "vcd" }));
        Assert.Equal("CseBadRequest", _session.Ended!.Id);
        Assert.DoesNotContain("plain-s3cret", _session.Ended.Message);
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd", SecretName = "none" }));
        Assert.Contains("none", _session.Ended!.Message);
        Assert.Empty(_used);
    }

    [Fact]
    public void Who_is_not_named_is_asked_for_and_where_nobody_can_be_asked_that_is_an_error()
    {
        _session.Host.Person = new PSCredential("unused", new SecureString());
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd" }));
        Assert.Equal("alice", Assert.Single(_used).UserName);
        _session.Host.Person = null;
        _session.Run(Connect(new ConnectCseServerCommand { Server = "vcd" }));
        Assert.Equal("CseBadRequest", _session.Ended!.Id);
        Assert.Contains("-Credential", _session.Ended.Message);
    }

    [Fact]
    public void A_proxy_gets_its_own_credential_and_a_credential_needs_a_proxy()
    {
        ConnectCseServerCommand connect = Connect(new ConnectCseServerCommand { Server = "vcd", Credential = new PSCredential("unused", new SecureString()) });
        (connect.Proxy, connect.ProxyCredential) = (new Uri("http://proxy:3128"), new PSCredential("unused", new SecureString()));
        _session.Run(connect);
        Assert.Equal(("http://proxy:3128/", "alice@acme", "Passw0rd!"), (_used[0].Proxy!.ToString(), _used[0].ProxyUserName, _used[0].ProxyPassword));
        connect = Connect(new ConnectCseServerCommand { Server = "vcd", Credential = new PSCredential("unused", new SecureString()) });
        connect.ProxyCredential = new PSCredential("unused", new SecureString());
        _session.Run(connect);
        Assert.Contains("-Proxy", _session.Ended!.Message);
    }

    [Theory]
    [InlineData("https://vcd.example.com/api/", "ignored", null, "vcd.example.com")]
    [InlineData("https://vcd.example.com:8443/api/", "ignored", null, "vcd.example.com:8443")]
    [InlineData(null, "vcd.example.com", "443", "vcd.example.com")]
    [InlineData(null, "vcd.example.com", "8443", "vcd.example.com:8443")]
    public void A_connection_of_PowerCLI_is_read_by_its_properties(string? uri, string name, string? port, string expected)
    {
        Dictionary<string, object?> properties = new() { ["ServiceUri"] = uri, ["Name"] = name, ["Port"] = port, ["SessionId"] = "0123456789abcdef0123456789abcdef" };
        PowerCliSession session = PowerCliSession.Read(new PropertyReader(property => properties.GetValueOrDefault(property)));
        Assert.Equal((expected, "0123456789abcdef0123456789abcdef"), (session.Server, session.Token));
        Assert.Equal(expected, session.ToString());
        properties["SessionSecret"] = "eyJ.jwt.x";
        Assert.Equal("eyJ.jwt.x", PowerCliSession.Read(new PropertyReader(property => properties.GetValueOrDefault(property))).Token);
    }

    [Fact]
    public void Something_that_is_no_connection_of_PowerCLI_is_an_error_that_says_what_to_give()
    {
        Assert.Contains("Connect-CIServer", Assert.Throws<ArgumentException>(() => PowerCliSession.Read(new PropertyReader(_ => null))).Message);
        Assert.Contains("no session", Assert.Throws<ArgumentException>(() => PowerCliSession.Read(new PropertyReader(name => name == "Name" ? "vcd" : null))).Message);
    }

    [Fact]
    public void Without_a_server_and_without_PowerCLI_the_error_says_both()
    {
        _session.Run(Connect(new ConnectCseServerCommand()));
        Assert.Equal("CseBadRequest", _session.Ended!.Id);
        Assert.Contains("-Server", _session.Ended.Message);
        Assert.Contains("Connect-CIServer", _session.Ended.Message);
    }

    private ConnectCseServerCommand Connect(ConnectCseServerCommand command)
    {
        CseConnection made = _session.Connect("other.example.com", "globex", "bob", new FakeClusters());
        command.Unpack = _ => ("alice@acme", Secure("Passw0rd!"));
        command.Connector = (options, _, _, _, _) =>
        {
            _used.Add(options);
            return Task.FromResult(made);
        };
        return command;
    }

    private static SecureString Secure(string text)
    {
        SecureString secret = new();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }
}

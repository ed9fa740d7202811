using System.Text;

namespace CsePowerShell.VCloud.Tests.Sessions;

public sealed class LoginTests
{
    [Fact]
    public async Task Below_API_33_the_login_is_at_api_sessions_and_the_token_goes_in_the_old_header()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument(("29.0", false)) });
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Single(cloud.Server.Sent("POST", "/api/sessions"));
        await client.LogoutAsync(StandInCloud.Cancel);
        SeenRequest end = cloud.Server.Sent("DELETE", "/api/session").Single();
        Assert.True(end.Headers.ContainsKey("x-vcloud-authorization"));
        Assert.False(end.Headers.ContainsKey("Authorization"));
        Assert.Empty(cloud.LiveTokens);
    }

    [Fact]
    public async Task The_old_logins_answer_is_the_session_so_nothing_more_is_asked()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument(("29.0", false)) });
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Empty(cloud.Server.Sent("GET", "/api/session"));
        Assert.Equal("alice", client.Session.User);
        Assert.Equal("https://vcd.example/api/org/8f03aa58-b618-4c32-836b-dc6b612ed3a4", client.Session.OrgHref);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Session")]
    [InlineData("<Other/>")]
    public async Task A_login_whose_answer_is_no_session_asks_for_it(string body)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument(("29.0", false)) });
        cloud.On("POST", "/api/sessions", (context, _) =>
        {
            cloud.LiveTokens.Add("01dc6b612ed3a48f03aa58b6184c3201");
            context.Response.Headers["x-vcloud-authorization"] = "01dc6b612ed3a48f03aa58b6184c3201";
            return StandInCloud.Send(context, 200, body);
        });
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Single(cloud.Server.Sent("GET", "/api/session"));
        Assert.Equal("alice", client.Session.User);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task From_API_33_the_login_is_at_cloudapi_and_the_token_is_a_bearer()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Empty(cloud.Server.Sent("POST", "/api/sessions"));
        SeenRequest who = cloud.Server.Sent("GET", "/api/session").Single();
        Assert.StartsWith("Bearer eyJ", who.Headers["Authorization"], StringComparison.Ordinal);
        Assert.False(who.Headers.ContainsKey("x-vcloud-authorization"));
        Assert.Equal("alice", client.Session.User);
        Assert.Equal("acme", client.Session.Org);
        Assert.Equal("https://vcd.example/api/org/8f03aa58-b618-4c32-836b-dc6b612ed3a4", client.Session.OrgHref);
        Assert.Equal(["Organization Administrator"], client.Session.Roles);
        Assert.False(client.Session.IsSystem);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task From_API_30_a_jwt_of_the_old_login_is_sent_as_bearer()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument(("31.0", false)) });
        cloud.On("POST", "/api/sessions", async (context, request) =>
        {
            context.Response.Headers["x-vcloud-authorization"] = "8f03aa58b6184c32836bdc6b612ed3a4";
            await cloud.LogIn(context, request, json: true);
        });
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.StartsWith("Bearer eyJ", cloud.Server.Sent("GET", "/api/session").Single().Headers["Authorization"], StringComparison.Ordinal);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_system_administrator_logs_in_at_the_provider_address()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Org = "System", User = "administrator" });
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Single(cloud.Server.Sent("POST", "/cloudapi/1.0.0/sessions/provider"));
        Assert.True(client.Session.IsSystem);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData("36.0", "/cloudapi/1.0.0/sessions", "/api/sessions")]
    [InlineData("32.0", "/api/sessions", "/cloudapi/1.0.0/sessions")]
    public async Task Where_one_way_to_log_in_is_missing_the_other_is_tried(string version, string missing, string other)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument((version, false)) });
        cloud.On("POST", missing, 404);
        using VCloudClient client = await cloud.ConnectAsync();
        Assert.Single(cloud.Server.Sent("POST", missing));
        Assert.Single(cloud.Server.Sent("POST", other));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData("36.0")]
    [InlineData("29.0")]
    public async Task A_wrong_password_is_tried_once_and_named_as_such(string version)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { Versions = StandInCloud.VersionsDocument((version, false)) });
        var failure = await Assert.ThrowsAsync<VCloudAuthenticationException>(() => cloud.ConnectAsync(o => o.Password = "wrong-password"));
        Assert.Equal(401, failure.HttpStatus);
        Assert.Contains("alice@acme", failure.Message);
        Assert.DoesNotContain("wrong-password", failure.ToString());
        Assert.Single(cloud.Server.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task User_and_password_go_as_UTF8()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync(new StandInCloud { User = "jürgen@example.org" });
        using VCloudClient client = await cloud.ConnectAsync();
        string basic = cloud.Server.Sent("POST", "/cloudapi/1.0.0/sessions").Single().Headers["Authorization"]["Basic ".Length..];
        Assert.Equal("jürgen@example.org@acme:" + StandInCloud.Password, Encoding.UTF8.GetString(Convert.FromBase64String(basic)));
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", false)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.YWRvcHRlZA.c2ln", true)]
    public async Task An_adopted_session_is_used_and_not_ended(string token, bool isBearer)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.LiveTokens.Add(token);
        using (VCloudClient client = await cloud.ConnectAsync(o => (o.SessionToken, o.Password) = (token, null)))
        {
            Assert.True(client.Session.IsAdopted);
            await client.LogoutAsync(StandInCloud.Cancel);
        }

        Assert.DoesNotContain(cloud.Server.Requests, r => r.Method is "POST" or "DELETE");
        Assert.Equal(isBearer, cloud.Server.Sent("GET", "/api/session").Single().Headers.ContainsKey("Authorization"));
        Assert.Contains(token, cloud.LiveTokens);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task An_adopted_token_that_has_expired_says_so(int status)
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.LiveTokens.Add("0123456789abcdef0123456789abcdef");
        cloud.On("GET", "/api/session", status);
        var failure = await Assert.ThrowsAsync<VCloudAuthenticationException>(() =>
            cloud.ConnectAsync(o => (o.SessionToken, o.Password) = ("0123456789abcdef0123456789abcdef", null)));
        Assert.Contains("Connect again", failure.Message);
    }

    [Fact]
    public async Task A_session_whose_document_cannot_be_read_is_ended_again()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", "/api/session", 500, StandInCloud.Error(500, "INTERNAL_SERVER_ERROR", "Oops"));
        var failure = await Assert.ThrowsAsync<VCloudException>(() => cloud.ConnectAsync());
        Assert.Equal("INTERNAL_SERVER_ERROR", failure.MinorErrorCode);
        Assert.Single(cloud.Server.Sent("DELETE", "/api/session"));
        Assert.Empty(cloud.LiveTokens);
    }

    [Fact]
    public async Task Giving_a_connection_up_without_logging_out_ends_the_session_and_is_logged()
    {
        var log = new CapturedLog();
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        (await cloud.ConnectAsync(o => o.Logger = log)).Dispose();
        for (int i = 0; i < 200 && cloud.LiveTokens.Count > 0; i++)
            await Task.Delay(10, StandInCloud.Cancel);
        Assert.Empty(cloud.LiveTokens);
        Assert.Contains(log.Lines, line => line.Id == 14);
    }

    [Fact]
    public async Task After_logging_out_a_call_says_that_the_connection_is_closed()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using VCloudClient client = await cloud.ConnectAsync();
        await client.LogoutAsync(StandInCloud.Cancel);
        await client.LogoutAsync(StandInCloud.Cancel);
        Assert.Single(cloud.Server.Sent("DELETE", "/api/session"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.Orgs.GetCurrentAsync(StandInCloud.Cancel));
    }

    public static TheoryData<string, Action<VCloudConnectionOptions>> Contradictions => new()
    {
        { "no credential", o => (o.UserName, o.Password) = (null, null) },
        { "no organization", o => o.Org = null },
        { "colon in the user", o => o.UserName = "a:b" },
        { "password and token", o => o.SessionToken = "0123456789abcdef0123456789abcdef" },
        { "token with line break", o => (o.SessionToken, o.Password) = ("abc\r\nX: y", null) },
        { "no server", o => o.Server = " " },
        { "plain http to another machine", o => o.Server = "http://vcd.example" },
        { "a port that is none", o => o.Port = 70000 },
        { "a thumbprint that is none", o => o.CertificateThumbprint = "abc" },
        { "no time", o => o.RequestTimeout = TimeSpan.Zero },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task Options_that_contradict_themselves_are_refused_before_anything_is_sent(string what, Action<VCloudConnectionOptions> change)
    {
        Assert.NotEmpty(what);
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => cloud.ConnectAsync(change));
        Assert.Empty(cloud.Server.Requests);
    }

    [Theory]
    [InlineData("vcd.example", null, "https://vcd.example/")]
    [InlineData("vcd.example:8443", null, "https://vcd.example:8443/")]
    [InlineData("https://vcd.example/api/", null, "https://vcd.example/")]
    [InlineData("vcd.example", 444, "https://vcd.example:444/")]
    [InlineData("[::1]:8443", null, "https://[::1]:8443/")]
    [InlineData("http://127.0.0.1:8080", null, "http://127.0.0.1:8080/")]
    public void A_server_can_be_written_in_several_ways(string server, int? port, string expected) =>
        Assert.Equal(expected, ServerAddress.Parse(server, port).ToString());
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

public sealed class SessionTests
{
    [Theory]
    [InlineData("alice", "acme", "wrong")]
    [InlineData("alice", "globex", "Passw0rd!")]
    [InlineData("nobody", "acme", "Passw0rd!")]
    public async Task A_wrong_password_is_401_with_no_body(string user, string org, string password)
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller caller = new(cloud);
        HttpResponseMessage answer = await caller.SendAsync(HttpMethod.Post, "api/sessions", authorization: Basic(user, org, password));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("BASIC", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(0, cloud.SessionsCreated);
    }

    [Fact]
    public async Task Sessions_are_counted_and_end_with_logout()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme"), bob = await LogInAsync(cloud, "bob", "globex");
        Assert.Equal(2, cloud.OpenSessions);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync(HttpMethod.Delete, "api/session")).StatusCode);
        Assert.Equal((1, 2), (cloud.OpenSessions, cloud.SessionsCreated));
        await alice.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "api/session");
        Assert.Equal("globex", (string?)(await bob.GetAsync("api/session")).Attribute("org"));
    }

    [Fact]
    public async Task A_session_that_nobody_uses_is_forgotten()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options => options.SessionIdleTimeout = TimeSpan.FromMilliseconds(150));
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(0, cloud.OpenSessions);
        XElement error = await alice.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "api/session");
        Assert.Equal("401", (string?)error.Attribute("majorErrorCode"));
    }

    [Fact]
    public async Task The_user_part_of_a_login_may_hold_an_at_sign_only_before_the_organization()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options => options.Password = "a@b:c");
        using Caller alice = new(cloud);
        Assert.Equal(HttpStatusCode.OK,
            (await alice.SendAsync(HttpMethod.Post, "api/sessions", authorization: Basic("alice", "ACME", "a@b:c"))).StatusCode);
    }

    [Theory]
    [InlineData("29.0", false)]
    [InlineData("30.0", true)]
    public async Task From_version_30_on_a_login_also_gives_a_bearer_token_that_works(string version, bool hasJwt)
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller caller = new(cloud, version);
        HttpResponseMessage answer = await caller.SendAsync(HttpMethod.Post, "api/sessions", authorization: Basic("alice", "acme", "Passw0rd!"));
        Assert.Equal(hasJwt, answer.Headers.TryGetValues("X-VMWARE-VCLOUD-ACCESS-TOKEN", out IEnumerable<string>? jwt));
        if (!hasJwt) return;
        using Caller bearer = new(cloud, version);
        HttpResponseMessage session = await bearer.SendAsync(HttpMethod.Get, "api/session",
            authorization: new AuthenticationHeaderValue("Bearer", jwt!.Single()));
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
    }

    [Theory]
    [InlineData("cloudapi/1.0.0/sessions", "alice", "acme", HttpStatusCode.OK)]
    [InlineData("cloudapi/1.0.0/sessions/provider", "administrator", "system", HttpStatusCode.OK)]
    [InlineData("cloudapi/1.0.0/sessions", "administrator", "system", HttpStatusCode.Unauthorized)]
    [InlineData("cloudapi/1.0.0/sessions/provider", "alice", "acme", HttpStatusCode.Unauthorized)]
    public async Task The_cloudapi_login_has_one_door_for_tenants_and_one_for_the_provider(string path, string user, string org,
        HttpStatusCode expected)
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller caller = new(cloud) { Accept = "application/json;version=36.0" };
        HttpResponseMessage answer = await caller.SendAsync(HttpMethod.Post, path, authorization: Basic(user, org, "Passw0rd!"));
        Assert.Equal(expected, answer.StatusCode);
        if (expected != HttpStatusCode.OK) return;
        Assert.Equal("application/json;version=36.0", answer.Content.Headers.NonValidated["Content-Type"].ToString());
        using JsonDocument session = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(user, session.RootElement.GetProperty("user").GetProperty("name").GetString());

        using Caller xml = new(cloud, "36.0");
        AuthenticationHeaderValue bearer = new("Bearer", answer.Headers.GetValues("X-VMWARE-VCLOUD-ACCESS-TOKEN").Single());
        Assert.Equal(HttpStatusCode.OK, (await xml.SendAsync(HttpMethod.Get, "api/session", authorization: bearer)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await xml.SendAsync(HttpMethod.Delete, "api/session", authorization: bearer)).StatusCode);
        Assert.Equal(0, cloud.OpenSessions);
    }

    [Fact]
    public async Task From_version_37_on_the_old_login_is_gone()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options => options.ApiVersions = ["36.0", "37.0"]);
        using Caller caller = new(cloud, "37.0");
        Assert.Equal(HttpStatusCode.NotFound,
            (await caller.SendAsync(HttpMethod.Post, "api/sessions", authorization: Basic("alice", "acme", "Passw0rd!"))).StatusCode);
    }

    [Fact]
    public async Task A_session_has_the_links_that_clients_start_from()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme"), carol = await LogInAsync(cloud, "carol", "acme");
        XElement session = await alice.GetAsync("api/session");
        Assert.Equal("Organization Administrator", (string?)session.Attribute("roles"));
        Assert.NotNull(session.Link("down", "org", "acme"));
        Assert.NotNull(session.Link("down", "orgList"));
        Assert.EndsWith("/api/query", session.Link("down", "query.queryList"), StringComparison.Ordinal);
        Assert.EndsWith("/api/session", session.Link("remove"), StringComparison.Ordinal);
        Assert.Contains(session.Links("down"), link => (string?)link.Attribute("type") == "application/vnd.vmware.admin.vcloud+xml");
        Assert.DoesNotContain((await carol.GetAsync("api/session")).Links("down"), link =>
            (string?)link.Attribute("type") == "application/vnd.vmware.admin.vcloud+xml");
    }
}

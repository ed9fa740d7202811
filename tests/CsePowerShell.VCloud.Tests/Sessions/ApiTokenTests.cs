namespace CsePowerShell.VCloud.Tests.Sessions;

public sealed class ApiTokenTests
{
    private const string Token = "a-long-lived+token/with=signs&more";

    [Fact]
    public async Task A_token_is_exchanged_as_a_form_and_the_answer_is_the_bearer_of_every_request()
    {
        await using StandInCloud cloud = await StartAsync();
        using VCloudClient client = await cloud.ConnectAsync(WithToken);
        SeenRequest exchange = cloud.Server.Sent("POST", "/oauth/tenant/acme/token").Single();
        Assert.Equal("application/x-www-form-urlencoded", exchange.Headers["Content-Type"]);
        Assert.StartsWith("application/json;version=", exchange.Headers["Accept"], StringComparison.Ordinal);
        Assert.False(exchange.Headers.ContainsKey("Authorization"));
        Assert.Equal("grant_type=refresh_token&refresh_token=" + Uri.EscapeDataString(Token), exchange.Body);
        Assert.StartsWith("Bearer eyJ", cloud.Server.Sent("GET", "/api/session").Single().Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal("alice", client.Session.User);
        await client.LogoutAsync(StandInCloud.Cancel);
        Assert.Empty(cloud.LiveTokens);
    }

    [Fact]
    public async Task A_refused_token_is_named_as_such_once_and_never_shown()
    {
        await using StandInCloud cloud = await StartAsync();
        cloud.On("POST", "/oauth/tenant/acme/token", (context, _) => StandInCloud.Send(context, 400, "{\"error\":\"invalid_grant\"}"));
        var failure = await Assert.ThrowsAsync<VCloudAuthenticationException>(() => cloud.ConnectAsync(WithToken));
        Assert.Contains("acme", failure.Message);
        Assert.DoesNotContain(Token, failure.ToString());
        Assert.Single(cloud.Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_server_that_takes_none_says_so()
    {
        await using StandInCloud cloud = await StartAsync();
        cloud.On("POST", "/oauth/tenant/acme/token", 404);
        var failure = await Assert.ThrowsAsync<VCloudAuthenticationException>(() => cloud.ConnectAsync(WithToken));
        Assert.Contains("10.3.1", failure.Advice);
    }

    [Fact]
    public async Task A_token_beside_a_password_or_without_organization_is_a_mistake_of_the_caller()
    {
        await using StandInCloud cloud = await StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => cloud.ConnectAsync(options => options.ApiToken = Token));
        await Assert.ThrowsAsync<ArgumentException>(() => cloud.ConnectAsync(options =>
        {
            WithToken(options);
            options.Org = null;
        }));
        Assert.Empty(cloud.Server.Requests);
    }

    private static async Task<StandInCloud> StartAsync()
    {
        StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("POST", "/oauth/tenant/acme/token", (context, _) =>
        {
            const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ln";
            cloud.LiveTokens.Add(Jwt);
            return StandInCloud.Send(context, 200, $"{{\"access_token\":\"{Jwt}\",\"token_type\":\"Bearer\",\"expires_in\":3600}}");
        });
        return cloud;
    }

    private static void WithToken(VCloudConnectionOptions options) => (options.ApiToken, options.UserName, options.Password) = (Token, null, null);
}

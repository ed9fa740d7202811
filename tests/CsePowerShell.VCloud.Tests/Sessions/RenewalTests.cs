using System.Net;

namespace CsePowerShell.VCloud.Tests.Sessions;

public sealed class RenewalTests
{
    private const string OrgPath = "/api/org/8f03aa58-b618-4c32-836b-dc6b612ed3a4";
    private const string OrgDocument = "<Org xmlns=\"http://www.vmware.com/vcloud/v1.5\" name=\"acme\" href=\"https://vcd.example" + OrgPath + "\"><FullName>Acme</FullName></Org>";

    [Fact]
    public async Task An_expired_session_is_renewed_once_for_all_callers_together()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", OrgPath, 200, OrgDocument);
        using VCloudClient client = await cloud.ConnectAsync();
        lock (cloud.LiveTokens)
            cloud.LiveTokens.Clear();

        Org[] orgs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Orgs.GetCurrentAsync(StandInCloud.Cancel)));

        Assert.All(orgs, org => Assert.Equal("Acme", org.FullName));
        Assert.Equal(2, cloud.Logins);
        await client.LogoutAsync(StandInCloud.Cancel);
        Assert.Empty(cloud.LiveTokens);
    }

    [Fact]
    public async Task A_change_that_met_an_expired_session_is_made_once()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        int made = 0;
        cloud.On("POST", "/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885/power/action/powerOn", (context, _) =>
        {
            made++;
            return StandInCloud.Send(context, 202, "<Task xmlns=\"http://www.vmware.com/vcloud/v1.5\" status=\"running\" href=\"https://vcd.example/api/task/1\"/>");
        });
        using VCloudClient client = await cloud.ConnectAsync();
        cloud.LiveTokens.Clear();
        VCloudTask task = await client.VApps.PowerOnAsync(new EntityReference("c1", "https://vcd.example/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885"), StandInCloud.Cancel);
        Assert.Equal(VCloudTaskStatus.Running, task.Status);
        Assert.Equal(1, made);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_session_that_is_refused_even_when_fresh_ends_with_an_authentication_failure()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.On("GET", OrgPath, 401);
        using VCloudClient client = await cloud.ConnectAsync();
        await Assert.ThrowsAsync<VCloudAuthenticationException>(() => client.Orgs.GetCurrentAsync(StandInCloud.Cancel));
        Assert.Equal(2, cloud.Logins);
        Assert.Equal(2, cloud.Server.Sent("GET", OrgPath).Count);
        await client.LogoutAsync(StandInCloud.Cancel);
    }

    [Fact]
    public async Task A_password_that_is_no_longer_right_is_tried_once_and_not_by_each_caller()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        using VCloudClient client = await cloud.ConnectAsync();
        cloud.On("POST", "/cloudapi/1.0.0/sessions", 401);
        cloud.LiveTokens.Clear();
        Task[] calls = [.. Enumerable.Range(0, 8).Select(_ => client.Orgs.GetCurrentAsync(StandInCloud.Cancel))];
        foreach (Task call in calls)
            await Assert.ThrowsAsync<VCloudAuthenticationException>(() => call);
        Assert.Equal(2, cloud.Server.Sent("POST", "/cloudapi/1.0.0/sessions").Count);
        client.Dispose();
    }

    [Fact]
    public async Task An_adopted_session_cannot_be_renewed()
    {
        await using StandInCloud cloud = await StandInCloud.StartAsync();
        cloud.LiveTokens.Add("0123456789abcdef0123456789abcdef");
        using VCloudClient client = await cloud.ConnectAsync(o => (o.SessionToken, o.Password) = ("0123456789abcdef0123456789abcdef", null));
        cloud.LiveTokens.Clear();
        var failure = await Assert.ThrowsAsync<VCloudAuthenticationException>(() => client.Orgs.GetCurrentAsync(StandInCloud.Cancel));
        Assert.Equal((int)HttpStatusCode.Unauthorized, failure.HttpStatus);
        Assert.Contains("Connect again", failure.Message);
        Assert.Equal(0, cloud.Logins);
    }
}

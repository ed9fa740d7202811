using CsePowerShell.Clusters;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>The service's own session: renewed, opened anew with a changed password, and never hammered with a wrong one.</summary>
public sealed class ServiceAccountTests : IAsyncLifetime
{
    private SimulatedCloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.OnPaper });

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    private VCloudConnectionOptions Options(string password) => new()
    {
        Server = _cloud.Endpoint.AbsoluteUri, Org = "System", UserName = "administrator", Password = password, CertificateThumbprint = _cloud.CertificateThumbprint,
    };

    private static Task ProbeAsync(VCloudServiceAccount account) => account.ProbeAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_changed_password_is_used_without_a_restart()
    {
        // A session whose password opens no other one any more, as after a rotation.
        using Tenant administrator = await Tenant.LogInAsync(_cloud, "administrator", "System");
        VCloudConnectionOptions now = Options("");
        (now.Password, now.SessionToken) = (null, administrator.Token);
        await using var account = new VCloudServiceAccount(() => now, new ServiceSettings(), NullLogger.Instance);
        await ProbeAsync(account);
        now = Options("Passw0rd!");
        _cloud.ExpireSessions();
        await ProbeAsync(account);
        Assert.NotEmpty(await account.Operations.ListTemplatesAsync(new TemplateQuery(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_again_by_every_request()
    {
        await using var account = new VCloudServiceAccount(() => Options("wrong-Pa55word"), new ServiceSettings(), NullLogger.Instance);
        long once = 0;
        for (int i = 0; i < 5; i++)
        {
            ClusterException refusal = await Assert.ThrowsAsync<ClusterException>(() => ProbeAsync(account));
            Assert.Equal(ErrorCodes.VcdUnavailable, refusal.Code);
            Assert.DoesNotContain("wrong-Pa55word", refusal.ToString());
            once = i == 0 ? _cloud.Requests.Total : once;
        }

        Assert.Equal(once, _cloud.Requests.Total);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_just_now_does_not_end_the_host()
    {
        Secret secret = Secret.OfFile(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")));
        await using var account = new VCloudServiceAccount(() => Options(secret.Reveal()), new ServiceSettings(), NullLogger.Instance);
        Assert.Equal(ErrorCodes.VcdUnavailable, (await Assert.ThrowsAsync<ClusterException>(() => ProbeAsync(account))).Code);
    }

    [Fact]
    public async Task Templates_are_taken_from_the_organization_of_the_configuration_alone()
    {
        foreach ((string org, bool any) in new[] { ("System", true), ("acme", false) })
        {
            await using var account = new VCloudServiceAccount(() => Options("Passw0rd!"), new ServiceSettings { TemplateOrg = org }, NullLogger.Instance);
            await ProbeAsync(account);
            Assert.Equal(any, (await account.Operations.ListTemplatesAsync(new TemplateQuery(), TestContext.Current.CancellationToken)).Count > 0);
        }

        await using var lost = new VCloudServiceAccount(() => Options("Passw0rd!"), new ServiceSettings { TemplateOrg = "nowhere" }, NullLogger.Instance);
        ClusterException missing = await Assert.ThrowsAsync<ClusterException>(() => ProbeAsync(lost));
        Assert.Contains("broker.org", missing.Message);
        Assert.Equal(0, _cloud.OpenSessions);
    }
}

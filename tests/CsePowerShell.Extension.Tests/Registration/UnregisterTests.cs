using CsePowerShell.Clusters;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.VCloud;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Tests.Registration;

/// <summary>Unregistering takes back what registering made, and nothing else.</summary>
public sealed class UnregisterTests(BrokerFixture brokers)
{
    private const string Right = "{cse}:CSE NATIVE DEPLOY RIGHT";

    [Fact]
    public async Task Everything_that_was_made_is_gone_and_a_second_run_has_nothing_to_do()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.RegisterAsync();
        await world.UnregisterAsync();
        Assert.Null(await world.Client.Extensions.FindAsync("cse", TestContext.Current.CancellationToken));
        Assert.Empty(await world.Client.Extensions.ListFiltersAsync(TestContext.Current.CancellationToken));
        Assert.Null(await world.Client.Rights.FindAsync(Right, TestContext.Current.CancellationToken));
        foreach (string queue in new[] { ".requests", ".jobs.0", ".jobs.failed" })
            Assert.False(await world.HasQueueAsync(world.Name + queue), queue);
        Assert.False(await world.HasExchangeAsync(world.Name + "-ext"));
        Assert.False(await world.HasExchangeAsync(world.Name + ".control"));
        Assert.True((await world.PlanRemovalAsync()).IsEmpty);
    }

    [Fact]
    public async Task A_right_and_an_exchange_that_were_there_before_stay()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        ExtensionService former = await world.Client.Extensions.RegisterAsync(
            new ExtensionServiceSettings { Name = "cse", Namespace = "cse", IsEnabled = false, Exchange = "x", RoutingKey = "x" }, TestContext.Current.CancellationToken);
        await world.Client.Rights.RegisterAsync(former, "CSE NATIVE DEPLOY RIGHT", "d", "cseRight", "cseBundleKey", TestContext.Current.CancellationToken);
        await world.Client.Extensions.RemoveAsync(former, TestContext.Current.CancellationToken);
        await world.OnBrokerAsync(channel => channel.ExchangeDeclareAsync(world.Name + "-ext", ExchangeType.Direct, durable: true));

        await world.RegisterAsync();
        RegistrationPlan plan = await world.PlanRemovalAsync();
        Assert.Contains(plan.Notes, note => note.Contains(Right, StringComparison.Ordinal));
        await world.UnregisterAsync();
        Assert.NotNull(await world.Client.Rights.FindAsync(Right, TestContext.Current.CancellationToken));
        Assert.True(await world.HasExchangeAsync(world.Name + "-ext"));
        Assert.False(await world.HasQueueAsync(world.Name + ".requests"));
    }

    [Fact]
    public async Task An_exchange_that_somebody_else_has_bound_meanwhile_stays()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.RegisterAsync();
        await world.OnBrokerAsync(async channel =>
        {
            await channel.QueueDeclareAsync(world.Name + "-theirs", durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(world.Name + "-theirs", world.Name + "-ext", "theirs");
        });
        await world.UnregisterAsync();
        Assert.True(await world.HasExchangeAsync(world.Name + "-ext"));
        Assert.True(await world.IsRoutedAsync(world.Name + "-ext", "theirs"));
    }

    [Fact]
    public async Task Jobs_that_wait_are_not_thrown_away_without_force()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.RegisterAsync();
        await world.OnBrokerAsync(channel => channel.BasicPublishAsync("", world.Name + ".jobs.0", new byte[1]).AsTask());
        // A quorum queue counts a message once a majority has it.
        DateTime until = DateTime.UtcNow + TimeSpan.FromSeconds(10);
        while ((await world.PlanRemovalAsync()).Checks.All(check => check.Name != "Jobs"))
            Assert.True(DateTime.UtcNow < until, "The job was not seen.");
        RegistrationPlan plan = await world.PlanRemovalAsync();
        Assert.True(plan.IsEmpty);
        Assert.Contains("1 job", plan.Checks.Single(check => check.Name == "Jobs").Detail, StringComparison.Ordinal);
        await world.UnregisterAsync(settings => settings.Force = true);
        Assert.False(await world.HasQueueAsync(world.Name + ".jobs.0"));
    }

    [Fact]
    public async Task The_broker_can_be_left_alone()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.RegisterAsync();
        await ExtensionRegistrar.ApplyAsync(await world.PlanRemovalAsync(keepBroker: true), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(await world.Client.Extensions.FindAsync("cse", TestContext.Current.CancellationToken));
        Assert.True(await world.HasQueueAsync(world.Name + ".requests"));
    }

    [Fact]
    public async Task A_service_whose_record_was_overwritten_is_removed_only_by_force_and_its_right_stays()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.RegisterAsync();
        ExtensionService service = (await world.Client.Extensions.FindAsync("cse", TestContext.Current.CancellationToken))!;
        // As pyvcloud does when it enables or disables: what it leaves out goes back to its default.
        ExtensionServiceSettings bare = ExtensionServiceSettings.Of(service);
        bare.Description = "";
        await world.Client.Extensions.UpdateAsync(service, bare, TestContext.Current.CancellationToken);
        Assert.Equal(CheckOutcome.Failed, (await world.PlanRemovalAsync()).Checks.Single(check => check.Name == "Registration").Result);
        await world.UnregisterAsync(settings => settings.Force = true);
        Assert.Null(await world.Client.Extensions.FindAsync("cse", TestContext.Current.CancellationToken));
        Assert.NotNull(await world.Client.Rights.FindAsync(Right, TestContext.Current.CancellationToken));
    }
}

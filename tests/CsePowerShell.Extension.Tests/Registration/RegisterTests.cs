using CsePowerShell.Clusters;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.VCloud;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Tests.Registration;

/// <summary>Registering: everything is looked at first, everything is written once, and what died half way goes on.</summary>
public sealed class RegisterTests(BrokerFixture brokers)
{
    [Fact]
    public async Task The_first_run_writes_everything_and_the_second_nothing()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        RegistrationPlan first = await world.RegisterAsync();
        Assert.NotEmpty(first.Steps);
        ExtensionStatus status = (await world.Registrar.FindAsync("cse", cancellationToken: TestContext.Current.CancellationToken))!;
        Assert.True(status.Service.IsEnabled);
        Assert.True(status.HasRight);
        Assert.Equal(["/api/cse", "/api/cse/.*"], status.UrlPatterns.Order());
        Assert.True(await world.IsRoutedAsync(world.Name + "-ext", world.Name));
        foreach (string queue in new[] { ".requests", ".jobs.0", ".jobs.failed" })
            Assert.True(await world.HasQueueAsync(world.Name + queue), queue);
        Assert.True(await world.HasExchangeAsync(world.Name + ".control"));

        RegistrationPlan second = await world.PlanAsync();
        Assert.True(second.IsEmpty, string.Join("\n", second.Steps));
        Assert.DoesNotContain(second.Checks, check => check.Result == CheckOutcome.Failed);
    }

    [Fact]
    public async Task A_plan_writes_nothing_in_vcd_or_on_the_broker()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        RegistrationPlan plan = await world.PlanAsync();
        Assert.Equal(["vCD", "broker"], plan.Steps.Select(step => step.Target).Distinct());
        Assert.Null(await world.Registrar.FindAsync("cse", cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(await world.HasExchangeAsync(world.Name + "-ext"));
        Assert.False(await world.HasQueueAsync(world.Name + ".requests"));
        Assert.Equal(plan.Steps.Select(step => step.ToString()), (await world.PlanAsync()).Steps.Select(step => step.ToString()));
    }

    [Fact]
    public async Task A_registration_that_dies_after_any_of_its_writes_is_continued_by_the_next()
    {
        int count;
        await using (ProviderWorld world = await ProviderWorld.StartAsync(brokers))
            count = (await world.PlanAsync()).Steps.Count;
        for (int done = 1; done < count; done++)
        {
            await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
            RegistrationPlan interrupted = await world.PlanAsync();
            using var stop = new CancellationTokenSource();
            int left = done;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ExtensionRegistrar.ApplyAsync(interrupted, _ =>
            {
                if (left-- == 0)
                    stop.Cancel();
            }, stop.Token));
            await world.RegisterAsync();
            Assert.True((await world.PlanAsync()).IsEmpty, $"after {done} writes");
            Assert.True(await world.IsRoutedAsync(world.Name + "-ext", world.Name));
            // And what was made in two runs is taken back in one.
            await world.UnregisterAsync();
            Assert.False(await world.HasExchangeAsync(world.Name + "-ext"), $"after {done} writes");
            Assert.Null(await world.Client.Rights.FindAsync("{cse}:CSE NATIVE DEPLOY RIGHT", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Roles_that_may_make_vapps_get_the_right_and_one_that_is_taken_away_stays_away()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.RegisterAsync();
        EntityReference right = (await world.Client.Rights.FindAsync("{cse}:CSE NATIVE DEPLOY RIGHT", TestContext.Current.CancellationToken))!;
        IReadOnlyList<string> holders = await new RightGrants(world.Client).FindHoldersAsync(right, stopAtFirst: false, TestContext.Current.CancellationToken);
        Assert.Equal(["acme/Organization Administrator", "acme/vApp Author", "globex/Organization Administrator", "globex/vApp Author"], holders.Order(StringComparer.Ordinal));
        RegistrationPlan more = await world.PlanAsync(settings => settings.Roles = ["vApp User"]);
        Assert.Equal(["vCD: give the right {cse}:CSE NATIVE DEPLOY RIGHT to role \"vApp User\" of organization acme"], more.Steps.Select(step => step.ToString()));
    }

    [Theory]
    [InlineData("wrong password", ErrorCodes.Unauthenticated, "AMQP authentication failed for user \"guest\"")]
    [InlineData("unknown virtual host", ErrorCodes.NotFound, "no virtual host \"nowhere\"")]
    [InlineData("nobody there", ErrorCodes.BrokerUnavailable, "Nobody listens")]
    [InlineData("no such name", ErrorCodes.BrokerUnavailable, "is not known")]
    [InlineData("TLS where there is none", ErrorCodes.BrokerUnavailable, "No TLS connection")]
    public async Task A_broker_that_cannot_be_used_is_told_by_its_cause_before_anything_is_written(string fault, string code, string words)
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        RegistrationPlan plan = await world.PlanAsync(settings =>
        {
            switch (fault)
            {
                case "wrong password": settings.Broker.Password = () => "Planted-Secret-1"; break;
                case "unknown virtual host": settings.Broker.VirtualHost = "nowhere"; settings.VcdBroker = null; break;
                case "nobody there": settings.Broker.Port = 9; break;
                case "no such name": settings.Broker.Host = "no-such-host.invalid"; break;
                default: settings.Broker.UseTls = true; break;
            }
        });
        Assert.True(plan.IsEmpty);
        CheckResult row = plan.Checks.Single(check => check.Name == "Broker connection");
        Assert.Equal((CheckOutcome.Failed, code), (row.Result, row.Code));
        Assert.Contains(words, row.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(row.Fix);
        Assert.DoesNotContain("Planted-Secret-1", string.Join("\n", plan.Checks.Select(check => check.Detail + check.Fix)), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ClusterException>(() => ExtensionRegistrar.ApplyAsync(plan, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Null(await world.Registrar.FindAsync("cse", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_exchange_of_another_type_stops_it()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.OnBrokerAsync(channel => channel.ExchangeDeclareAsync(world.Name + "-ext", ExchangeType.Topic, durable: true));
        RegistrationPlan plan = await world.PlanAsync();
        Assert.Equal(ErrorCodes.SpecConflict, plan.Checks.Single(check => check.Name == "Exchange").Code);
        Assert.True(plan.IsEmpty);
    }

    [Theory]
    [InlineData("other", "/api/cse/.*", "key", "pattern")]
    [InlineData("other", "/api/(cse|kube).*", "key", "pattern")]
    [InlineData("cse", "/api/else", "key", "namespace")]
    [InlineData("other", "/api/else", null, "routing key")]
    public async Task Another_extension_in_the_way_stops_it(string space, string pattern, string? key, string why)
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.Client.Extensions.RegisterAsync(new ExtensionServiceSettings
        {
            Name = "someone", Namespace = space, Exchange = world.Name + "-ext", RoutingKey = key ?? world.Name, UrlPatterns = [pattern],
        }, TestContext.Current.CancellationToken);
        CheckResult row = (await world.PlanAsync()).Checks.Single(check => check.Name == "Other extensions");
        Assert.Equal(CheckOutcome.Failed, row.Result);
        Assert.Contains("\"someone\"", row.Detail, StringComparison.Ordinal);
        Assert.Contains(why, row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_of_the_old_server_is_unbound_once_and_told()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.OnBrokerAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync(world.Name + "-ext", ExchangeType.Direct, durable: true);
            await channel.QueueDeclareAsync(world.Name, durable: false, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(world.Name, world.Name + "-ext", world.Name);
        });
        RegistrationPlan plan = await world.RegisterAsync();
        Assert.Contains(plan.Steps, step => step.Action.StartsWith($"unbind queue {world.Name}, left over", StringComparison.Ordinal));
        Assert.Contains(plan.Notes, note => note.Contains($"queue {world.Name} stays", StringComparison.Ordinal));
        await world.OnBrokerAsync(channel => channel.BasicPublishAsync(world.Name + "-ext", world.Name, new byte[1]).AsTask());
        uint messages = 1;
        await world.OnBrokerAsync(async channel => messages = (await channel.QueueDeclarePassiveAsync(world.Name)).MessageCount);
        Assert.Equal(0u, messages);
        Assert.True((await world.PlanAsync()).IsEmpty);
    }

    [Fact]
    public async Task Vcds_own_settings_change_only_when_asked_for_and_the_password_is_never_shown()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers, options => options.Broker = new Uri("amqp://old:Planted-Old@old.example:5672/"));
        CheckResult warned = (await world.PlanAsync()).Checks.Single(check => check.Name == "vCD's broker");
        Assert.Equal(CheckOutcome.Warning, warned.Result);
        Assert.Contains("-SetVcdBroker", warned.Fix, StringComparison.Ordinal);
        await world.RegisterAsync();
        Assert.Equal("old.example", (await world.Client.AmqpSettings.GetAsync(TestContext.Current.CancellationToken)).Host);

        var wanted = new AmqpSettings { Host = "127.0.0.1", Port = world.Port, UserName = "guest" };
        RegistrationPlan plan = await world.RegisterAsync(settings => settings.VcdBroker = (wanted, new VCloudSecret("guest")));
        string step = plan.Steps.Single(step => step.Action.Contains("AMQP settings", StringComparison.Ordinal)).Action;
        Assert.Contains("old@old.example:5672/", step, StringComparison.Ordinal);
        Assert.Contains($"guest@127.0.0.1:{world.Port}/", step, StringComparison.Ordinal);
        Assert.DoesNotContain("Planted-Old", step, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", (await world.Client.AmqpSettings.GetAsync(TestContext.Current.CancellationToken)).Host);
        Assert.True((await world.PlanAsync(settings => settings.VcdBroker = (wanted, new VCloudSecret("guest")))).IsEmpty);
        RegistrationPlan refused = await world.PlanAsync(settings => settings.VcdBroker = (new AmqpSettings { Host = "127.0.0.1", Port = world.Port, UserName = "nobody" }, new VCloudSecret("x")));
        Assert.Equal(CheckOutcome.Failed, refused.Checks.Single(check => check.Name == "vCD's broker").Result);
    }

    [Fact]
    public async Task A_registration_that_says_something_else_is_changed_only_by_force_and_put_back_when_unregistered()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        await world.Client.Extensions.RegisterAsync(new ExtensionServiceSettings
        {
            Name = "cse", Namespace = "cse", Exchange = "vcdext", RoutingKey = "cse", Priority = 3, UrlPatterns = ["/api/cse"], Description = "by hand",
        }, TestContext.Current.CancellationToken);
        RegistrationPlan blocked = await world.PlanAsync();
        Assert.Equal(ErrorCodes.SpecConflict, blocked.Checks.Single(check => check.Name == "Registration").Code);
        await world.RegisterAsync(settings => settings.Force = true);
        ExtensionService taken = (await world.Client.Extensions.FindAsync("cse", TestContext.Current.CancellationToken))!;
        Assert.Equal((world.Name + "-ext", world.Name, 3), (taken.Exchange, taken.RoutingKey, taken.Priority));
        Assert.True((await world.PlanAsync()).IsEmpty);

        await world.UnregisterAsync();
        ExtensionService former = (await world.Client.Extensions.FindAsync("cse", TestContext.Current.CancellationToken))!;
        Assert.Equal(("vcdext", "cse", 3, "by hand"), (former.Exchange, former.RoutingKey, former.Priority, former.Description));
        Assert.Equal(["/api/cse"], (await world.Client.Extensions.ListFiltersAsync(TestContext.Current.CancellationToken)).Select(filter => filter.UrlPattern));
        Assert.False(await world.HasExchangeAsync(world.Name + "-ext"));
    }

    [Fact]
    public async Task A_tenant_is_told_who_could()
    {
        await using ProviderWorld world = await ProviderWorld.StartAsync(brokers);
        using VCloudClient alice = await ProviderWorld.ConnectAsync(world.Cloud, "alice", "acme");
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => new ExtensionRegistrar(alice).PlanRegisterAsync(world.Settings(), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.RightMissing, error.Code);
        await alice.LogoutAsync(TestContext.Current.CancellationToken);
    }
}

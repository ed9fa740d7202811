using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Tests.Registration;

/// <summary>A simulated vCD, a broker, and a provider's administrator between them.</summary>
internal sealed class ProviderWorld : IAsyncDisposable
{
    private ProviderWorld(SimulatedCloud cloud, VCloudClient client, IConnection broker, int port, string name)
    {
        Cloud = cloud;
        Client = client;
        Broker = broker;
        Port = port;
        Name = name;
        Registrar = new ExtensionRegistrar(client);
    }

    public SimulatedCloud Cloud { get; }

    public VCloudClient Client { get; }

    public ExtensionRegistrar Registrar { get; }

    /// <summary>The broker as its own administrator sees it.</summary>
    public IConnection Broker { get; }

    public int Port { get; }

    /// <summary>Prefix of everything this test has on the broker.</summary>
    public string Name { get; }

    public static async Task<ProviderWorld> StartAsync(BrokerFixture brokers, Action<SimulatorOptions>? configure = null)
    {
        int port = await brokers.PortAsync();
        var options = new SimulatorOptions { Latency = LatencyProfile.Fast, Guests = GuestMode.OnPaper, Broker = new Uri($"amqp://guest:guest@127.0.0.1:{port}/") };
        configure?.Invoke(options);
        SimulatedCloud cloud = await SimulatedCloud.StartAsync(options, TestContext.Current.CancellationToken);
        VCloudClient client = await ConnectAsync(cloud, "administrator", "System");
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port };
        return new ProviderWorld(cloud, client, await factory.CreateConnectionAsync(TestContext.Current.CancellationToken), port, brokers.NextName());
    }

    public static Task<VCloudClient> ConnectAsync(SimulatedCloud cloud, string user, string org) => VCloudClient.ConnectAsync(new VCloudConnectionOptions
    {
        Server = cloud.Endpoint.AbsoluteUri, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = cloud.CertificateThumbprint,
    }, TestContext.Current.CancellationToken);

    /// <summary>As wanted by default, with names of this test's own; on the broker only, since the cloud is this test's own, too.</summary>
    public RegistrationSettings Settings(Action<RegistrationSettings>? change = null)
    {
        BrokerOptions broker = BrokerFixture.OptionsFor(Port, Name);
        broker.RoutingKey = Name;
        var settings = new RegistrationSettings { Broker = broker };
        change?.Invoke(settings);
        return settings;
    }

    public Task<RegistrationPlan> PlanAsync(Action<RegistrationSettings>? change = null) => Registrar.PlanRegisterAsync(Settings(change), TestContext.Current.CancellationToken);

    public async Task<RegistrationPlan> RegisterAsync(Action<RegistrationSettings>? change = null)
    {
        RegistrationPlan plan = await PlanAsync(change);
        await ExtensionRegistrar.ApplyAsync(plan, cancellationToken: TestContext.Current.CancellationToken);
        return plan;
    }

    public Task<RegistrationPlan> PlanRemovalAsync(Action<RegistrationSettings>? change = null, bool keepBroker = false) =>
        Registrar.PlanUnregisterAsync(Settings(change), keepBroker, TestContext.Current.CancellationToken);

    public async Task UnregisterAsync(Action<RegistrationSettings>? change = null) =>
        await ExtensionRegistrar.ApplyAsync(await PlanRemovalAsync(change), cancellationToken: TestContext.Current.CancellationToken);

    public Task<bool> HasQueueAsync(string queue) => IsThereAsync(channel => channel.QueueDeclarePassiveAsync(queue));

    public Task<bool> HasExchangeAsync(string exchange) => IsThereAsync(channel => channel.ExchangeDeclarePassiveAsync(exchange));

    /// <summary>Whether a message to the exchange reaches a queue.</summary>
    public async Task<bool> IsRoutedAsync(string exchange, string key)
    {
        await using IChannel channel = await Broker.CreateChannelAsync(new CreateChannelOptions(true, true), TestContext.Current.CancellationToken);
        try
        {
            await channel.BasicPublishAsync(exchange, key, mandatory: true, new BasicProperties { Expiration = "0" }, new byte[1], TestContext.Current.CancellationToken);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.PublishException error) when (error.IsReturn)
        {
            return false;
        }
    }

    public async Task OnBrokerAsync(Func<IChannel, Task> act)
    {
        await using IChannel channel = await Broker.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await act(channel);
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Client.LogoutAsync();
        Client.Dispose();
        await Cloud.DisposeAsync();
    }

    private async Task<bool> IsThereAsync(Func<IChannel, Task> look)
    {
        await using IChannel channel = await Broker.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            await look(channel);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }
}

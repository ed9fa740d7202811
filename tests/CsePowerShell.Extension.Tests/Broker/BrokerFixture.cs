using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Transport;

[assembly: AssemblyFixture(typeof(BrokerFixture))]

namespace CsePowerShell.Extension.Tests.Broker;

/// <summary>One broker for all tests, started by the first that needs it. Tests use names of their own on it.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private PrivateBroker? _broker;
    private int _names;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Skips the test where there is no RabbitMQ; else gives its port.</summary>
    public async Task<int> PortAsync()
    {
        Assert.SkipUnless(PrivateBroker.IsInstalled, "rabbitmq-server is not installed");
        await _starting.WaitAsync();
        try
        {
            _broker ??= await PrivateBroker.StartAsync();
            return _broker.Port;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Runs rabbitmqctl on the broker.</summary>
    public Task ControlAsync(params string[] arguments) => _broker!.ControlAsync(arguments);

    /// <summary>A prefix that no other test has.</summary>
    public string NextName() => $"t{Interlocked.Increment(ref _names)}";

    public static BrokerOptions OptionsFor(int port, string prefix, int jobQueues = 1) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        UserName = "guest",
        Password = () => "guest",
        UseTls = false,
        Exchange = prefix + "-ext",
        RoutingKey = "cse",
        QueuePrefix = prefix,
        JobQueues = jobQueues,
        Heartbeat = TimeSpan.FromSeconds(5),
    };

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _starting.Dispose();
    }
}

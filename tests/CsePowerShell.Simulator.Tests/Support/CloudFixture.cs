namespace CsePowerShell.Simulator.Tests.Support;

/// <summary>A cloud without guests, shared by the tests of one class. vApps have names of their own, so the tests do not meet.</summary>
public sealed class CloudFixture : IAsyncLifetime
{
    internal SimulatedCloud Cloud { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off });

    public ValueTask DisposeAsync() => Cloud.DisposeAsync();
}

/// <summary>Starts clouds for tests that need one to themselves.</summary>
internal static class Clouds
{
    public static Task<SimulatedCloud> StartAsync(Action<SimulatorOptions>? change = null)
    {
        SimulatorOptions options = new() { Guests = GuestMode.Off };
        change?.Invoke(options);
        return SimulatedCloud.StartAsync(options, TestContext.Current.CancellationToken);
    }
}

using System.Security.Cryptography;

namespace CsePowerShell.Simulator.Guests;

/// <summary>One VM's guest, from its first power-on until it is destroyed.</summary>
internal sealed class Guest(int number, GuestMachine machine) : IDisposable
{
    /// <summary>The number the supervisor knows it by.</summary>
    public int Number { get; } = number;

    /// <summary>What it was booted with last.</summary>
    public GuestMachine Machine { get; set; } = machine;

    /// <summary>By this the simulator knows which guest a tool's call comes from.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Power operations on one guest happen one after the other.</summary>
    public SemaphoreSlim Order { get; } = new(1);

    public volatile bool IsRunning;
    public volatile bool IsDestroyed;

    /// <summary>Cancelled when the guest stops: ends what its tools are doing in the simulator.</summary>
    public CancellationTokenSource Lifetime { get; set; } = new();

    /// <summary>What customization scripts printed.</summary>
    public string CustomizationOutput { get; set; } = "";

    public void Dispose()
    {
        Order.Dispose();
        Lifetime.Dispose();
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsePowerShell.Guest;

/// <summary>What every shell of a factory has in common.</summary>
public sealed class GuestShellOptions
{
    /// <summary>How long connecting and logging in may take; 15 seconds unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a silent connection is probed; after three probes without answer it counts as lost. 10 seconds unless set.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an upload or a download may take; 2 minutes unless set.</summary>
    public TimeSpan TransferDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock of all deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where connections and commands are logged at debug level; programs by name, never their input.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

/// <summary>Chooses how guests are reached.</summary>
public static class GuestShells
{
    /// <summary>The factories that work on this machine, the preferred one first: SSH.NET where it is built in, then the OpenSSH client if there is one.</summary>
    public static IReadOnlyList<IGuestShellFactory> Available(GuestShellOptions? options = null)
    {
        options ??= new GuestShellOptions();
        List<IGuestShellFactory> found = [];
#if SSHNET
        found.Add(new SshNetShellFactory(options));
#endif
        if (OpenSshClient.Find() is { } client)
            found.Add(new OpenSshShellFactory(client, options));
        return found;
    }

    /// <summary>The preferred factory, or the one asked for.</summary>
    /// <param name="preferred"><c>SSH.NET</c> or <c>OpenSSH</c>; null: the best there is.</param>
    /// <param name="options">Time-outs, clock and log.</param>
    /// <exception cref="GuestShellUnavailableException">This machine has neither, or not the one asked for.</exception>
    public static IGuestShellFactory Create(string? preferred = null, GuestShellOptions? options = null)
    {
        IReadOnlyList<IGuestShellFactory> available = Available(options);
        return available.FirstOrDefault(factory => preferred is null || string.Equals(factory.Name, preferred, StringComparison.OrdinalIgnoreCase))
            ?? throw new GuestShellUnavailableException(preferred, available.Select(factory => factory.Name));
    }
}

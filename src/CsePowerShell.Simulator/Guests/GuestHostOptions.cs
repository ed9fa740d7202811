using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>Settings of <see cref="GuestHost"/>.</summary>
public sealed record GuestHostOptions
{
    /// <summary>How many guests may be powered on at the same time; each takes 4 to 5 MB.</summary>
    public int MaxGuests { get; init; } = 200;

    /// <summary>How long the parts of Kubernetes take.</summary>
    public KubernetesTimings Timings { get; init; } = KubernetesTimings.Fast;

    /// <summary>
    /// Folder with an extracted openssh-server package (<c>dpkg -x</c>), for machines where it is not installed.
    /// By default the environment variable CSE_SERVERS_ROOT.
    /// </summary>
    public string? ServersRoot { get; init; } = Environment.GetEnvironmentVariable("CSE_SERVERS_ROOT");

    /// <summary>The clock of all waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

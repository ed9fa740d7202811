namespace CsePowerShell.Simulator;

/// <summary>Whether powered-on VMs get real guests.</summary>
public enum GuestMode
{
    /// <summary>Guests where this machine can have them (Linux, root, sshd); otherwise the clock alone moves a VM through its states.</summary>
    Auto,

    /// <summary>No guests: a VM's states pass by the clock alone. Templates say so: there are no VMware Tools in them.</summary>
    Off,

    /// <summary>No guests, but documents that read as if there were: for a caller that plays the nodes itself.</summary>
    OnPaper,
}

/// <summary>How a <see cref="SimulatedCloud"/> is set up. Everything has a default that suits a test.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The address the API listens on.</summary>
    public string ListenAddress { get; set; } = "127.0.0.1";

    /// <summary>The port of the API; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>How long clones, boots and the steps inside a guest take.</summary>
    public LatencyProfile Latency { get; set; } = LatencyProfile.Fast;

    /// <summary>Added to every answer, as a distant cell would.</summary>
    public TimeSpan RequestLatency { get; set; }

    /// <summary>Whether powered-on VMs get real guests.</summary>
    public GuestMode Guests { get; set; } = GuestMode.Auto;

    /// <summary>The most guests that run at a time; VMs beyond it pass through their states by the clock alone, and
    /// while there is no place left, templates say that there are no VMware Tools in them.</summary>
    public int MaxGuests { get; set; } = 200;

    /// <summary>The SSH port of every guest; null takes 22, or another one where 22 is taken.</summary>
    public int? GuestSshPort { get; set; }

    /// <summary>Faults to begin with, in the grammar of <see cref="Faults.FaultPlan"/>, separated by semicolons or new lines.</summary>
    public string? Faults { get; set; }

    /// <summary>A folder that receives every body that crosses the wire; null traces nothing. Passwords that crossed are in there.</summary>
    public string? TraceFolder { get; set; }

    /// <summary>Clusters to seed beside the standard world; null seeds none.</summary>
    public ScaleOptions? Scale { get; set; }

    /// <summary>The password of every seeded user.</summary>
    public string Password { get; set; } = "Passw0rd!";

    /// <summary>
    /// The API versions offered, oldest first; a version that ends in <c>!</c> is flagged deprecated. Null offers 27.0 to 36.3 with
    /// everything below 31.0 deprecated.
    /// </summary>
    public IReadOnlyList<string>? ApiVersions { get; set; }

    /// <summary>A session unused for this long is forgotten, as vCD does (30 minutes unless configured).</summary>
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Longest deployment lease an organization grants, in seconds, 0 for no limit: a request for more (or for 0) is shortened to
    /// it.</summary>
    public int MaxDeploymentLeaseSeconds { get; set; }

    /// <summary>Longest storage lease an organization grants, in seconds, 0 for no limit.</summary>
    public int MaxStorageLeaseSeconds { get; set; }

    /// <summary>
    /// The broker that vCD's AMQP settings name to begin with, such as <c>amqp://guest:guest@127.0.0.1:5672/</c>; null names none. An administrator may change
    /// them through the API.
    /// </summary>
    public Uri? Broker { get; set; }

    /// <summary>How long an API extension may take to answer before the client gets 504.</summary>
    public TimeSpan ExtensionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of tasks, sessions and leases.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}

/// <summary>How many clusters to seed, and in how many VDCs.</summary>
/// <param name="Clusters">Clusters in all; every third is a 1.x cluster.</param>
/// <param name="Vdcs">Organization VDCs they are spread over, ten to an organization.</param>
/// <param name="WorkersPerCluster">Worker VMs beside the one control plane VM of each.</param>
public sealed record ScaleOptions(int Clusters, int Vdcs, int WorkersPerCluster = 2);

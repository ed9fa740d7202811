namespace CsePowerShell;

/// <summary>One host of the service.</summary>
public sealed class CseServiceStatus
{
    /// <summary>Name of the host.</summary>
    public string HostName { get; set; } = "";

    /// <summary>Connecting, Serving, Disabled (tenants are answered 503), Draining (finishes what it began), Stopped.</summary>
    public string State { get; set; } = "";

    /// <summary>Version of the service.</summary>
    public string Version { get; set; } = "";

    /// <summary>Whether it runs in this PowerShell process.</summary>
    public bool IsInProcess { get; set; }

    /// <summary>Jobs it works on.</summary>
    public long JobsRunning { get; set; }

    /// <summary>Requests it has answered since it started; null when it did not tell.</summary>
    public long? RequestsAnswered { get; set; }

    /// <summary>When it started; null when it did not tell.</summary>
    public DateTime? Started { get; set; }

    /// <summary>The broker it is connected to; empty when it did not tell.</summary>
    public string Broker { get; set; } = "";

    /// <summary>The connection it was asked through: <see cref="CseServer.Id"/>; empty for a host of this process.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{HostName}: {State}";
}

namespace CsePowerShell.VCloud;

/// <summary>How vCD reaches its message broker. One set for the whole installation: notifications and all extensions use it.</summary>
public sealed class AmqpSettings
{
    /// <summary>Host; empty where none was ever set.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port.</summary>
    public int Port { get; set; } = 5672;

    /// <summary>Virtual host.</summary>
    public string VirtualHost { get; set; } = "/";

    /// <summary>User.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Exchange of vCD's own notifications.</summary>
    public string Exchange { get; set; } = "systemExchange";

    /// <summary>Prefix of what vCD itself makes on the broker.</summary>
    public string Prefix { get; set; } = "vcd";

    /// <summary>Whether TLS is used.</summary>
    public bool UseTls { get; set; }

    /// <summary>Whether any certificate is accepted. vCD needs it where TLS is on and no trust store was given to it.</summary>
    public bool AcceptAllCertificates { get; set; }

    /// <summary>Host, port, virtual host, user and TLS, for people.</summary>
    public override string ToString() => Host.Length == 0
        ? "none"
        : $"{UserName}@{Host}:{Port}{(VirtualHost.StartsWith("/", StringComparison.Ordinal) ? VirtualHost : "/" + VirtualHost)} (TLS {(UseTls ? AcceptAllCertificates ? "on, any certificate" : "on" : "off")}, exchange {Exchange})";
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsePowerShell.Extension.Transport;

/// <summary>Where the broker is, what is trusted, and what the queues are called.</summary>
public sealed class BrokerOptions
{
    /// <summary>Host name.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port. Null: 5671 with TLS, 5672 without.</summary>
    public int? Port { get; set; }

    /// <summary>Virtual host.</summary>
    public string VirtualHost { get; set; } = "/";

    /// <summary>User.</summary>
    public string UserName { get; set; } = "";

    /// <summary>
    /// Where the password comes from. Asked at every connect, and now and then in between: when it has changed and the broker takes the new one, the host connects
    /// again with it.
    /// </summary>
    public Func<string> Password { get; set; } = () => "";

    /// <summary>How often a connected host looks whether the password has changed.</summary>
    public TimeSpan PasswordCheck { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>TLS, with chain and host name checked. Without it every message carries a tenant's session token in clear text over the network.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>Accepts any certificate.</summary>
    public bool SkipCertificateCheck { get; set; }

    /// <summary>SHA-256 or SHA-1 thumbprint of the one certificate that is trusted, hexadecimal, colons allowed. Null: the chain decides.</summary>
    public string? CertificateThumbprint { get; set; }

    /// <summary>PEM or DER file of a certificate authority that is trusted beside those of the machine.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Exchange of the service as registered in vCD.</summary>
    public string Exchange { get; set; } = "cse-ext";

    /// <summary>Routing key of the service as registered in vCD.</summary>
    public string RoutingKey { get; set; } = "cse";

    /// <summary>What the names of queues begin with: <c>cse.requests</c>, <c>cse.jobs.0</c>, <c>cse.control</c>.</summary>
    public string QueuePrefix { get; set; } = "cse";

    /// <summary>Number of job queues. All hosts must have the same.</summary>
    public int JobQueues { get; set; } = 1;

    /// <summary>How many requests are worked on at the same time, 1 to 1,000.</summary>
    public int MaxRequests { get; set; } = 64;

    /// <summary>How many jobs of one queue this host runs at the same time, 1 to 1,000.</summary>
    public int MaxJobs { get; set; } = 50;

    /// <summary>How long a request may wait in the queue. The cell stopped waiting for it long before.</summary>
    public TimeSpan RequestExpiry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Heartbeat: after two to two and a half of them without a sign of life the connection counts as lost. What a frozen host holds has to be with another one
    /// before vCD gives up, which it does after 10 s.
    /// </summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Shown in the broker's list of connections.</summary>
    public string ConnectionName { get; set; } = "CsePowerShell";

    /// <summary>Clock of the pauses between attempts to connect.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where it tells what happens.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    internal int EffectivePort => Port ?? (UseTls ? 5671 : 5672);
}

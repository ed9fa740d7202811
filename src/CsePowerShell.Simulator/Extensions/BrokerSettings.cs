namespace CsePowerShell.Simulator.Extensions;

/// <summary>vCD's global AMQP settings.</summary>
internal sealed record BrokerSettings
{
    public string Host { get; init; } = "";
    public int Port { get; init; } = 5672;
    public string User { get; init; } = "guest";
    public string Password { get; init; } = "guest";
    public string Exchange { get; init; } = "systemExchange";
    public string VirtualHost { get; init; } = "/";
    public bool UseSsl { get; init; }
    public bool AcceptAll { get; init; }
    public string Prefix { get; init; } = "vcd";

    /// <summary>From an address such as <c>amqp://user:password@host:port/vhost</c>.</summary>
    public static BrokerSettings From(Uri address)
    {
        string[] user = address.UserInfo.Split(':', 2);
        return new BrokerSettings
        {
            Host = address.Host,
            Port = address.IsDefaultPort || address.Port < 0 ? (address.Scheme == "amqps" ? 5671 : 5672) : address.Port,
            User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest",
            VirtualHost = address.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(address.AbsolutePath[1..]) : "/",
            UseSsl = address.Scheme == "amqps",
            AcceptAll = address.Scheme == "amqps",
        };
    }
}

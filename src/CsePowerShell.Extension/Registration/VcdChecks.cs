using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>Whether vCD's side fits: nobody else on the same paths, and the same broker.</summary>
internal static class VcdChecks
{
    public static CheckResult Others(VcdState state, RegistrationSettings settings)
    {
        foreach (OtherService other in state.Others)
        {
            if (other.Namespace == settings.Namespace)
                return Taken(other, $"has the namespace {settings.Namespace}", "Choose another with -Namespace, or remove that service.");
            if (other.RoutingKey == settings.Broker.RoutingKey && other.Exchange == settings.Broker.Exchange)
                return Taken(other, $"has the routing key {other.RoutingKey} on exchange {other.Exchange}, so that each would get the other's requests", "Choose another with -RoutingKey.");
            // A disabled one does no harm until somebody enables it.
            if (other.IsEnabled && PatternOverlap.Find(settings.UrlPatterns, other.UrlPatterns) is { } pattern)
                return Taken(other, $"gets the same requests: its pattern is {pattern}", "Disable or remove that service, or choose other patterns with -UrlPattern.");
        }

        return Check.Passed("Other extensions", state.Others.Count == 0 ? "There are no others." : $"{state.Others.Count} others, none of them on the same namespace, routing key or paths.");
    }

    public static CheckResult Broker(AmqpSettings vcd, BrokerOptions own)
    {
        const string Name = "vCD's broker";
        const string Fix = "Have vCD use this broker: Register-CseExtension ... -SetVcdBroker. It changes the settings of the whole installation.";
        if (vcd.Host.Length == 0)
            return Check.Failed(Name, ErrorCodes.BrokerUnavailable, "vCD has no broker: its AMQP settings are empty.", Fix);
        if (!SameVirtualHost(vcd.VirtualHost, own.VirtualHost))
            return Check.Failed(Name, ErrorCodes.SpecConflict, $"vCD uses the virtual host \"{vcd.VirtualHost}\" of {vcd.Host}, and the service is to use \"{own.VirtualHost}\" of {own.Host}: they would never meet.", Fix);
        if (!string.Equals(vcd.Host, own.Host, StringComparison.OrdinalIgnoreCase) || (vcd.Port != own.EffectivePort && vcd.UseTls == own.UseTls))
        {
            return Check.Warning(Name, $"vCD knows its broker as {vcd.Host}:{vcd.Port}, and the service is to use {own.Host}:{own.EffectivePort}. That is right only if both are one broker or one cluster of brokers.",
                "If they are not: " + Fix);
        }

        return vcd.UseTls && vcd.AcceptAllCertificates
            ? Check.Warning(Name, $"{vcd}: vCD trusts any certificate.", "Give vCD a trust store, and turn it off.")
            : vcd.UseTls ? Check.Passed(Name, $"{vcd}.")
            : Check.Warning(Name, $"{vcd}: session tokens of tenants cross the network between vCD and broker in clear text.", "Have vCD use TLS.");
    }

    public static bool IsSame(AmqpSettings one, AmqpSettings other) =>
        string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port && SameVirtualHost(one.VirtualHost, other.VirtualHost)
        && one.UserName == other.UserName && one.UseTls == other.UseTls && one.AcceptAllCertificates == other.AcceptAllCertificates && one.Exchange == other.Exchange && one.Prefix == other.Prefix;

    private static bool SameVirtualHost(string one, string other) => (one.Length == 0 ? "/" : one) == (other.Length == 0 ? "/" : other);

    private static CheckResult Taken(OtherService other, string how, string fix) =>
        Check.Failed("Other extensions", ErrorCodes.SpecConflict, $"The extension service \"{other.Name}\" {how}.", fix);
}

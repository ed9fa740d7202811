using System.Net.Sockets;
using CsePowerShell.Clusters;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Why there is no connection to the broker, in words that name what to change. The password is in none of them.</summary>
internal sealed class BrokerConnectionException : TransportException
{
    private BrokerConnectionException(string code, string message, string hint, Exception inner)
        : base(message + " " + hint, inner)
    {
        Code = code;
        Summary = message;
        Hint = hint;
    }

    /// <summary>Error code of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>What is wrong.</summary>
    public string Summary { get; }

    /// <summary>What to do about it.</summary>
    public string Hint { get; }

    public static BrokerConnectionException Of(Exception error, BrokerOptions options, RefusedCertificate? refused)
    {
        string broker = $"{options.Host}:{options.EffectivePort}";
        if (refused is not null)
            return Untrusted(broker, refused, options, error);
        List<Exception> causes = [.. Causes(error)];
        if (causes.Exists(cause => cause is AuthenticationFailureException or PossibleAuthenticationFailureException)
            || causes.OfType<OperationInterruptedException>().Any(cause => cause.ShutdownReason?.ReplyCode == 403))
        {
            return new(ErrorCodes.Unauthenticated, $"AMQP authentication failed for user \"{options.UserName}\" on {Address(options)}.",
                "Check user and password of the broker.", error);
        }

        if (causes.OfType<OperationInterruptedException>().FirstOrDefault(cause => cause.ShutdownReason?.ReplyCode is 530) is not null)
        {
            return new(ErrorCodes.NotFound, $"The broker {broker} has no virtual host \"{options.VirtualHost}\", or user \"{options.UserName}\" may not use it.",
                "Name another virtual host, or have the user let in (rabbitmqctl set_permissions).", error);
        }

        (string message, string hint) = causes.OfType<SocketException>().FirstOrDefault() switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => ($"The name of the broker \"{options.Host}\" is not known.", "Check the name and your DNS."),
            { SocketErrorCode: SocketError.ConnectionRefused } => ($"Nobody listens at the broker's address {broker}.", "Check host and port, and that the broker runs. With TLS the port is usually 5671, without 5672."),
            _ when options.UseTls && causes.Exists(cause => cause is System.Security.Authentication.AuthenticationException or IOException) =>
                ($"No TLS connection to the broker {broker} came about: {Words(causes)}", "Check that the port speaks TLS (usually 5671); without TLS it is usually 5672."),
            _ => ($"No connection to the broker {broker} (virtual host \"{options.VirtualHost}\", user \"{options.UserName}\", TLS {(options.UseTls ? "on" : "off")}): {Words(causes)}",
                options.UseTls ? "Check host, port and firewalls." : "Check host, port and firewalls, and whether the port wants TLS."),
        };
        return new(ErrorCodes.BrokerUnavailable, message, hint, error);
    }

    /// <summary>The failure as the cmdlets and the host program tell it.</summary>
    public ClusterException ToClusterException() => new(Code, Summary, Hint, this);

    private static BrokerConnectionException Untrusted(string broker, RefusedCertificate refused, BrokerOptions options, Exception error)
    {
        string certificate = $"subject {refused.Subject}, issuer {refused.Issuer}, SHA-256 thumbprint {refused.Thumbprint}";
        return options.CertificateThumbprint is not null
            ? new(ErrorCodes.CertificateUntrusted, $"The certificate of the broker {broker} is not the one that is pinned: {certificate}.",
                "Ask the broker's owner whether it was renewed before you pin another.", error)
            : refused.IsNameWrong
            ? new(ErrorCodes.CertificateUntrusted, $"The certificate of the broker is for another host than \"{options.Host}\": {certificate}.",
                "Use the name in the certificate, or pin the certificate by its thumbprint if you know it.", error)
            : new(ErrorCodes.CertificateUntrusted, $"The certificate of the broker {broker} is not trusted: {certificate}.{(refused.Problem is { } problem ? " " + problem : "")}",
                "Name the file of its certificate authority, or pin the certificate by its thumbprint if you know it.", error);
    }

    private static string Address(BrokerOptions options) => $"{options.Host}:{options.EffectivePort}{(options.VirtualHost.StartsWith("/", StringComparison.Ordinal) ? "" : "/")}{options.VirtualHost}";

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause is AggregateException { InnerExceptions.Count: > 0 } many ? many.InnerExceptions[0] : cause.InnerException)
            yield return cause;
    }

    private static string Words(List<Exception> causes) => string.Join(" ", causes.Select(cause => cause.Message).Distinct(StringComparer.Ordinal).Take(4));
}

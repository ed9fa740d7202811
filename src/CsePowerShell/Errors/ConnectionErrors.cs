using System.Management.Automation;
using CsePowerShell.VCloud;

namespace CsePowerShell.Errors;

/// <summary>
/// The errors of the way to the server: one id per way a connection can fail, so that a script can tell a typing mistake from an outage.
/// One row per <see cref="VCloudConnectionFailure"/>.
/// </summary>
internal static class ConnectionErrors
{
    private const string PinIt = "If you know the server's certificate, pin it with -CertificateThumbprint.";

    private static readonly Dictionary<VCloudConnectionFailure, Entry> s_entries = new()
    {
        [VCloudConnectionFailure.NameNotResolved] = new("CseServerNameNotResolved", ErrorCategory.ConnectionError, "Check the server's name and your DNS."),
        [VCloudConnectionFailure.Refused] = new("CseConnectionRefused", ErrorCategory.ConnectionError, "Check -Server and -Port, and that the server runs."),
        [VCloudConnectionFailure.Unreachable] = new("CseServerUnreachable", ErrorCategory.ConnectionError,
            "Check this machine's network, its routes or VPN, and the firewalls in between."),
        [VCloudConnectionFailure.Timeout] = new("CseConnectionTimeout", ErrorCategory.OperationTimeout,
            "Check the network, or allow more time with Connect-CseServer -TimeoutSec.", EndsPipeline: false),
        [VCloudConnectionFailure.TlsName] = new("CseCertificateNameMismatch", ErrorCategory.SecurityError, PinIt),
        [VCloudConnectionFailure.TlsChain] = new("CseCertificateUntrusted", ErrorCategory.SecurityError, PinIt),
        [VCloudConnectionFailure.TlsPin] = new("CseCertificatePinMismatch", ErrorCategory.SecurityError,
            "Ask the server's owner whether its certificate was renewed before you give another -CertificateThumbprint."),
        [VCloudConnectionFailure.TlsProtocol] = new("CseTlsProtocolMismatch", ErrorCategory.SecurityError,
            "Look at which TLS versions and ciphers the server, and what stands in front of it, are set to; vCloud Director speaks TLS 1.2 and later."),
        [VCloudConnectionFailure.Proxy] = new("CseProxyFailed", ErrorCategory.ConnectionError,
            "Check -Proxy (or the proxy that the system is set to), or go without with -NoProxy."),
        [VCloudConnectionFailure.ProxyCredential] = new("CseProxyCredentialRequired", ErrorCategory.AuthenticationError,
            "Give -Proxy with -ProxyCredential, or go without with -NoProxy."),
        [VCloudConnectionFailure.NotVCloud] = new("CseNotVCloud", ErrorCategory.ProtocolError, "Check -Server and -Port."),
        [VCloudConnectionFailure.Broken] = new("CseConnectionBroken", ErrorCategory.ConnectionError, "Run the command again.", EndsPipeline: false),
    };

    public static IReadOnlyCollection<Entry> All => s_entries.Values;

    public static Entry Of(VCloudConnectionFailure kind) => s_entries[kind];

    /// <summary>What to do about one that happened: where the failure itself knows more than the table, that.</summary>
    public static string NextStepFor(VCloudConnectionException failure) => failure switch
    {
        { Kind: VCloudConnectionFailure.TlsName or VCloudConnectionFailure.TlsChain, Certificate: { } certificate } =>
            $"If this is your server's certificate, pin it: -CertificateThumbprint {certificate.Sha256Thumbprint}",
        // Which port, and whether https belongs in front of it, depends on what answered.
        { Kind: VCloudConnectionFailure.NotVCloud, Advice.Length: > 0 } => failure.Advice,
        _ => Of(failure.Kind).NextStep,
    };

    /// <param name="Id">The stable id.</param>
    /// <param name="Category">PowerShell's category.</param>
    /// <param name="NextStep">What to do.</param>
    /// <param name="EndsPipeline">Whether the next object in the pipeline would fail in the same way.</param>
    internal sealed record Entry(string Id, ErrorCategory Category, string NextStep, bool EndsPipeline = true);
}

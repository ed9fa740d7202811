using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>
/// Decides whether the server is trusted: by a pinned thumbprint where there is one, else not at all where the caller said so, else by name and chain.
/// What was refused is kept for the message, since the stack above only says "the SSL connection could not be established".
/// </summary>
internal sealed class CertificateCheck
{
    private readonly string? _pinned;
    private readonly bool _skip;
    private readonly string _host;
    private VCloudConnectionException? _refusal;

    public CertificateCheck(string host, string? thumbprint, bool skip)
    {
        _host = host;
        _pinned = thumbprint is null ? null : ParseThumbprint(thumbprint);
        _skip = skip;
    }

    /// <summary>Why the last handshake was refused; null when none was.</summary>
    public VCloudConnectionException? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Brings a thumbprint into the form that is compared: upper-case hexadecimal without separators.</summary>
    public static string ParseThumbprint(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (Uri.IsHexDigit(c))
                digits.Append(char.ToUpperInvariant(c));
            // Windows' certificate dialog puts an invisible mark in front of what is copied from it.
            else if (c is not (':' or ' ' or '-' or '\u200E'))
                throw NotAThumbprint(text);
        }

        return digits.Length is 40 or 64 ? digits.ToString() : throw NotAThumbprint(text);
    }

    public bool Accept(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return Refuse(VCloudConnectionFailure.TlsChain, "showed no certificate", null);
        VCloudCertificate shown = Describe(certificate);
        if (_pinned is not null)
        {
            return _pinned == shown.Sha256Thumbprint || _pinned == shown.Sha1Thumbprint
                || RefusePin(shown);
        }

        if (_skip || errors == SslPolicyErrors.None)
            return true;
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0)
            return Refuse(VCloudConnectionFailure.TlsName, $"showed a certificate that was made for another name than \"{_host}\"", shown);
        return Refuse(VCloudConnectionFailure.TlsChain, "showed a certificate that is not trusted here" + ChainFaults(chain), shown);
    }

    private static ArgumentException NotAThumbprint(string text) =>
        new($"\"{text}\" is not a certificate thumbprint. Give the SHA-256 (64 hexadecimal digits) or SHA-1 (40 digits) of the server's certificate.");

    private static VCloudCertificate Describe(X509Certificate2 certificate)
    {
        using var sha256 = SHA256.Create();
        string sha256Text = BitConverter.ToString(sha256.ComputeHash(certificate.RawData)).Replace("-", "");
        return new VCloudCertificate(certificate.Subject, certificate.Issuer, sha256Text, certificate.Thumbprint.ToUpperInvariant(), certificate.NotAfter.ToUniversalTime());
    }

    private static string ChainFaults(X509Chain? chain)
    {
        if (chain is null)
            return "";
        var faults = new List<string>();
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            string fault = status.Status switch
            {
                X509ChainStatusFlags.NotTimeValid => "it is expired or not valid yet",
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => "its issuer is unknown",
                X509ChainStatusFlags.Revoked => "it was revoked",
                _ => status.Status.ToString(),
            };
            if (!faults.Contains(fault))
                faults.Add(fault);
        }

        return faults.Count == 0 ? "" : " (" + string.Join(", ", faults) + ")";
    }

    // Here nobody is told to pin what was shown: it may be an attacker's.
    private bool RefusePin(VCloudCertificate shown)
    {
        string text = $"The server {_host} showed another certificate than the pinned one. Pinned: {_pinned}; shown: SHA-256 {shown.Sha256Thumbprint}, subject {shown.Subject}, issuer {shown.Issuer}.";
        const string Advice = "Ask the server's owner whether its certificate was renewed before you change the pin; otherwise somebody may stand in between.";
        Volatile.Write(ref _refusal, new VCloudConnectionException(VCloudConnectionFailure.TlsPin, text, Advice, shown) { NeverSent = true });
        return false;
    }

    private bool Refuse(VCloudConnectionFailure kind, string what, VCloudCertificate? shown)
    {
        string details = shown is null ? "" : $" Subject: {shown.Subject}; issuer: {shown.Issuer}; SHA-256: {shown.Sha256Thumbprint}.";
        string advice = shown is null ? "" : "If you trust it, connect with this thumbprint, or have its issuer trusted on this machine.";
        Volatile.Write(ref _refusal, new VCloudConnectionException(kind, $"The server {_host} {what}.{details}", advice, shown) { NeverSent = true });
        return false;
    }
}

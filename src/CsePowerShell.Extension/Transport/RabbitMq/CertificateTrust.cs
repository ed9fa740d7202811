using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Decides whether the broker's certificate is trusted: by the machine's authorities, by one more, by thumbprint, or (only when told so) any.</summary>
internal sealed class CertificateTrust(BrokerOptions options)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly Regex s_pem = new("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private string? _problem;

    /// <summary>The certificate that was refused last; null when none was.</summary>
    public RefusedCertificate? Refused { get; private set; }

    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        bool isTrusted = certificate is not null && IsTrusted(certificate, chain, errors);
        Refused = isTrusted || certificate is null ? null
            : new RefusedCertificate(certificate.Subject, certificate.Issuer, Thumbprint(certificate, SHA256.Create()), errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch), _problem);
        return isTrusted;
    }

    private bool IsTrusted(X509Certificate certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (options.CertificateThumbprint is { Length: > 0 } pinned)
            return IsPinned(certificate, pinned);
        if (options.SkipCertificateCheck || errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || options.CertificateAuthorityFile is not { Length: > 0 } file)
            return false;
        try
        {
            return IsSignedBy(certificate, chain, file);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or FormatException)
        {
            _problem = $"The file {file} of its certificate authority cannot be read: {error.Message}";
            return false;
        }
    }

    private static bool IsPinned(X509Certificate certificate, string pinned)
    {
        string wanted = new([.. pinned.Where(Uri.IsHexDigit)]);
        return string.Equals(wanted, Thumbprint(certificate, wanted.Length == 40 ? SHA1.Create() : SHA256.Create()), StringComparison.OrdinalIgnoreCase);
    }

    private static string Thumbprint(X509Certificate certificate, HashAlgorithm algorithm)
    {
        using (algorithm)
            return string.Concat(algorithm.ComputeHash(certificate.GetRawCertData()).Select(b => b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static bool IsSignedBy(X509Certificate certificate, X509Chain? offered, string file)
    {
        List<X509Certificate2> authorities = Read(file);
        try
        {
            using X509Certificate2 own = new(certificate);
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            chain.ChainPolicy.ExtraStore.AddRange(authorities.ToArray());
            foreach (X509ChainElement element in offered?.ChainElements.Cast<X509ChainElement>() ?? [])
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            // The flag above forgives any root, so the root has to be looked at: it must be one of those in the file.
            return chain.Build(own) && authorities.Exists(authority => authority.RawData.SequenceEqual(chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData));
        }
        finally
        {
            authorities.ForEach(authority => authority.Dispose());
        }
    }

    /// <summary>The certificates of a file: one in DER, or any number in PEM, of which the platform itself would read the first.</summary>
    private static List<X509Certificate2> Read(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        MatchCollection blocks = s_pem.Matches(System.Text.Encoding.ASCII.GetString(content));
        return blocks.Count == 0
            ? [new X509Certificate2(content)]
            : [.. blocks.Cast<Match>().Select(block => new X509Certificate2(Convert.FromBase64String(block.Groups[1].Value)))];
    }
}

/// <summary>A certificate that was not trusted, for a message that lets somebody decide.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Thumbprint">SHA-256, hexadecimal.</param>
/// <param name="IsNameWrong">Whether it is for another host name.</param>
/// <param name="Problem">What kept it from being looked at, as a sentence; null when nothing did.</param>
internal sealed record RefusedCertificate(string Subject, string Issuer, string Thumbprint, bool IsNameWrong, string? Problem = null);

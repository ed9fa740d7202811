using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Decides whether the broker's certificate is trusted: by the machine's authorities, by one more, by thumbprint, or (only when told so) any.</summary>
internal sealed class CertificateTrust(BrokerOptions options)
{
    /// <summary>The certificate that was refused last; null when none was.</summary>
    public RefusedCertificate? Refused { get; private set; }

    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        bool isTrusted = certificate is not null && IsTrusted(certificate, chain, errors);
        Refused = isTrusted || certificate is null ? null
            : new RefusedCertificate(certificate.Subject, certificate.Issuer, Thumbprint(certificate, SHA256.Create()), errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
        return isTrusted;
    }

    private bool IsTrusted(X509Certificate certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (options.CertificateThumbprint is { Length: > 0 } pinned)
            return IsPinned(certificate, pinned);
        if (options.SkipCertificateCheck || errors == SslPolicyErrors.None)
            return true;
        return errors == SslPolicyErrors.RemoteCertificateChainErrors && options.CertificateAuthorityFile is { Length: > 0 } file
            && IsSignedBy(certificate, chain, file);
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
        using X509Certificate2 authority = new(file);
        using X509Certificate2 own = new(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.Add(authority);
        foreach (X509ChainElement element in offered?.ChainElements.Cast<X509ChainElement>() ?? [])
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        // The flag above forgives any root, so the root has to be looked at: it must be the very one in the file.
        return chain.Build(own) && chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData.SequenceEqual(authority.RawData);
    }
}

/// <summary>A certificate that was not trusted, for a message that lets somebody decide.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Thumbprint">SHA-256, hexadecimal.</param>
/// <param name="IsNameWrong">Whether it is for another host name.</param>
internal sealed record RefusedCertificate(string Subject, string Issuer, string Thumbprint, bool IsNameWrong);

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Decides whether the broker's certificate is trusted: by the machine's authorities, by one more, by thumbprint, or (only when told so) any.</summary>
internal sealed class CertificateTrust(BrokerOptions options)
{
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
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
        using HashAlgorithm algorithm = wanted.Length == 40 ? SHA1.Create() : SHA256.Create();
        string actual = string.Concat(algorithm.ComputeHash(certificate.GetRawCertData()).Select(b => b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
        return string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
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

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CsePowerShell.Extension.Tests.Broker;

/// <summary>An authority of the tests' own and a certificate that it signed, as the PEM files a broker reads.</summary>
internal static class PrivateCertificates
{
    /// <summary>Writes <c>ca.pem</c>, <c>server.pem</c> and <c>server.key</c>; the server's certificate is for the given DNS name alone.</summary>
    /// <returns>The server's certificate.</returns>
    public static X509Certificate2 Write(string folder, string dnsName)
    {
        using RSA authorityKey = RSA.Create(2048);
        using X509Certificate2 authority = Authority(authorityKey, "CN=Private test authority");
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + dnsName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        X509Certificate2 server = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2), [1, .. RandomNumberGenerator.GetBytes(11)]);
        File.WriteAllText(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        return server;
    }

    /// <summary>Writes the certificate of an authority that signed nothing.</summary>
    public static void WriteStranger(string path)
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 authority = Authority(key, "CN=Another authority");
        File.WriteAllText(path, authority.ExportCertificatePem());
    }

    private static X509Certificate2 Authority(RSA key, string name)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddDays(3));
    }
}

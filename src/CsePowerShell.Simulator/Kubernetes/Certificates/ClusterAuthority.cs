using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CsePowerShell.Simulator.Kubernetes.Certificates;

/// <summary>The certificate authority of one cluster. Its key is RSA as kubeadm's default is, so that the documented openssl line for the hash
/// works.</summary>
internal sealed class ClusterAuthority : IDisposable
{
    private static readonly TimeSpan s_caLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan s_life = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_backdate = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 _certificate;

    private ClusterAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The CA certificate.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>What kubeadm join pins: <c>sha256:</c> and the hash of the public key information.</summary>
    public string Hash => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(_certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>The private key, as ca.key holds it.</summary>
    public string KeyPem => _certificate.GetRSAPrivateKey() is { } rsa ? rsa.ExportRSAPrivateKeyPem()
        : _certificate.GetECDsaPrivateKey()!.ExportECPrivateKeyPem();

    /// <summary>A new authority.</summary>
    /// <param name="algorithm">As kubeadm's encryptionAlgorithm: RSA-2048, RSA-3072, RSA-4096 or ECDSA-P256.</param>
    /// <param name="now">The clock's time.</param>
    public static ClusterAuthority Create(string algorithm, DateTimeOffset now)
    {
        X500DistinguishedName subject = new("CN=kubernetes");
        CertificateRequest request;
        using RSA? rsa = algorithm.StartsWith("ECDSA", StringComparison.Ordinal) ? null
            : RSA.Create(algorithm switch { "RSA-3072" => 3072, "RSA-4096" => 4096, _ => 2048 });
        using ECDsa? ecdsa = rsa is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        request = rsa is not null
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, ecdsa!, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("kubernetes");
        request.CertificateExtensions.Add(names.Build());
        return new ClusterAuthority(request.CreateSelfSigned(now - s_backdate, now + s_caLife));
    }

    /// <summary>An authority whose files lie in the guest already, as kubeadm takes one that was delivered before init.</summary>
    public static ClusterAuthority Load(string certificatePem, string keyPem) => new(X509Certificate2.CreateFromPem(certificatePem, keyPem));

    /// <summary>A client certificate: the common name is the user, organizations are the groups.</summary>
    public IssuedCertificate IssueClient(string user, DateTimeOffset now, params string[] groups)
    {
        X500DistinguishedNameBuilder subject = new();
        foreach (string group in groups)
            subject.AddOrganizationName(group);
        subject.AddCommonName(user);
        return Issue(subject.Build(), "1.3.6.1.5.5.7.3.2", null, now);
    }

    /// <summary>A server certificate for names and addresses.</summary>
    public IssuedCertificate IssueServer(string name, IEnumerable<string> alternatives, DateTimeOffset now)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (string alternative in alternatives.Distinct())
        {
            if (IPAddress.TryParse(alternative, out IPAddress? address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(alternative);
        }
        return Issue(new X500DistinguishedName($"CN={name}"), "1.3.6.1.5.5.7.3.1", names.Build(), now);
    }

    /// <summary>True when a certificate was issued here, for clients, and is valid now.</summary>
    public bool HasIssuedClient(X509Certificate2 certificate, DateTimeOffset now)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }

    public void Dispose() => _certificate.Dispose();

    private IssuedCertificate Issue(X500DistinguishedName subject, string purpose, X509Extension? names, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (names is not null)
            request.CertificateExtensions.Add(names);
        X509SignatureGenerator generator = _certificate.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!);
        DateTimeOffset until = now + s_life < _certificate.NotAfter ? now + s_life : _certificate.NotAfter;
        using X509Certificate2 certificate = request.Create(_certificate.SubjectName, generator, now - s_backdate, until,
            RandomNumberGenerator.GetBytes(16));
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportECPrivateKeyPem());
    }
}

/// <summary>A certificate with its key, both as PEM.</summary>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>For a TLS listener. The detour over PKCS#12 gives a key that every platform's TLS takes.</summary>
    public X509Certificate2 ForTls()
    {
        using X509Certificate2 pem = X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => "certificate with key";
}

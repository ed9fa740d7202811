using System.Security.Cryptography;

namespace CsePowerShell.Guest;

/// <summary>The hash by which a joining node recognises its cluster: SHA-256 over the CA certificate's SubjectPublicKeyInfo, not over the certificate.</summary>
public static class CaHash
{
    private const byte Sequence = 0x30;
    private const byte Version = 0xA0;

    /// <summary>The hash of the first certificate in a PEM text, as <c>sha256:</c> and lower-case hex.</summary>
    /// <exception cref="FormatException">There is no certificate in the text.</exception>
    public static string Of(string pem)
    {
        DerReader certificate = new DerReader(FirstCertificate(pem ?? throw new ArgumentNullException(nameof(pem)))).Enter(Sequence).Enter(Sequence);
        if (certificate.Tag == Version)
            certificate.Skip();
        for (int field = 0; field < 5; field++) // serial number, signature algorithm, issuer, validity, subject (RFC 5280, section 4.1)
            certificate.Skip();
        if (certificate.Tag != Sequence)
            throw new FormatException("The certificate is damaged.");
        byte[] subjectPublicKeyInfo = certificate.Skip();
        using SHA256 sha = SHA256.Create();
        return "sha256:" + string.Concat(sha.ComputeHash(subjectPublicKeyInfo).Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static byte[] FirstCertificate(string pem)
    {
        const string begin = "-----BEGIN CERTIFICATE-----";
        int start = pem.IndexOf(begin, StringComparison.Ordinal);
        int end = start < 0 ? -1 : pem.IndexOf("-----END CERTIFICATE-----", start, StringComparison.Ordinal);
        return end < 0
            ? throw new FormatException("There is no PEM certificate in the text.")
            : Convert.FromBase64String(pem.Substring(start + begin.Length, end - start - begin.Length));
    }

    /// <summary>Just enough DER to walk over a certificate; the platform's own reader is not in netstandard2.0.</summary>
    private sealed class DerReader(byte[] data, int start, int end)
    {
        private int _at = start;

        public DerReader(byte[] data) : this(data, 0, data.Length)
        {
        }

        public byte Tag => _at < end ? data[_at] : throw Damaged();

        /// <summary>A reader of the content of the next element.</summary>
        public DerReader Enter(byte tag)
        {
            if (Tag != tag)
                throw Damaged();
            (int content, int next) = Measure();
            _at = next;
            return new DerReader(data, content, next);
        }

        /// <summary>The next element, header included; moves behind it.</summary>
        public byte[] Skip()
        {
            int from = _at;
            (_, int next) = Measure();
            byte[] element = new byte[next - from];
            Array.Copy(data, from, element, 0, element.Length);
            _at = next;
            return element;
        }

        private (int Content, int Next) Measure()
        {
            if (end - _at < 2)
                throw Damaged();
            int at = _at + 1;
            long length = data[at++];
            if (length >= 0x80)
            {
                int count = (int)length & 0x7F;
                if (count is 0 or > 4 || end - at < count)
                    throw Damaged();
                length = 0;
                while (count-- > 0)
                    length = (length << 8) | data[at++];
            }

            return length <= end - at ? (at, at + (int)length) : throw Damaged();
        }

        private static FormatException Damaged() => new("The certificate is damaged.");
    }
}

using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Simulator.Guests;

/// <summary>
/// The password hash of /etc/shadow with the prefix $6$ (SHA-crypt as Ulrich Drepper published it, 5,000 rounds), so that a guest gets
/// a hash and never the password.
/// </summary>
internal static class Sha512Crypt
{
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Rounds = 5000;

    /// <summary>The hash with a salt of its own.</summary>
    public static string Hash(string password) => Hash(password, RandomNumberGenerator.GetString(Alphabet, 16));

    /// <summary>The hash with a given salt of at most 16 characters.</summary>
    public static string Hash(string password, string salt)
    {
        byte[] key = Encoding.UTF8.GetBytes(password);
        byte[] salted = Encoding.ASCII.GetBytes(salt);
        byte[] digest = First(key, salted);
        byte[] p = Repeat(SHA512.HashData(Times(key, key.Length)), key.Length);
        byte[] s = Repeat(SHA512.HashData(Times(salted, 16 + digest[0])), salted.Length);
        for (int round = 0; round < Rounds; round++)
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            bool odd = (round & 1) == 1;
            hash.AppendData(odd ? p : digest);
            if (round % 3 != 0)
                hash.AppendData(s);
            if (round % 7 != 0)
                hash.AppendData(p);
            hash.AppendData(odd ? digest : p);
            digest = hash.GetHashAndReset();
        }
        return $"$6${salt}${Encode(digest)}";
    }

    private static byte[] First(byte[] key, byte[] salt)
    {
        byte[] alternate = SHA512.HashData([.. key, .. salt, .. key]);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(key);
        hash.AppendData(salt);
        hash.AppendData(Repeat(alternate, key.Length));
        for (int bits = key.Length; bits > 0; bits >>= 1)
            hash.AppendData((bits & 1) == 1 ? alternate : key);
        return hash.GetHashAndReset();
    }

    private static byte[] Times(byte[] block, int times) => Repeat(block, block.Length * times);

    private static byte[] Repeat(byte[] block, int length)
    {
        byte[] result = new byte[length];
        for (int i = 0; i < length; i++)
            result[i] = block[i % block.Length];
        return result;
    }

    // Three bytes at a time, from the three thirds of the digest in turn, to four characters of six bits, lowest first.
    private static string Encode(byte[] digest)
    {
        StringBuilder text = new(86);
        for (int i = 0, a = 0, b = 21, c = 42; i < 21; i++)
        {
            Append(text, (digest[a] << 16) | (digest[b] << 8) | digest[c], 4);
            (a, b, c) = (b + 1, c + 1, a + 1);
        }
        Append(text, digest[63], 2);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int bits, int characters)
    {
        for (; characters > 0; characters--, bits >>= 6)
            text.Append(Alphabet[bits & 0x3f]);
    }
}

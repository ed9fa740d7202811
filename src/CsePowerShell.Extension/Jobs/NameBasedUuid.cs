using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Extension.Jobs;

/// <summary>UUIDs of version 5 (RFC 9562): the same name gives the same id, on every host and at every repeat.</summary>
internal static class NameBasedUuid
{
    private static readonly byte[] s_namespace = [0x5c, 0x1e, 0x6d, 0x0b, 0x8f, 0x42, 0x4f, 0x0a, 0x9d, 0x3e, 0x27, 0x6a, 0xc4, 0x10, 0xb7, 0x95];

    /// <summary>The cluster that a message asks for.</summary>
    public static string ClusterOf(string messageId) => Of("cluster:" + messageId);

    /// <summary>The operation that a message asks for.</summary>
    public static string OperationOf(string messageId) => Of("operation:" + messageId);

    private static string Of(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
#pragma warning disable CA5350 // The standard says SHA-1; nothing secret depends on it.
        using var sha = SHA1.Create();
#pragma warning restore CA5350
        byte[] hash = sha.ComputeHash([.. s_namespace, .. text]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        string hex = string.Concat(hash.Take(16).Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        return $"{hex.Substring(0, 8)}-{hex.Substring(8, 4)}-{hex.Substring(12, 4)}-{hex.Substring(16, 4)}-{hex.Substring(20)}";
    }
}

using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>
/// Percent-encodes everything but letters, digits and <c>- . _ ~</c>. Not <c>Uri.EscapeDataString</c>: .NET Framework leaves <c>! * ' ( )</c> as they are when
/// the host process (powershell.exe) names no target framework, and replaces half a surrogate pair by a question mark without a word.
/// </summary>
internal static class PercentEncoding
{
    private const string Hex = "0123456789ABCDEF";
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text)
    {
        byte[] bytes;
        try
        {
            bytes = s_strict.GetBytes(text);
        }
        catch (EncoderFallbackException broken)
        {
            throw new ArgumentException($"The text holds half a surrogate pair at position {broken.Index}: it is no valid Unicode and cannot be sent.", nameof(text));
        }

        var encoded = new StringBuilder(bytes.Length + 16);
        foreach (byte b in bytes)
        {
            char c = (char)b;
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~')
                encoded.Append(c);
            else
                encoded.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }

        return encoded.ToString();
    }
}

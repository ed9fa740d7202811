using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CsePowerShell.Extension.Configuration;

/// <summary>
/// A secret encrypted with the Data Protection API of Windows, as text: what ConvertFrom-SecureString writes there, hexadecimal digits of the encrypted UTF-16. Only
/// the same user on the same machine can read it.
/// </summary>
/// <param name="protect">Encrypts.</param>
/// <param name="unprotect">Decrypts.</param>
internal sealed class DpapiText(Func<byte[], byte[]> protect, Func<byte[], byte[]> unprotect)
{
    public static DpapiText OfThisUser { get; } = new(data => WindowsDataProtection.Run(data, isEncrypting: true), data => WindowsDataProtection.Run(data, isEncrypting: false));

    public string Protect(string secret)
    {
        byte[] plain = Encoding.Unicode.GetBytes(secret);
        try
        {
            return string.Concat(protect(plain).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
        }
        finally
        {
            Array.Clear(plain, 0, plain.Length);
        }
    }

    /// <exception cref="ConfigurationException">The text is none, or was encrypted by somebody else.</exception>
    public string Reveal(string text)
    {
        string digits = text.Trim();
        if (digits.Length == 0 || digits.Length % 2 != 0 || !digits.All(Uri.IsHexDigit))
            throw new ConfigurationException(["A secret {dpapi: TEXT} has to be hexadecimal digits, as ConvertFrom-SecureString writes them on Windows."]);
        byte[] data = [.. Enumerable.Range(0, digits.Length / 2).Select(i => byte.Parse(digits.Substring(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        byte[] plain = unprotect(data);
        try
        {
            return Encoding.Unicode.GetString(plain);
        }
        finally
        {
            Array.Clear(plain, 0, plain.Length);
        }
    }
}

/// <summary>The Data Protection API itself. Called without a package: that of .NET has another assembly for each system, and a module has one folder.</summary>
internal static class WindowsDataProtection
{
    private const int NoUserInterface = 1;

    public static byte[] Run(byte[] data, bool isEncrypting)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            throw new ConfigurationException([isEncrypting
                ? "Secrets can be encrypted with DPAPI on Windows only. Keep them in files, in a vault of SecretManagement, or in environment variables."
                : "A secret {dpapi: TEXT} can be read on the Windows machine where it was encrypted, and nowhere else."]);
        }

        GCHandle pinned = GCHandle.Alloc(data, GCHandleType.Pinned);
        Blob result = default;
        try
        {
            var input = new Blob { Size = data.Length, Data = pinned.AddrOfPinnedObject() };
            bool isDone = isEncrypting
                ? NativeMethods.CryptProtectData(ref input, null, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, NoUserInterface, out result)
                : NativeMethods.CryptUnprotectData(ref input, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, NoUserInterface, out result);
            if (!isDone)
            {
                string why = new Win32Exception(Marshal.GetLastWin32Error()).Message;
                throw new ConfigurationException([isEncrypting
                    ? $"Windows did not encrypt the secret: {why}"
                    : $"Windows does not decrypt a secret {{dpapi: TEXT}}: {why} It was encrypted by another user or on another machine; write the configuration as the account that the host runs as."]);
            }

            byte[] bytes = new byte[result.Size];
            Marshal.Copy(result.Data, bytes, 0, result.Size);
            return bytes;
        }
        finally
        {
            pinned.Free();
            Free(result);
        }
    }

    // What was decrypted must not stay in memory that is given back.
    private static void Free(Blob blob)
    {
        if (blob.Data == IntPtr.Zero)
            return;
        Marshal.Copy(new byte[blob.Size], 0, blob.Data, blob.Size);
        NativeMethods.LocalFree(blob.Data);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Blob
    {
        public int Size;
        public IntPtr Data;
    }

    private static class NativeMethods
    {
        [DllImport("crypt32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool CryptProtectData(ref Blob input, string? description, IntPtr entropy, IntPtr reserved, IntPtr prompt, int flags, out Blob output);

        [DllImport("crypt32.dll", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool CryptUnprotectData(ref Blob input, IntPtr description, IntPtr entropy, IntPtr reserved, IntPtr prompt, int flags, out Blob output);

        [DllImport("kernel32.dll")]
        public static extern IntPtr LocalFree(IntPtr memory);
    }
}

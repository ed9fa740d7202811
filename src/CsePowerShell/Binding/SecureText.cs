using System.Runtime.InteropServices;
using System.Security;

namespace CsePowerShell.Binding;

/// <summary>The text of a secure string, for where it is sent. The unmanaged copy is wiped at once.</summary>
internal static class SecureText
{
    public static string Of(SecureString secret)
    {
        IntPtr copy = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(copy) ?? "";
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(copy);
        }
    }
}

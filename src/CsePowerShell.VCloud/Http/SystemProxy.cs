using System.Net;

namespace CsePowerShell.VCloud;

/// <summary>The proxy that the machine is set to, so that a failure of it is not taken for one of the server.</summary>
internal static class SystemProxy
{
    /// <summary>The proxy on the way to an address; null where none is, or it cannot be told.</summary>
    public static Uri? For(Uri endpoint)
    {
        if (endpoint.IsLoopback)
            return null;
        try
        {
            IWebProxy? system = WebRequest.DefaultWebProxy;
            Uri? proxy = system is null || system.IsBypassed(endpoint) ? null : system.GetProxy(endpoint);
            // .NET Framework answers with the address itself where there is no proxy.
            return proxy == endpoint ? null : proxy;
        }
        catch (Exception error) when (error is NotSupportedException or WebException or InvalidOperationException or FormatException)
        {
            // A setting that cannot be read. Whether it matters will be seen from the request itself.
            return null;
        }
    }
}

using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>A way to open sessions, the first one and those that follow when one has expired.</summary>
internal interface ISessionLogin
{
    /// <summary>Opens one; the session's document is null where the login does not answer with it.</summary>
    /// <exception cref="VCloudAuthenticationException">What proves who the user is was not accepted.</exception>
    Task<(SessionToken Token, XElement? Session)> OpenAsync(CancellationToken cancellationToken);
}

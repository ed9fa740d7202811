namespace CsePowerShell.Guest;

/// <summary>One way of opening shells in guests: SSH.NET, or the system's OpenSSH client.</summary>
public interface IGuestShellFactory
{
    /// <summary>The name people see: <c>SSH.NET</c> or <c>OpenSSH</c>.</summary>
    string Name { get; }

    /// <summary>Connects and logs in. The server's key is compared with the pin of the endpoint's VM before anything is sent; first contact pins it.</summary>
    /// <exception cref="GuestUnreachableException">Nothing that speaks SSH answered at the address.</exception>
    /// <exception cref="GuestHostKeyChangedException">The server's key is not the pinned one; nothing was sent to it.</exception>
    /// <exception cref="GuestAuthenticationException">The server refused the key or the password.</exception>
    Task<IGuestShell> OpenAsync(GuestEndpoint endpoint, GuestCredential credential, IHostKeyPins pins, CancellationToken cancellationToken);
}

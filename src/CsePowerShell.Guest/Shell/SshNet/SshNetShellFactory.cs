#if SSHNET
namespace CsePowerShell.Guest;

/// <summary>Opens shells with SSH.NET.</summary>
internal sealed class SshNetShellFactory(GuestShellOptions options) : IGuestShellFactory
{
    private readonly GuestShellOptions _options = options;

    public string Name => "SSH.NET";

    public Task<IGuestShell> OpenAsync(GuestEndpoint endpoint, GuestCredential credential, IHostKeyPins pins, CancellationToken cancellationToken) => throw new NotImplementedException();
}
#endif

namespace CsePowerShell.Guest;

/// <summary>Opens shells with the system's OpenSSH client.</summary>
internal sealed class OpenSshShellFactory(OpenSshClient client, GuestShellOptions options) : IGuestShellFactory
{
    private readonly OpenSshClient _client = client;
    private readonly GuestShellOptions _options = options;

    public string Name => "OpenSSH";

    public Task<IGuestShell> OpenAsync(GuestEndpoint endpoint, GuestCredential credential, IHostKeyPins pins, CancellationToken cancellationToken) => throw new NotImplementedException();
}

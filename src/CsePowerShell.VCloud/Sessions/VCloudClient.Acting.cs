namespace CsePowerShell.VCloud;

/// <content>Speaking for somebody else over the same connections.</content>
public sealed partial class VCloudClient
{
    private bool _sharesDoor;

    /// <summary>Tasks that an extension makes for its own work.</summary>
    public ExtensionTaskService ExtensionTasks { get; }

    /// <summary>Paths that an extension answers.</summary>
    public ExtensionApiService ExtensionApi { get; }

    /// <summary>Rights and the roles that hold them.</summary>
    public RightService Rights { get; }

    /// <summary>
    /// Speaks with the token of a session that somebody else opened, over the connections and with the API version of this client: one request, which asks
    /// whose it is. The session is never ended by the client that comes back, and nothing that one does uses this client's own session.
    /// </summary>
    /// <param name="sessionToken">The token, as <c>x-vcloud-authorization</c> or as a JWT.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A client that works as long as this one is not disposed.</returns>
    /// <exception cref="VCloudAuthenticationException">The token was not accepted.</exception>
    public async Task<VCloudClient> ActAsAsync(string sessionToken, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(sessionToken))
            throw new ArgumentException("Give the token of an open session.", nameof(sessionToken));
        var options = new VCloudConnectionOptions { SessionToken = sessionToken, Clock = _keeper.Clock, Logger = _logger };
        SessionKeeper keeper = await SessionKeeper.OpenAsync(_door, Server.Version, options, cancellationToken).ConfigureAwait(false);
        return new VCloudClient(Server, _door, keeper, _logger) { _sharesDoor = true };
    }
}

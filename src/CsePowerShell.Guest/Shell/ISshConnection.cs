namespace CsePowerShell.Guest;

/// <summary>What differs between the transports: carrying one line of shell to a logged-in server.</summary>
internal interface ISshConnection : IDisposable
{
    /// <summary>Runs the line and returns when its channel is closed or the connection is gone, with the transport's own words for the latter.</summary>
    /// <param name="line">A line for the login shell.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="onOutput">Called with its output; not at the same time as itself.</param>
    /// <param name="onError">Called with its error output; not at the same time as itself.</param>
    /// <param name="cancellationToken">Gives up the channel at once.</param>
    Task<string> ExecuteAsync(string line, byte[]? input, Action<ArraySegment<byte>> onOutput, Action<ArraySegment<byte>> onError, CancellationToken cancellationToken);
}

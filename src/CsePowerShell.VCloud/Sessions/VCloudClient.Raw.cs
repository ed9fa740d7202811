namespace CsePowerShell.VCloud;

/// <content>Requests for which there is no method.</content>
public sealed partial class VCloudClient
{
    /// <summary>Sends a request as it was written, within the session. It is sent once, whatever the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, also when it is a refusal.</returns>
    /// <exception cref="VCloudConnectionException">There was no answer.</exception>
    public async Task<RawResponse> SendAsync(RawRequest request, CancellationToken cancellationToken = default) =>
        new(await _keeper.SendAsync(ApiRequest.AsWritten(request), cancellationToken).ConfigureAwait(false));

    /// <summary>Takes out of a text what this connection knows to be secret: its tokens and its password, and whatever looks like one.</summary>
    /// <param name="text">Any text.</param>
    public string Clean(string text) => _keeper.Clean(text);
}

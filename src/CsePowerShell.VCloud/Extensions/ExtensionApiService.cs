using System.Net.Http;

namespace CsePowerShell.VCloud;

/// <summary>
/// Paths below <c>/api</c> that vCD hands to an extension. JSON in and out, within the session. What is refused comes back as an answer and not as an
/// exception, and nothing is sent again: whether a repeat is safe and worth it is known to whoever knows the extension.
/// </summary>
public sealed class ExtensionApiService
{
    private readonly SessionKeeper _session;

    internal ExtensionApiService(SessionKeeper session) => _session = session;

    /// <summary>Sends a request.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query, beginning with <c>/api/</c>.</param>
    /// <param name="json">Body; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="VCloudConnectionException">There was no answer.</exception>
    /// <exception cref="VCloudAuthenticationException">The session has ended, and no other one could be opened.</exception>
    public async Task<ExtensionAnswer> SendAsync(string method, string path, byte[]? json, CancellationToken cancellationToken = default)
    {
        ApiResponse response = await _session.SendAsync(ApiRequest.ToExtension(new HttpMethod(method), path, json), cancellationToken).ConfigureAwait(false);
        return new ExtensionAnswer(response.Status, response.Body)
        {
            RetryAfter = response.RetryAfter,
            VCloudMessage = response.IsSuccess ? null : ErrorDocument.WordsOfVCloud(response),
            RequestId = response.RequestId,
        };
    }
}

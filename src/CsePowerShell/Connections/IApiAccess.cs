using CsePowerShell.VCloud;

namespace CsePowerShell.Connections;

/// <summary>The server's own API, for requests that no cmdlet has.</summary>
internal interface IApiAccess
{
    Uri Endpoint { get; }

    Task<RawResponse> SendAsync(RawRequest request, CancellationToken cancellationToken);

    /// <summary>Takes out of a text what the connection knows to be secret.</summary>
    string Clean(string text);
}

/// <summary>The API, through the session.</summary>
internal sealed class ApiAccess(VCloudClient client) : IApiAccess
{
    public Uri Endpoint => client.Server.Endpoint;

    public Task<RawResponse> SendAsync(RawRequest request, CancellationToken cancellationToken) => client.SendAsync(request, cancellationToken);

    public string Clean(string text) => client.Clean(text);
}

using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>
/// Holds the session: puts its token on every request, and when the server says it has expired opens another one, once, whoever of the callers
/// notices first. A request that was answered 401 was not carried out, so it is sent again whatever it was.
/// </summary>
internal sealed class SessionKeeper : IDisposable
{
    private readonly HttpDoor _door;
    private readonly ISessionLogin? _login;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile SessionToken? _token;
    private volatile VCloudAuthenticationException? _refusal;
    private VCloudSession? _session;
    private int _closed;

    private SessionKeeper(HttpDoor door, ISessionLogin? login, SessionToken token, TimeProvider clock, ILogger logger)
    {
        _door = door;
        _login = login;
        _token = token;
        Clock = clock;
        _logger = logger;
    }

    public Uri Endpoint => _door.Endpoint;

    public TimeProvider Clock { get; }

    public VCloudSession Session => _session ?? throw new InvalidOperationException("The session is not open yet.");

    private bool IsAdopted => _login is null;

    /// <summary>Opens a session, or adopts the one whose token the caller has, and asks who it is.</summary>
    public static async Task<SessionKeeper> OpenAsync(HttpDoor door, ApiVersion version, VCloudConnectionOptions options, CancellationToken cancellationToken)
    {
        ISessionLogin? login = options.ApiToken is not null ? new ApiTokenLogin(door, options)
            : options.SessionToken is null ? new SessionLogin(door, version, options)
            : null;
        (SessionToken token, XElement? session) = login is null
            ? (SessionToken.Adopt(options.SessionToken!), null)
            : await login.OpenAsync(cancellationToken).ConfigureAwait(false);
        var keeper = new SessionKeeper(door, login, token, options.Clock, options.Logger);
        door.Redaction.Learn(token.Value);
        try
        {
            session ??= await AskAsync(door, token, cancellationToken).ConfigureAwait(false);
            keeper._session = SessionDocument.Read(session, keeper.IsAdopted);
            return keeper;
        }
        catch
        {
            await keeper.EndQuietlyAsync().ConfigureAwait(false);
            keeper.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request within the session.</summary>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        SessionToken token = Current();
        ApiResponse response = await _door.SendAsync(request, token, cancellationToken).ConfigureAwait(false);
        if (response.Status != 401)
            return response;
        token = await RenewAsync(token, response, cancellationToken).ConfigureAwait(false);
        response = await _door.SendAsync(request, token, cancellationToken).ConfigureAwait(false);
        if (response.Status != 401)
            return response;
        throw new VCloudAuthenticationException(
            $"vCloud Director does not accept the session for {response.Request}, not even a fresh one. {RequestFailure.Facts(ErrorDocument.Read(response))}",
            ErrorDocument.Read(response),
            "Connect again.");
    }

    /// <summary>Takes out of a text what this connection knows to be secret, its own tokens included.</summary>
    public string Clean(string text) => _door.Redaction.Clean(text);

    /// <summary>Ends the session on the server, unless somebody else opened it.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        SessionToken? token = _token;
        if (Volatile.Read(ref _closed) != 0 || token is null)
            return;
        if (!IsAdopted)
        {
            ApiResponse response = await _door.SendAsync(ApiRequest.Delete("/api/session"), token, cancellationToken).ConfigureAwait(false);
            // 401 and 403: it had expired already, or an earlier try of this call ended it.
            if (!response.IsSuccess && response.Status is not (401 or 403 or 404))
                throw RequestFailure.From(response);
        }

        Volatile.Write(ref _closed, 1);
    }

    /// <summary>True when there is a session on the server that is this client's to end.</summary>
    public bool IsOpen => Volatile.Read(ref _closed) == 0 && !IsAdopted;

    /// <summary>Ends the session where nobody can be told that it failed: within 5 seconds, and by the log.</summary>
    public async Task EndQuietlyAsync()
    {
        using CancellationTokenSource limit = TimeProvider.System.CreateCancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await LogoutAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is VCloudException or OperationCanceledException or ObjectDisposedException)
        {
            _logger.SessionLeftOpen(failure.Message);
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _closed, 1);
        _renewing.Dispose();
    }

    private static async Task<XElement> AskAsync(HttpDoor door, SessionToken token, CancellationToken cancellationToken)
    {
        ApiResponse response = await door.SendAsync(ApiRequest.Get("/api/session"), token, cancellationToken).ConfigureAwait(false);
        // Some versions answer an expired token here with 403.
        if (response.Status is 401 or 403)
            throw NotAccepted(response);
        return response.IsSuccess ? ApiChannel.Document(response, "Session") : throw RequestFailure.From(response);
    }

    private static VCloudAuthenticationException NotAccepted(ApiResponse response) =>
        new($"vCloud Director does not accept the session: it has expired or was ended. {RequestFailure.Facts(ErrorDocument.Read(response))}", ErrorDocument.Read(response), "Connect again.");

    private SessionToken Current() =>
        Volatile.Read(ref _closed) == 0 && _token is { } token
            ? token
            : throw new ObjectDisposedException(nameof(VCloudClient), "The connection to vCloud Director was closed. Connect again.");

    private async Task<SessionToken> RenewAsync(SessionToken expired, ApiResponse response, CancellationToken cancellationToken)
    {
        if (_login is null)
            throw NotAccepted(response);
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SessionToken current = Current();
            // Another caller was faster.
            if (!ReferenceEquals(current, expired))
                return current;
            // A password that was refused is not tried again by each of the callers: that locks accounts.
            if (_refusal is { } refusal)
                throw new VCloudAuthenticationException(refusal.Summary, ErrorDocument.Read(response), refusal.Advice);
            try
            {
                (current, _) = await _login.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (VCloudAuthenticationException refused)
            {
                _refusal = refused;
                throw;
            }

            _door.Redaction.Learn(current.Value);
            _token = current;
            _logger.SessionRenewed();
            return current;
        }
        finally
        {
            _renewing.Release();
        }
    }
}

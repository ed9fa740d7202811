namespace CsePowerShell.VCloud;

/// <summary>The credential or the session was not accepted (HTTP 401, or 403 when asking who we are).</summary>
public sealed class VCloudAuthenticationException : VCloudException
{
    internal VCloudAuthenticationException(string summary, VCloudError error, string advice = "")
        : base(summary, error, advice)
    {
    }

    internal VCloudAuthenticationException(string message)
        : base(message)
    {
    }

    /// <summary>Whether it was signing in that failed, and not a session that has ended.</summary>
    public bool IsLogin { get; internal init; }

    /// <summary>
    /// Whether vCD said that the account is locked. It need not: the recorded answer to a failed login is 401 without a word, whatever was wrong.
    /// </summary>
    public bool IsAccountLocked => HttpStatus == 401 && ServerMessage?.IndexOf("locked", StringComparison.OrdinalIgnoreCase) >= 0;
}

/// <summary>The object is not there for this session, or the session lacks the right (HTTP 403: vCD does not tell these apart; and 404).</summary>
public sealed class VCloudForbiddenException : VCloudException
{
    internal VCloudForbiddenException(string summary, VCloudError error, string advice = "")
        : base(summary, error, advice)
    {
    }
}

/// <summary>The object is busy with another task (BUSY_ENTITY), or the server takes no more for now (429, 503), and stayed so through all repeats.</summary>
public sealed class VCloudBusyException : VCloudException
{
    internal VCloudBusyException(string summary, VCloudError error, string advice = "")
        : base(summary, error, advice)
    {
    }
}

/// <summary>Server and client have no API version in common, or not the one that was asked for.</summary>
public sealed class VCloudVersionException : VCloudException
{
    internal VCloudVersionException(string message, IReadOnlyList<string> supported)
        : base(message) => SupportedVersions = supported;

    /// <summary>The versions the server offers.</summary>
    public IReadOnlyList<string> SupportedVersions { get; }
}

/// <summary>The server sent an answer that the client cannot make sense of: not the document it should be, or larger than is read.</summary>
public sealed class VCloudResponseException : VCloudException
{
    internal VCloudResponseException(string summary, string advice = "", Exception? inner = null)
        : base(summary, advice, inner)
    {
    }
}

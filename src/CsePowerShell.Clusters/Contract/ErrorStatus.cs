namespace CsePowerShell.Clusters.Contract;

/// <summary>Which HTTP status an error code is answered with. The one table for both ends of <c>/api/cse</c>.</summary>
public static class ErrorStatus
{
    private static readonly Dictionary<string, int> s_status = new(StringComparer.Ordinal)
    {
        [ErrorCodes.BadRequest] = 400,
        [ErrorCodes.ValidationFailed] = 400,
        [ErrorCodes.Unauthenticated] = 401,
        [ErrorCodes.Forbidden] = 403,
        [ErrorCodes.RightMissing] = 403,
        [ErrorCodes.NotFound] = 404,
        [ErrorCodes.ClusterNotFound] = 404,
        [ErrorCodes.NodeNotFound] = 404,
        [ErrorCodes.TemplateNotFound] = 404,
        [ErrorCodes.MethodNotAllowed] = 405,
        [ErrorCodes.NameAmbiguous] = 409,
        [ErrorCodes.ClusterExists] = 409,
        [ErrorCodes.TemplateExists] = 409,
        [ErrorCodes.ClusterBusy] = 409,
        [ErrorCodes.SpecConflict] = 409,
        [ErrorCodes.QuotaExceeded] = 409,
        [ErrorCodes.AddressesExhausted] = 409,
        [ErrorCodes.GuestHostKeyChanged] = 409,
        [ErrorCodes.DrainBlocked] = 409,
        [ErrorCodes.Cancelled] = 409,
        [ErrorCodes.VersionUnsupported] = 409,
        [ErrorCodes.TooManyRequests] = 429,
        [ErrorCodes.Internal] = 500,
        [ErrorCodes.GuestScriptFailed] = 502,
        [ErrorCodes.NodeNotReady] = 502,
        [ErrorCodes.VcdError] = 502,
        [ErrorCodes.CertificateUntrusted] = 502,
        [ErrorCodes.ServiceDisabled] = 503,
        [ErrorCodes.GuestUnreachable] = 503,
        [ErrorCodes.VcdUnavailable] = 503,
        [ErrorCodes.BrokerUnavailable] = 503,
        [ErrorCodes.DeadlineExceeded] = 504,
    };

    /// <summary>All codes with their status.</summary>
    public static IReadOnlyDictionary<string, int> All => s_status;

    /// <summary>The status of a code.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <returns>The HTTP status; 500 for a code that is not known.</returns>
    public static int Of(string code) => s_status.TryGetValue(code, out int status) ? status : 500;

    /// <summary>The code that fits a status best, for answers that carry none: those of vCD itself and of CSE 1.x.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <returns>One of <see cref="ErrorCodes"/>.</returns>
    public static string CodeOf(int status) => status switch
    {
        400 => ErrorCodes.BadRequest,
        401 => ErrorCodes.Unauthenticated,
        403 => ErrorCodes.Forbidden,
        404 => ErrorCodes.NotFound,
        405 => ErrorCodes.MethodNotAllowed,
        409 => ErrorCodes.SpecConflict,
        429 => ErrorCodes.TooManyRequests,
        503 => ErrorCodes.VcdUnavailable,
        504 => ErrorCodes.DeadlineExceeded,
        _ => ErrorCodes.VcdError,
    };
}

using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>What <c>/api/cse</c> refused, as the exception that direct mode throws for the same. Whoever answered: the service, or vCD in its place.</summary>
internal static class ServiceErrors
{
    public const string DirectHint = "Without the service it can be done with -Mode Direct, from where the nodes can be reached.";

    /// <summary>Whether the service wrote the answer; else vCD did, or something in between, and the service may know nothing of the request.</summary>
    public static bool IsOfService(ExtensionAnswer answer) => answer.VCloudMessage is null && ApiError.Read(answer.Status, answer.Body).HasCode;

    public static ClusterException From(ExtensionAnswer answer)
    {
        ApiError error = ApiError.Read(answer.Status, answer.Body);
        if (error.HasCode)
            return error.ToException();
        string words = answer.VCloudMessage is { Length: > 0 } message ? $" vCloud Director says: {message.TrimEnd('.')}." : "";
        (string code, string summary, string hint) = answer.Status switch
        {
            401 => (ErrorCodes.Unauthenticated, "The session has expired or was ended." + words, "Connect again with Connect-CseServer."),
            403 => (ErrorCodes.Forbidden, "vCloud Director does not let this session use the API extension." + words, "Ask the provider whether the extension was registered with authorization switched on."),
            404 => (ErrorCodes.ServiceDisabled, "vCloud Director has no API extension at /api/cse now: none is registered, or it is disabled." + words, "Ask the provider. " + DirectHint),
            500 or 502 when answer.VCloudMessage is not null => (ErrorCodes.BrokerUnavailable, "vCloud Director could not hand the request to the service." + words, "Ask the provider whether its message broker and the service run. " + DirectHint),
            504 => (ErrorCodes.DeadlineExceeded, "The service did not answer in time." + words, "Ask the provider whether it runs. " + DirectHint),
            _ => (error.Code, error.Message + words, error.Hint),
        };
        return new ClusterException(code, summary, hint) { VcdRequestId = answer.RequestId };
    }

    /// <summary>No answer at all, or no session to ask with.</summary>
    public static ClusterException From(VCloudException error) => ClusterErrors.From(error);
}

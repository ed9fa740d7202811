namespace CsePowerShell.VCloud;

/// <summary>The one place where an answer becomes an exception.</summary>
internal static class RequestFailure
{
    public static VCloudException From(ApiResponse response) => From(ErrorDocument.Read(response));

    public static VCloudException From(VCloudError error)
    {
        string said = error.Message is null ? "The server gave no reason." : Sentence(error.Message);
        string facts = Facts(error);
        bool isBusyEntity = error.MinorErrorCode == "BUSY_ENTITY";
        return error.HttpStatus switch
        {
            401 => new VCloudAuthenticationException($"vCloud Director did not accept the session for {error.Request}. {said} {facts}", error, "Connect again."),
            403 or 404 => new VCloudForbiddenException(
                $"vCloud Director refused {error.Request}. {said} {facts} The object does not exist for this user, or the user's role lacks the right.", error),
            _ when isBusyEntity => new VCloudBusyException(
                $"{error.Request} has to wait: another task is running on the object. {said} {facts}", error, "Try again when it has ended."),
            429 or 503 => new VCloudBusyException($"vCloud Director takes no requests for now: {error.Request} was refused. {said} {facts}", error, "Try again later."),
            502 or 504 => new VCloudException($"{error.Request} got no answer from behind the server's gateway. {said} {facts} What was asked for may have been done.", error),
            >= 300 and < 400 => new VCloudException($"{error.Request} was redirected, which this client does not follow. {facts}", error, "Connect to the server by the name it redirects to."),
            _ => new VCloudException($"vCloud Director did not carry out {error.Request}. {said} {facts}", error),
        };
    }

    /// <summary>Codes and request id, in the form one looks for in vCD's logs.</summary>
    public static string Facts(VCloudError error)
    {
        string minor = error.MinorErrorCode is null ? "" : ", " + error.MinorErrorCode;
        string request = error.RequestId is null ? "" : ", request " + error.RequestId;
        string status = error.HttpStatus == 0 ? "Error " + error.MajorErrorCode : "HTTP " + error.HttpStatus;
        return $"({status}{minor}{request})";
    }

    public static string Sentence(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length == 0 || trimmed[trimmed.Length - 1] is '.' or '!' or '?' ? trimmed : trimmed + ".";
    }
}

using System.Globalization;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Routes;

/// <summary>Answers. The only place where an error becomes one.</summary>
internal static class Replies
{
    private const int RetryAfterSeconds = 5;

    public static ResponseMessage Ok(object document) => new(200, ContractJson.Write(document));

    public static ResponseMessage Accepted(object document) => new(202, ContractJson.Write(document));

    public static ResponseMessage Error(ClusterException error, string requestId, bool isOldRoute, SecretRedactor redactor, int? status = null)
    {
        int http = status ?? ErrorStatus.Of(error.Code);
        ApiError body = ApiError.From(error, requestId);
        body.Message = redactor.Clean(body.Message);
        body.Hint = redactor.Clean(body.Hint);
        foreach (ErrorDetail detail in body.Details)
            detail.Message = redactor.Clean(detail.Message);

        // Clients of CSE 1.x parse a 504 as vCD's own document, and those of 1.2 a 401, too.
        ResponseMessage response = isOldRoute && http is 401 or 504
            ? new ResponseMessage(http, VCloudErrorXml.Write(http, error.Code, body.Message + (body.Hint.Length > 0 ? " " + body.Hint : "")), ResponseMessage.VCloudError) { ErrorCode = error.Code }
            : new ResponseMessage(http, ContractJson.Write(body)) { ErrorCode = error.Code };
        if (http is 429 or 503)
            response.Headers["Retry-After"] = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return response;
    }
}

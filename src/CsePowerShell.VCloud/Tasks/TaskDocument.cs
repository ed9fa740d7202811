using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Reads tasks.</summary>
internal static class TaskDocument
{
    public static VCloudTask Read(XElement element)
    {
        XElement? error = element.Element(Ns.VCloud + "Error");
        (int major, string? minor, string? message) = error is null ? default : ErrorDocument.ReadElement(error);
        return new VCloudTask(element.Attr("name") ?? "", element.Attr("href") ?? "", element.Attr("id"), StatusOf(element.Attr("status")))
        {
            Operation = element.Attr("operation") ?? "",
            OperationName = element.Attr("operationName") ?? "",
            ServiceNamespace = element.Attr("serviceNamespace"),
            Progress = XmlReading.Int(element.Text(Ns.VCloud + "Progress")) is { } percent ? Math.Min(100, Math.Max(0, percent)) : null,
            Details = element.Text(Ns.VCloud + "Details") is { Length: > 0 } details ? details : null,
            StartTime = XmlReading.Time(element.Attr("startTime")),
            EndTime = XmlReading.Time(element.Attr("endTime")),
            Owner = element.Element(Ns.VCloud + "Owner").Reference(),
            User = element.Element(Ns.VCloud + "User").Reference(),
            Organization = element.Element(Ns.VCloud + "Organization").Reference(),
            IsCancelRequested = XmlReading.Bool(element.Attr("cancelRequested")) ?? false,
            Error = error is null ? null : new VCloudTaskError(major, minor, ErrorDocument.WithoutRequestId(message ?? "")),
            Links = element.Links(),
        };
    }

    private static VCloudTaskStatus StatusOf(string? status) => status switch
    {
        "queued" => VCloudTaskStatus.Queued,
        "preRunning" => VCloudTaskStatus.PreRunning,
        "running" => VCloudTaskStatus.Running,
        "success" => VCloudTaskStatus.Success,
        "error" => VCloudTaskStatus.Error,
        // The schema says canceled; servers were seen to write cancelled.
        "canceled" or "cancelled" => VCloudTaskStatus.Canceled,
        "aborted" => VCloudTaskStatus.Aborted,
        _ => VCloudTaskStatus.Unknown,
    };
}

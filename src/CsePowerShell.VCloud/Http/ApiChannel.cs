using System.Xml;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Documents in, documents out, within the session. What the server refuses becomes an exception here, once for all services.</summary>
internal sealed class ApiChannel(SessionKeeper session)
{
    public Uri Endpoint => session.Endpoint;

    public TimeProvider Clock => session.Clock;

    public bool IsSystem => session.Session.IsSystem;

    public VCloudSession Session => session.Session;

    public async Task<XElement> GetAsync(string href, string root, CancellationToken cancellationToken) =>
        Document(await SendAsync(ApiRequest.Get(href), cancellationToken).ConfigureAwait(false), root);

    public async Task<XElement> PostAsync(string href, XElement body, string mediaType, string root, CancellationToken cancellationToken) =>
        Document(await SendAsync(ApiRequest.Post(href, XmlText.Write(body), mediaType), cancellationToken).ConfigureAwait(false), root);

    /// <summary>POSTs an action, with or without a body, that vCD answers with a task.</summary>
    public async Task<VCloudTask> StartAsync(string href, XElement? body, string? mediaType, CancellationToken cancellationToken) =>
        TaskOf(await SendAsync(ApiRequest.Post(href, body is null ? null : XmlText.Write(body), mediaType), cancellationToken).ConfigureAwait(false));

    /// <summary>POSTs what leaves the object the same however often it is carried out; so it is sent again where nobody knows whether it was.</summary>
    public async Task<VCloudTask> StartRepeatableAsync(string href, XElement body, string mediaType, CancellationToken cancellationToken) =>
        TaskOf(await SendAsync(ApiRequest.Post(href, XmlText.Write(body), mediaType).ThatMayBeDoneTwice(), cancellationToken).ConfigureAwait(false));

    public async Task<VCloudTask> StartPutAsync(string href, XElement body, string mediaType, CancellationToken cancellationToken) =>
        TaskOf(await SendAsync(ApiRequest.Put(href, XmlText.Write(body), mediaType), cancellationToken).ConfigureAwait(false));

    public async Task<VCloudTask> StartDeleteAsync(string href, CancellationToken cancellationToken) =>
        TaskOf(await SendAsync(ApiRequest.Delete(href), cancellationToken).ConfigureAwait(false));

    /// <summary>PUTs a document that the server answers with one.</summary>
    public async Task<XElement> PutAndReadAsync(string href, XElement body, string mediaType, string root, CancellationToken cancellationToken) =>
        Document(await SendAsync(ApiRequest.Put(href, XmlText.Write(body), mediaType), cancellationToken).ConfigureAwait(false), root);

    public Task PutAsync(string href, XElement body, string mediaType, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Put(href, XmlText.Write(body), mediaType), cancellationToken);

    /// <summary>DELETEs what is gone at once, without a task.</summary>
    public Task DeleteAsync(string href, CancellationToken cancellationToken) => SendAsync(ApiRequest.Delete(href), cancellationToken);

    /// <summary>POSTs what is carried out at once and answered with nothing.</summary>
    public Task PostWithoutAnswerAsync(string href, XElement body, string mediaType, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Post(href, XmlText.Write(body), mediaType), cancellationToken);

    public Task PostAsync(string href, CancellationToken cancellationToken) => SendAsync(ApiRequest.Post(href), cancellationToken);

    /// <summary>Sends a range of a file to vCD's transfer service; without a range, the whole of it.</summary>
    public Task TransferAsync(string href, StreamedBody body, string mediaType, string? range, CancellationToken cancellationToken) =>
        SendAsync(ApiRequest.Transfer(href, body, mediaType, range), cancellationToken);

    internal static XElement Document(ApiResponse response, string root)
    {
        XElement element;
        try
        {
            element = XmlText.Parse(response.Body);
        }
        catch (XmlException notXml)
        {
            throw new VCloudResponseException(
                $"The answer to {response.Request} is no XML ({response.MediaType ?? "no media type"}, {response.Body.Length} bytes). Something between here and vCloud Director may have answered instead.", inner: notXml);
        }

        return element.Name.LocalName == root
            ? element
            : throw new VCloudResponseException($"The answer to {response.Request} is a document \"{element.Name.LocalName}\" where \"{root}\" was expected.");
    }

    private static VCloudTask TaskOf(ApiResponse response) =>
        // API 1.0 answered shutdown and reboot with nothing at all: done.
        response.Body.Length == 0 ? new VCloudTask("task", "", null, VCloudTaskStatus.Success) : TaskDocument.Read(Document(response, "Task"));

    private async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        ApiResponse response = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccess ? response : throw RequestFailure.From(response);
    }
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Xml;
using CsePowerShell.Connections;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Sends a request of your own over an open connection, with its session, API version, trust and proxy.</summary>
/// <remarks>JSON comes back as objects, XML as a document. The request is sent once. An answer that is no success is an error, unless -SkipHttpErrorCheck.</remarks>
[Cmdlet(VerbsLifecycle.Invoke, "CseRestMethod", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PSObject), typeof(XmlDocument), typeof(string), typeof(CseRestResponse))]
public sealed class InvokeCseRestMethodCommand : CseConnectedCmdlet
{
    /// <summary>Path such as <c>/api/org</c> or <c>/cloudapi/1.0.0/vdcs</c>, or an address that a document of this server gave.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Href", "Path")]
    [ValidateNotNullOrEmpty]
    public string Uri { get; set; } = "";

    /// <summary>HTTP method; Get by default.</summary>
    [Parameter(Position = 1)]
    [PSDefaultValue(Value = "Get")]
    [ValidateSet("Get", "Head", "Post", "Put", "Patch", "Delete", "Options")]
    public string Method { get; set; } = "Get";

    /// <summary>Body: a text as it is, an XML document, or objects and hashtables, which become JSON.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? Body { get; set; }

    /// <summary>Media type of the body, as vCloud Director demands it, such as <c>application/vnd.vmware.vcloud.metadata+xml</c>; not needed for JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>What the answer may be, without the version; by default XML for /api, JSON for /cloudapi and /api/cse.</summary>
    [Parameter]
    [PSDefaultValue(Help = "XML for /api, JSON for /cloudapi and /api/cse")]
    [ValidateNotNullOrEmpty]
    public string? Accept { get; set; }

    /// <summary>More headers. Those that say who you are belong to the connection.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Headers { get; set; }

    /// <summary>Returns status, media type, request id and content as they came.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Takes an answer that is no success for a result. With -Raw its status tells.</summary>
    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachTargetAsync([Uri], async _ =>
    {
        CseConnection connection = await ConnectionAsync();
        IApiAccess api = connection.Api ?? throw new InvalidOperationException($"The connection '{connection.Id}' has no API of its own.");
        RawRequest request = Request(api);
        bool isReading = request.Method is "GET" or "HEAD" or "OPTIONS";
        if (!isReading && !await ConfirmAsync($"{request.Method} {request.Path} on {connection.Id}.", $"{request.Method} {request.Path} on {connection.Id}?"))
        {
            return;
        }

        RawResponse answer = await api.SendAsync(request, stop);
        if (!IsOn(SkipHttpErrorCheck))
        {
            answer.EnsureSuccess();
        }

        if (IsOn(Raw))
        {
            await EmitAsync(new CseRestResponse
            {
                StatusCode = answer.Status,
                MediaType = answer.MediaType ?? "",
                RequestId = answer.RequestId ?? "",
                Content = answer.Text,
                Server = connection.Id,
            });
        }
        else if (BodyText.Read(answer.Text, answer.MediaType) is { } parsed)
        {
            await EmitAsync(parsed);
        }
    }, stop);

    private RawRequest Request(IApiAccess api)
    {
        RawRequest request = new(Method.ToUpperInvariant(), Uri, api.Endpoint);
        request.Accept = Accept ?? request.Accept;
        foreach (DictionaryEntry header in Headers ?? new Hashtable())
        {
            request.AddHeader(Convert.ToString(header.Key, CultureInfo.InvariantCulture)!, Convert.ToString(header.Value, CultureInfo.InvariantCulture) ?? "");
        }

        if (Body is not null)
        {
            if (request.Method is "GET" or "HEAD")
            {
                throw new ArgumentException($"A {request.Method} has no body. Give -Method, or leave -Body out.");
            }

            (string text, string? mediaType) = BodyText.Write(Body);
            request.ContentType = ContentType ?? mediaType
                ?? throw new ArgumentException("vCloud Director wants to know exactly what an XML document is. Give -ContentType, such as application/vnd.vmware.vcloud.metadata+xml.");
            request.Body = Encoding.UTF8.GetBytes(text);
        }

        return request;
    }
}

using System.Text;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Extension.Tests.Broker;

/// <summary>A request of a client, as a cell would forward it.</summary>
internal sealed class CellRequest(string method, string path)
{
    public string Id { get; set; } = Guid.NewGuid().ToString();

    public string? Token { get; set; }

    public string? Body { get; set; }

    public string? Query { get; set; }

    public string? User { get; set; }

    public string? Org { get; set; }

    public string[]? Rights { get; set; }

    public Dictionary<string, string> Headers { get; } = new() { ["Accept"] = "application/*+json;version=29.0", ["User-Agent"] = "python-requests/2.18.4" };

    public JArray ToJson()
    {
        var headers = new JObject();
        foreach ((string name, string value) in Headers)
            headers[name] = value;
        if (Token is not null)
            headers["x-vcloud-authorization"] = Token;
        return
        [
            new JObject
            {
                ["id"] = Id,
                ["method"] = method,
                ["requestUri"] = path,
                ["queryString"] = Query,
                ["protocol"] = "HTTP/1.1",
                ["scheme"] = "https",
                ["remoteAddr"] = "10.20.30.40",
                ["remotePort"] = 51514,
                ["localAddr"] = "10.0.0.10",
                ["localPort"] = 443,
                ["headers"] = headers,
                ["body"] = Body is null ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(Body)),
                ["request"] = true,
            },
            new JObject { ["user"] = User, ["org"] = Org, ["rights"] = Rights is null ? null : new JArray(Rights) },
        ];
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToJson().ToString());
}

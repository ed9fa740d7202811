using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using CsePowerShell.Simulator;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>An answer of vCD's front door.</summary>
internal sealed record HttpAnswer(int Status, string Text, string MediaType)
{
    public JToken Json => JToken.Parse(Text);

    public string Code => (string?)Json["code"] ?? "";

    public override string ToString() => $"{Status} {Text}";
}

/// <summary>A user with curl: plain HTTPS against the simulated vCD, nothing of the product.</summary>
internal sealed class Tenant : IDisposable
{
    private readonly HttpClient _http;

    private Tenant(HttpClient http) => _http = http;

    public string Token { get; private set; } = "";

    public static async Task<Tenant> LogInAsync(SimulatedCloud cloud, string user, string org)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == cloud.CertificateThumbprint };
        var tenant = new Tenant(new HttpClient(handler) { BaseAddress = cloud.Endpoint, Timeout = TimeSpan.FromSeconds(60) });
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions");
        request.Headers.TryAddWithoutValidation("Accept", "application/*+xml;version=31.0");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}@{org}:Passw0rd!")));
        using HttpResponseMessage response = await tenant._http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        tenant.Token = response.Headers.GetValues("x-vcloud-authorization").Single();
        return tenant;
    }

    /// <summary>JSON without a content type, as the clients of 1.x send it.</summary>
    public Task<HttpAnswer> SendAsync(string method, string path, string? body = null, string accept = "application/*+json;version=31.0") => SendAsync(method, path, body, accept, null);

    public Task<HttpAnswer> SendXmlAsync(string method, string path, string? body, string? type) => SendAsync(method, path, body, "application/*+xml;version=31.0", type);

    public void Dispose() => _http.Dispose();

    private async Task<HttpAnswer> SendAsync(string method, string path, string? body, string accept, string? type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("x-vcloud-authorization", Token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null)
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return new HttpAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType ?? "");
    }

    public async Task<(string Status, string Operation, string? Error)> TaskAsync(string href)
    {
        HttpAnswer answer = await SendAsync("GET", new Uri(href).AbsolutePath, null, "application/*+xml;version=31.0");
        XElement task = XElement.Parse(answer.Text);
        return (task.Attribute("status")!.Value, task.Attribute("operation")?.Value ?? "", task.Elements().FirstOrDefault(child => child.Name.LocalName == "Error")?.Attribute("message")?.Value);
    }

    public async Task<(string Status, string Operation, string? Error)> FinishAsync(string href, TimeSpan limit)
    {
        DateTime until = DateTime.UtcNow + limit;
        while (true)
        {
            (string Status, string Operation, string? Error) task = await TaskAsync(href);
            if (task.Status is not ("running" or "queued" or "preRunning"))
                return task;
            Assert.True(DateTime.UtcNow < until, $"The task is still {task.Status}: {task.Operation}");
            await Task.Delay(200);
        }
    }
}

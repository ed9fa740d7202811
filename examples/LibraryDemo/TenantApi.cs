using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CsePowerShell.LibraryDemo;

/// <summary>A tenant with nothing of this product: HTTP requests to the public API of vCloud Director, as curl or the client of CSE 1.x sends them.</summary>
internal sealed class TenantApi : IDisposable
{
    private readonly HttpClient _http;

    private TenantApi(HttpClient http) => _http = http;

    public static async Task<TenantApi> LogInAsync(DemoSettings settings, string user, string org)
    {
        HttpClientHandler handler = new();
        if (settings.Thumbprint is { } thumbprint)
            handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => thumbprint.Equals(certificate?.GetCertHashString(HashAlgorithmName.SHA256), StringComparison.OrdinalIgnoreCase);
        TenantApi tenant = new(new HttpClient(handler) { BaseAddress = new Uri(settings.Server.Contains("://", StringComparison.Ordinal) ? settings.Server : "https://" + settings.Server) });
        using HttpRequestMessage login = Request(HttpMethod.Post, "/api/sessions", "application/*+xml");
        login.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}@{org}:{settings.Password}")));
        using HttpResponseMessage session = await tenant._http.SendAsync(login);
        session.EnsureSuccessStatusCode();
        tenant._http.DefaultRequestHeaders.Add("x-vcloud-authorization", session.Headers.GetValues("x-vcloud-authorization"));
        return tenant;
    }

    /// <summary>Calls the extension.</summary>
    public async Task<JsonNode> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = Request(method, path, "application/*+json");
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body));
        using HttpResponseMessage answer = await _http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        UnexpectedException.Unless(answer.IsSuccessStatusCode, $"{method} {path} was answered with {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Follows a task of vCloud Director until it has ended.</summary>
    public async Task FinishAsync(string taskHref)
    {
        while (true)
        {
            using HttpRequestMessage request = Request(HttpMethod.Get, new Uri(taskHref).AbsolutePath, "application/*+xml");
            using HttpResponseMessage answer = await _http.SendAsync(request);
            XElement task = XElement.Parse(await answer.Content.ReadAsStringAsync());
            string status = task.Attribute("status")?.Value ?? "";
            if (status == "success")
                return;
            UnexpectedException.Unless(status is "queued" or "preRunning" or "running", $"The task ended as {status}: {task.Elements().FirstOrDefault(e => e.Name.LocalName == "Error")?.Attribute("message")?.Value}");
            await Task.Delay(500);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string path, string accept)
    {
        HttpRequestMessage request = new(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept + ";version=31.0");
        return request;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace CsePowerShell.Simulator.Tests.Support;

/// <summary>A person with an HTTP client and no library: what crosses the wire is what the test says.</summary>
internal sealed class Caller : IDisposable
{
    public static readonly XNamespace V = "http://www.vmware.com/vcloud/v1.5";
    public static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly SimulatedCloud _cloud;
    private string? _token;

    public Caller(SimulatedCloud cloud, string version = "33.0")
    {
        _cloud = cloud;
        Accept = $"application/*+xml;version={version}";
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == cloud.CertificateThumbprint },
        })
        { BaseAddress = cloud.Endpoint };
    }

    /// <summary>The Accept header of every request from now on.</summary>
    public string Accept { get; set; }

    public string Api => _cloud.Endpoint + "api/";

    public static async Task<Caller> LogInAsync(SimulatedCloud cloud, string user, string org, string version = "33.0")
    {
        Caller caller = new(cloud, version);
        HttpResponseMessage answer = await caller.SendAsync(HttpMethod.Post, "api/sessions", authorization: Basic(user, org, "Passw0rd!"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        caller._token = answer.Headers.GetValues("x-vcloud-authorization").Single();
        return caller;
    }

    public static AuthenticationHeaderValue Basic(string user, string org, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}@{org}:{password}")));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, string? body = null, string? type = null,
        AuthenticationHeaderValue? authorization = null)
    {
        using HttpRequestMessage request = new(method, new Uri(_cloud.Endpoint, target));
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        if (_token is not null) request.Headers.Add("x-vcloud-authorization", _token);
        if (authorization is not null) request.Headers.Authorization = authorization;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<XElement> GetAsync(string target)
    {
        HttpResponseMessage answer = await SendAsync(HttpMethod.Get, target);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"GET {target}: {(int)answer.StatusCode} {text}");
        return XElement.Parse(text);
    }

    /// <summary>Sends a request that is expected to be refused, and gives its error document.</summary>
    public async Task<XElement> RefusedAsync(HttpStatusCode status, HttpMethod method, string target, string? body = null, string? type = null)
    {
        HttpResponseMessage answer = await SendAsync(method, target, body, type);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"{method} {target}: {(int)answer.StatusCode} {text}");
        Assert.True(answer.Headers.Contains("X-VMWARE-VCLOUD-REQUEST-ID"));
        XElement error = XElement.Parse(text);
        Assert.Equal(V + "Error", error.Name);
        return error;
    }

    /// <summary>Sends content that is no text.</summary>
    public async Task<HttpResponseMessage> PutAsync(string target, HttpContent content)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, new Uri(_cloud.Endpoint, target)) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        request.Headers.Add("x-vcloud-authorization", _token);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<XElement> PostAsync(string target, string body, string type) => ChangeAsync(HttpMethod.Post, target, body, type);
    public Task<XElement> PutAsync(string target, string body, string type) => ChangeAsync(HttpMethod.Put, target, body, type);

    /// <summary>Sends a change and waits for its task, which must succeed.</summary>
    public async Task<XElement> ChangeAsync(HttpMethod method, string target, string? body = null, string? type = null)
    {
        XElement answer = await StartAsync(method, target, body, type);
        XElement? task = answer.Name == V + "Task" ? answer : answer.Element(V + "Tasks")?.Element(V + "Task");
        if (task is not null) Assert.Equal("success", (string?)(await EndOfAsync(task)).Attribute("status"));
        return answer;
    }

    /// <summary>Sends a change and does not wait.</summary>
    public async Task<XElement> StartAsync(HttpMethod method, string target, string? body = null, string? type = null)
    {
        HttpResponseMessage answer = await SendAsync(method, target, body, type);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {target}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? new XElement("Nothing") : XElement.Parse(text);
    }

    public async Task<XElement> EndOfAsync(XElement task)
    {
        string href = task.Attribute("href")!.Value;
        return await EventuallyAsync(async () => await GetAsync(href), current =>
            (string?)current.Attribute("status") is "success" or "error" or "canceled" or "aborted");
    }

    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Func<T, bool> isRight)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + s_patience;
        while (true)
        {
            T value = await read();
            if (isRight(value)) return value;
            Assert.True(DateTimeOffset.UtcNow < end, $"Not within {s_patience.TotalSeconds} s; last seen: {value}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();
}

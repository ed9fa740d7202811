using CsePowerShell.Extension.Tests.EndToEnd;

namespace CsePowerShell.Extension.Tests.Registration;

/// <summary>An administrator with nothing but HTTP, for documents that the client does not ask for.</summary>
internal sealed class RawAdministrator(ProviderWorld world) : IDisposable
{
    private Tenant? _session;

    public async Task GetAsync(string path)
    {
        _session ??= await Tenant.LogInAsync(world.Cloud, "administrator", "System");
        HttpAnswer answer = await _session.SendAsync("GET", "/api/" + path.TrimStart('/'), accept: "application/*+xml;version=31.0");
        Assert.True(answer.Status == 200, $"GET {path}: {answer}");
    }

    public void Dispose() => _session?.Dispose();
}

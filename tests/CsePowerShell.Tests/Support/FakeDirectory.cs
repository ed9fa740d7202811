using CsePowerShell.Connections;

namespace CsePowerShell.Tests.Support;

/// <summary>Names to choose from, and a count of how often they were asked for.</summary>
internal sealed class FakeDirectory : ICloudDirectory
{
    private int _asked;

    public int Asked => _asked;

    public Func<CancellationToken, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    public Dictionary<string, string[]> NetworksByVdc { get; } = new() { ["acme-vdc"] = ["acme-net", "acme net 2"], ["acme-small"] = ["acme-tight"] };

    public Task<IReadOnlyList<string>> ListOrgsAsync(CancellationToken cancellationToken) => AnswerAsync(["acme", "globex"], cancellationToken);

    public Task<IReadOnlyList<string>> ListVdcsAsync(CancellationToken cancellationToken) => AnswerAsync(["acme-vdc", "acme-small"], cancellationToken);

    public Task<IReadOnlyList<string>> ListNetworksAsync(string? vdc, CancellationToken cancellationToken) =>
        AnswerAsync(vdc is null ? [.. NetworksByVdc.Values.SelectMany(names => names)] : NetworksByVdc[vdc], cancellationToken);

    public Task<IReadOnlyList<string>> ListStorageProfilesAsync(string? vdc, CancellationToken cancellationToken) => AnswerAsync(["gold", "silver"], cancellationToken);

    public Task<IReadOnlyList<string>> ListCatalogsAsync(CancellationToken cancellationToken) => AnswerAsync(["cse", "own"], cancellationToken);

    private async Task<IReadOnlyList<string>> AnswerAsync(string[] names, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        await BeforeAnswer(cancellationToken);
        return names;
    }
}

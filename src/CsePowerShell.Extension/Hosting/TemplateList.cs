using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Hosting;

/// <summary>The provider's templates, read now and then with the service's account, so that asking for them costs vCD nothing.</summary>
internal sealed class TemplateList(IServiceAccount account, ServiceSettings settings, IReadOnlyList<OldTemplate> configured)
{
    // A vCD that fails is not asked again by every request.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private Task<Snapshot>? _reading;
    private Snapshot? _current;
    private DateTimeOffset _nextReading;

    /// <summary>The templates as 1.x clients read them, ready to send. Those that only the configuration names come last.</summary>
    public async Task<ResponseMessage> OldListAsync(CancellationToken cancellationToken) => (await CurrentAsync(cancellationToken).ConfigureAwait(false)).OldList;

    public async Task<IReadOnlyList<Template>> ListAsync(CancellationToken cancellationToken) => (await CurrentAsync(cancellationToken).ConfigureAwait(false)).Templates;

    /// <summary>The template of a name; without a revision the highest.</summary>
    /// <exception cref="ClusterException">TEMPLATE_NOT_FOUND with those there are.</exception>
    public async Task<Template> FindAsync(string name, int? revision, CancellationToken cancellationToken)
    {
        IReadOnlyList<Template> all = await ListAsync(cancellationToken).ConfigureAwait(false);
        Template? found = all.Where(template => template.Name == name && (revision is null || template.Revision == revision)).OrderByDescending(template => template.Revision).FirstOrDefault();
        if (found is { IsUsable: true })
            return found;
        string what = revision is null ? $"template \"{name}\"" : $"template \"{name}\" of revision {revision}";
        string there = string.Join(", ", all.Where(template => template.IsUsable).Select(template => template.Name).Distinct(StringComparer.Ordinal));
        throw new ClusterException(ErrorCodes.TemplateNotFound,
            found is null ? $"The provider has no {what}." : $"The {what} cannot be used for new clusters.",
            there.Length == 0 ? "The provider has published none." : $"There are: {there}.");
    }

    private Task<Snapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_current is { } current && current.Until > settings.Clock.GetUtcNow())
                return Task.FromResult(current);
            // Old ones are better than none while vCD is asked, and one question is enough for all who wait.
            if (_reading is null || (_reading.IsCompleted && settings.Clock.GetUtcNow() >= _nextReading))
            {
                _reading = ReadAsync();
                _nextReading = settings.Clock.GetUtcNow() + s_pause;
            }

            return _current is { } old ? Task.FromResult(old) : WaitAsync(_reading, cancellationToken);
        }
    }

    private static async Task<Snapshot> WaitAsync(Task<Snapshot> reading, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<Snapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => stopped.TrySetCanceled(cancellationToken)))
            return await (await Task.WhenAny(reading, stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<Snapshot> ReadAsync()
    {
        await Task.Yield();
        IReadOnlyList<Template> templates = await account.Operations.ListTemplatesAsync(new TemplateQuery { Catalog = settings.Catalog }, CancellationToken.None).ConfigureAwait(false);
        List<OldTemplate> old = [.. templates.Where(template => template.IsUsable)
            .GroupBy(template => template.Name, StringComparer.Ordinal)
            .Select(same => OldShapesOf.Template(same.OrderByDescending(template => template.Revision).First(), same.Key == settings.DefaultTemplate))];
        old.AddRange(configured.Where(template => old.TrueForAll(known => known.Name != template.Name)));
        var snapshot = new Snapshot(templates, new ResponseMessage(200, ContractJson.Write(old)), settings.Clock.GetUtcNow() + settings.TemplatesKept);
        lock (_gate)
            _current = snapshot;
        return snapshot;
    }

    private sealed record Snapshot(IReadOnlyList<Template> Templates, ResponseMessage OldList, DateTimeOffset Until);
}

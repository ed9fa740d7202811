using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>The query service: lists of anything, in pages of 128, several pages in flight together.</summary>
public sealed class QueryService
{
    /// <summary>More in flight does not make a cell faster, and leaves connections for others.</summary>
    private const int PagesInFlight = 4;

    private readonly ApiChannel _channel;
    private readonly ILogger _logger;

    internal QueryService(ApiChannel channel, ILogger logger)
    {
        _channel = channel;
        _logger = logger;
    }

    /// <summary>Hands over each record in the server's order, as soon as its page is there.</summary>
    /// <param name="spec">What to ask.</param>
    /// <param name="onRecord">Called for one record after the other, never twice at a time.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When all records were handed over.</returns>
    /// <exception cref="ArgumentException">More metadata fields than vCD returns, or other faults of the specification.</exception>
    public async Task ForEachAsync(QuerySpec spec, Func<QueryRecord, Task> onRecord, CancellationToken cancellationToken = default)
    {
        if (spec is null)
            throw new ArgumentNullException(nameof(spec));
        if (onRecord is null)
            throw new ArgumentNullException(nameof(onRecord));
        string href = _channel.Session.Links.Find("down", MediaTypes.QueryList)?.Href ?? "/api/query";
        var address = new QueryAddress(spec, href, _channel.IsSystem);
        var handedOver = new HashSet<string>(StringComparer.Ordinal);

        async Task HandOver(QueryRecord record)
        {
            // What moves from one page to the next while the list is read comes twice.
            if (record.Id is { } id && !handedOver.Add(id))
                return;
            if (address.Check?.Matches(record) != false)
                await onRecord(record).ConfigureAwait(false);
        }

        (long first, long last) = await ReadAllAsync(address, spec, HandOver, cancellationToken).ConfigureAwait(false);
        // Objects that were removed meanwhile pulled later ones over a page boundary, where nobody saw them.
        if (last < first && first > spec.PageSize && handedOver.Count > 0)
        {
            _logger.ListShrank(address.Type, (int)first, (int)last);
            await ReadAllAsync(address, spec, HandOver, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists the records.</summary>
    /// <param name="spec">What to ask.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All records in the server's order.</returns>
    public async Task<IReadOnlyList<QueryRecord>> ListAsync(QuerySpec spec, CancellationToken cancellationToken = default)
    {
        var records = new List<QueryRecord>();
        await ForEachAsync(
            spec,
            record =>
            {
                records.Add(record);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return records;
    }

    /// <summary>Reads page 1, then the others with a bound on how many are under way; hands over in order.</summary>
    private async Task<(long First, long Last)> ReadAllAsync(QueryAddress address, QuerySpec spec, Func<QueryRecord, Task> handOver, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        QueryPage page = await ReadAsync(address, 1, spec.PageSize, stop.Token).ConfigureAwait(false);
        long first = page.Total;
        long last = page.Total;
        var underWay = new Queue<Task<QueryPage>>();
        int next = 2;
        try
        {
            while (true)
            {
                long pages = spec.FirstPageOnly ? 1 : (Math.Max(first, last) + page.PageSize - 1) / page.PageSize;
                while (next <= pages && underWay.Count < PagesInFlight)
                    underWay.Enqueue(ReadAsync(address, next++, page.PageSize, stop.Token));
                foreach (QueryRecord record in page.Records)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await handOver(record).ConfigureAwait(false);
                }

                if (underWay.Count == 0)
                    return (first, last);
                page = await underWay.Dequeue().ConfigureAwait(false);
                last = page.Total;
            }
        }
        finally
        {
            stop.Cancel();
            foreach (Task<QueryPage> left in underWay)
                _ = left.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private async Task<QueryPage> ReadAsync(QueryAddress address, int number, int pageSize, CancellationToken cancellationToken) =>
        QueryPage.Read(await _channel.GetAsync(address.Page(number), "QueryResultRecords", cancellationToken).ConfigureAwait(false), _channel.Endpoint, pageSize);
}

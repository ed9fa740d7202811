namespace CsePowerShell.VCloud;

/// <summary>The query service: lists of anything, in pages of 128, several pages in flight together.</summary>
public sealed class QueryService
{
    /// <summary>Hands over each record in the server's order, as soon as its page is there.</summary>
    /// <param name="spec">What to ask.</param>
    /// <param name="onRecord">Called for one record after the other, never twice at a time.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When all records were handed over.</returns>
    /// <exception cref="ArgumentException">More metadata fields than vCD returns, or other faults of the specification.</exception>
    public Task ForEachAsync(QuerySpec spec, Func<QueryRecord, Task> onRecord, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists the records.</summary>
    /// <param name="spec">What to ask.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All records in the server's order.</returns>
    public Task<IReadOnlyList<QueryRecord>> ListAsync(QuerySpec spec, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

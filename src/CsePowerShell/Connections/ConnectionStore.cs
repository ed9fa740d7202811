using System.Collections.Concurrent;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Errors;

namespace CsePowerShell.Connections;

/// <summary>
/// The open connections of this process, by server, organization and user. Process-wide, because a connection is safe for concurrent calls and
/// ForEach-Object -Parallel should find it; only the default is a matter of each runspace, which keeps it in <c>$DefaultCseServer</c>.
/// </summary>
internal sealed class ConnectionStore
{
    private readonly ConcurrentDictionary<string, CseConnection> _connections = new(StringComparer.OrdinalIgnoreCase);

    // Long enough for a server that answers, and hardly noticed where one does not.
    private static readonly TimeSpan s_exitPatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The store that cmdlets use. Sessions that nobody ended are ended when the process does, so that a script which forgets to leaks none.
    /// </summary>
    public static ConnectionStore OfProcess { get; } = CreateForProcess();

    /// <summary>The open ones, in the order of their ids.</summary>
    public IReadOnlyList<CseConnection> Open =>
        [.. _connections.Values.Where(connection => connection.IsOpen).OrderBy(connection => connection.Id, StringComparer.OrdinalIgnoreCase)];

    public static string Ids(IEnumerable<CseConnection> connections) => string.Join(", ", connections.Select(connection => connection.Id));

    /// <summary>Keeps a connection. One to the same server, as the same user, is returned, for the caller to close.</summary>
    public CseConnection? Add(CseConnection connection)
    {
        CseConnection? replaced = null;
        _connections.AddOrUpdate(connection.Id, connection, (_, present) =>
        {
            replaced = present;
            return connection;
        });
        return replaced is not null && !ReferenceEquals(replaced, connection) ? replaced : null;
    }

    public void Remove(CseConnection connection) =>
        ((ICollection<KeyValuePair<string, CseConnection>>)_connections).Remove(new KeyValuePair<string, CseConnection>(connection.Id, connection));

    public CseConnection? Find(string id) => _connections.TryGetValue(id, out CseConnection? found) && found.IsOpen ? found : null;

    /// <summary>The connections an identity stands for: an id or object one, a host name those to that host, a wildcard those that match.</summary>
    public IReadOnlyList<CseConnection> Match(CseServerIdentity identity)
    {
        if (Find(identity.Text) is { } exact)
        {
            return [exact];
        }

        if (identity.IsId)
        {
            return [];
        }

        NamePattern pattern = new(identity.Text);
        return [.. Open.Where(connection =>
            pattern.Matches(connection.Id) || pattern.Matches(connection.Server.Name) || pattern.Matches(HostOf(connection.Server.Name)))];
    }

    /// <summary>The connections of a -Server parameter. A name that fits nothing, or fits several without a wildcard, is an error.</summary>
    public IReadOnlyList<CseConnection> Resolve(IEnumerable<CseServerIdentity> identities)
    {
        List<CseConnection> found = [];
        foreach (CseServerIdentity identity in identities)
        {
            IReadOnlyList<CseConnection> matches = Match(identity);
            if (matches.Count == 0)
            {
                throw new NotConnectedException(Open.Count == 0
                    ? $"There is no connection to '{identity}'. Connect first: Connect-CseServer."
                    : $"There is no connection to '{identity}'. Open connections: {Ids(Open)}. Connect first: Connect-CseServer.");
            }

            if (matches.Count > 1 && !new NamePattern(identity.Text).HasWildcards)
            {
                throw Ambiguous(identity.Text, matches);
            }

            found.AddRange(matches.Where(match => !found.Contains(match)));
        }

        return found;
    }

    /// <summary>Ends all sessions side by side, and gives up after a while. Failures are of no interest: nobody is there to read them.</summary>
    public void CloseAll(TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience);
        CancellationToken stop = limit.Token;
        Task[] closing = [.. Open.Select(connection => Task.Run(() => connection.CloseAsync(stop), CancellationToken.None))];
        Task closed = Task.WhenAll(closing).ContinueWith(
            static all => _ = all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        closed.Wait(patience);
    }

    private static ConnectionStore CreateForProcess()
    {
        ConnectionStore store = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => store.CloseAll(s_exitPatience);
        return store;
    }

    private static ClusterException Ambiguous(string text, IReadOnlyList<CseConnection> matches) =>
        new(ErrorCodes.NameAmbiguous, $"The server '{text}' fits {matches.Count} connections.", "Give the id of the one you mean to -Server.")
        {
            Details = [.. matches.Select(match => new ErrorDetail { Name = match.Id, Message = $"user {match.Server.User} of {match.Server.Org}" })],
        };

    private static string HostOf(string name) =>
        name.LastIndexOf(':') is > 0 and int colon && name[name.Length - 1] != ']' ? name.Substring(0, colon) : name;
}

using System.Security.Cryptography;
using System.Text;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Authorization;

/// <summary>
/// Remembers for a minute who a token belongs to, so that a client which polls does not cost vCD a login check each time. Tokens are kept as their SHA-256;
/// what is permitted is never remembered.
/// </summary>
internal sealed class CallerDirectory(ICallerSessions sessions, TimeProvider clock) : IDisposable
{
    private const int MaxEntries = 2_000;

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(60);

    // A request that got the session just before it expired may still use it; none lives longer than this.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private DateTimeOffset _swept;

    /// <summary>The caller of a request.</summary>
    /// <exception cref="ClusterException">UNAUTHENTICATED, FORBIDDEN, VCD_UNAVAILABLE.</exception>
    public async Task<ICallerSession> GetAsync(RequestMessage request, CancellationToken cancellationToken)
    {
        string token = request.Token
            ?? throw new ClusterException(ErrorCodes.Unauthenticated, "The request carries no session token.", "Log in to vCloud Director and send its token with the request.");
        string key = KeyOf(token);
        Entry entry = EntryOf(key, token);
        try
        {
            ICallerSession session = await WaitAsync(entry.Session, cancellationToken).ConfigureAwait(false);
            // vCD authenticated the request by one credential; a second one in another header must not be somebody else's.
            if (request.Security.User is { Length: > 0 } user && session.Identity.UserId.Length > 0 && !string.Equals(user, session.Identity.UserId, StringComparison.OrdinalIgnoreCase))
                throw new ClusterException(ErrorCodes.Forbidden, "The session token belongs to another user than the request.", "Send one credential only.");
            return session;
        }
        catch (Exception) when (entry.Session.IsFaulted || entry.Session.IsCanceled)
        {
            Forget(key, entry);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Entry entry in _entries.Values)
                entry.Close();
            _entries.Clear();
        }
    }

    private static string KeyOf(string token)
    {
        using var sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(token)));
    }

    private static async Task<ICallerSession> WaitAsync(Task<ICallerSession> session, CancellationToken cancellationToken)
    {
        if (session.IsCompleted)
            return await session.ConfigureAwait(false);
        var stopped = new TaskCompletionSource<ICallerSession>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => stopped.TrySetCanceled(cancellationToken)))
            return await (await Task.WhenAny(session, stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private Entry EntryOf(string key, string token)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (now - _swept > TimeSpan.FromSeconds(10) || _entries.Count >= MaxEntries)
                Sweep(now);
            if (_entries.TryGetValue(key, out Entry? known) && known.Until > now)
                return known;
            // Requests that arrive together share one question. It is not bound to the first one's patience.
            var entry = new Entry(Task.Run(() => sessions.OpenAsync(token, CancellationToken.None)), now + s_kept);
            if (known is not null)
                _entries[key + "/" + known.Until.Ticks] = known;
            _entries[key] = entry;
            return entry;
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        _swept = now;
        foreach (KeyValuePair<string, Entry> old in _entries.Where(entry => entry.Value.Until + s_grace < now).ToList())
        {
            old.Value.Close();
            _entries.Remove(old.Key);
        }
    }

    private void Forget(string key, Entry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out Entry? current) && ReferenceEquals(current, entry))
                _entries.Remove(key);
        }
    }

    private sealed class Entry(Task<ICallerSession> session, DateTimeOffset until)
    {
        public Task<ICallerSession> Session { get; } = session;

        public DateTimeOffset Until { get; } = until;

        public void Close() => _ = Session.ContinueWith(
            task =>
            {
                if (task.Status == TaskStatus.RanToCompletion)
                    task.Result.Dispose();
                else
                    _ = task.Exception;
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}

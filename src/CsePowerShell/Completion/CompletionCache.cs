using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CsePowerShell.Connections;

namespace CsePowerShell.Completion;

/// <summary>
/// What the last look at the server gave, kept for a short time per connection, so that pressing Tab again asks nothing. A look is never waited for
/// longer than
/// the patience; it goes on, and the next Tab has its answer.
/// </summary>
internal sealed class CompletionCache(TimeProvider clock, TimeSpan patience)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly ConditionalWeakTable<CseConnection, ConcurrentDictionary<string, Entry>> _connections = new();

    public static CompletionCache OfProcess { get; } = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    /// <summary>The answer to a question, or nothing when it does not come in time.</summary>
    public IReadOnlyList<Suggestion> Get(CseConnection connection, string question, Func<CancellationToken, Task<IReadOnlyList<Suggestion>>> ask)
    {
        ConcurrentDictionary<string, Entry> entries = _connections.GetOrCreateValue(connection);
        DateTimeOffset now = clock.GetUtcNow();
        Entry entry = entries.AddOrUpdate(question,
            _ => Entry.Begin(ask, now), (_, present) => present.IsUsable(now) ? present : Entry.Begin(ask, now));
        return entry.Answer.Wait(patience) ? entry.Answer.Result : [];
    }

    private sealed class Entry(Lazy<Task<IReadOnlyList<Suggestion>>> answer, DateTimeOffset begun)
    {
        public Task<IReadOnlyList<Suggestion>> Answer => answer.Value;

        // Lazy, since a concurrent dictionary may call the factory and drop what it made.
        public static Entry Begin(Func<CancellationToken, Task<IReadOnlyList<Suggestion>>> ask, DateTimeOffset now) =>
            new(new Lazy<Task<IReadOnlyList<Suggestion>>>(() => Task.Run(async () =>
            {
                using CancellationTokenSource deadline = new(s_deadline);
                return await ask(deadline.Token);
            })), now);

        public bool IsUsable(DateTimeOffset now) => now - begun < s_lifetime && !Answer.IsFaulted && !Answer.IsCanceled;
    }
}

namespace CsePowerShell.Completion;

/// <summary>Completes the ids of open connections, from memory.</summary>
public sealed class ServerCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        [.. request.Store.Open.Select(connection => connection.Server)
            .Select(server => new Suggestion(server.Id, $"{server.Name}, {server.User} of {server.Org}"))];
}

/// <summary>Completes names of servers that this process is connected to, as another user or organization may be wanted on one of them.</summary>
public sealed class ServerNameCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        [.. Names.Of(request.Store.Open.Select(connection => connection.Server.Name).Distinct(StringComparer.OrdinalIgnoreCase))];
}

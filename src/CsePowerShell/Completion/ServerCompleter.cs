namespace CsePowerShell.Completion;

/// <summary>Completes the ids of open connections, from memory.</summary>
public sealed class ServerCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        [.. request.Store.Open.Select(connection => connection.Server)
            .Select(server => new Suggestion(server.Id, $"{server.Name}, {server.User} of {server.Org}"))];
}

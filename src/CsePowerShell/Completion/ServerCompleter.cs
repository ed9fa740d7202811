namespace CsePowerShell.Completion;

/// <summary>Completes the ids of open connections, from memory.</summary>
public sealed class ServerCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        [.. request.Store.Open.Select(connection => new Suggestion(connection.Id, $"{connection.Server.Name}, {connection.Server.User} of {connection.Server.Org}"))];
}

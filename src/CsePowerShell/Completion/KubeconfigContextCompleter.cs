using CsePowerShell.Clusters;

namespace CsePowerShell.Completion;

/// <summary>Completes names of contexts of the user's kubeconfig, from the disk.</summary>
public sealed class KubeconfigContextCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        [.. new KubeconfigStore(request.Bound("Path") is { Length: > 0 } path ? [path] : KubeconfigLocations.Find()).Contexts()
            .Select(one => new Suggestion(one.Context.Name, one.Context.Origin?.ToString() ?? one.Context.ApiServer ?? one.Path))];
}

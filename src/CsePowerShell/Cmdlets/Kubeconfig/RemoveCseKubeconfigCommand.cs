using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Takes contexts out of your own kubeconfig, with their clusters and users unless another context uses those.</summary>
/// <remarks>
/// A context is found by the mark that Import-CseKubeconfig leaves at it, whatever it is called now; the cluster itself need not exist any more,
/// and no server is asked unless -Stale is given.
/// </remarks>
[Cmdlet(VerbsCommon.Remove, "CseKubeconfig", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ClusterSet)]
[OutputType(typeof(CseKubeconfigChange))]
public sealed class RemoveCseKubeconfigCommand : CseClusterTargetCmdlet
{
    private const string ClusterSet = "Cluster";
    private const string ContextSet = "ContextName";
    private const string StaleSet = "Stale";

    private readonly HashSet<string> _backedUp = new(StringComparer.Ordinal);

    /// <summary>Clusters whose contexts go: objects (also of clusters that are gone), ids, or names; wildcards work.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ClusterSet)]
    [SupportsWildcards]
    [Alias("Name", "Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public override CseClusterIdentity[] Cluster { get; set; } = [];

    /// <summary>Names of contexts, whoever put them there; wildcards work.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContextSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KubeconfigContextCompleter))]
    public string[]? ContextName { get; set; }

    /// <summary>Contexts that were imported through this connection for clusters that it does not have any more.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StaleSet)]
    public SwitchParameter Stale { get; set; }

    /// <summary>The kubeconfig to change; by default those of <c>$env:KUBECONFIG</c>, else <c>.kube/config</c> in your home.</summary>
    [Parameter]
    [PSDefaultValue(Help = "As kubectl finds them: $env:KUBECONFIG, else .kube/config in your home")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Keeps no copy of the file as it was before.</summary>
    [Parameter]
    public SwitchParameter NoBackup { get; set; }

    internal Func<string, string?>? Variable { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        KubeconfigStore store = await KubeconfigFiles.OpenAsync(Pump, CmdletHost, Path, Variable, Clock);
        if (IsOn(Stale))
        {
            foreach (CseConnection connection in await ConnectionsAsync())
            {
                await RemoveAsync(store, await StaleOfAsync(connection, stop), stop);
            }
        }
        else if (ContextName is { } names)
        {
            await ForEachTargetAsync(names.Select(name => new NamePattern(name)), async pattern =>
            {
                if (!await RemoveAsync(store, context => pattern.Matches(context.Name), stop) && !pattern.HasWildcards)
                {
                    throw new ClusterException(ErrorCodes.NotFound, $"There is no context '{pattern.Literal}'.", "List them: kubectl config get-contexts.");
                }
            }, stop);
        }
        else
        {
            await ForEachTargetAsync(Cluster, async identity =>
            {
                EnsureOne(store, identity);
                if (!await RemoveAsync(store, context => KubeconfigFiles.IsFor(context, identity, Org, Vdc), stop) && !identity.HasWildcards)
                {
                    throw new ClusterException(ErrorCodes.NotFound, $"Your kubeconfig has no context for cluster '{identity}'.", "Name the context itself: -ContextName.");
                }
            }, stop);
        }
    }

    private static async Task<Func<KubeconfigContext, bool>> StaleOfAsync(CseConnection connection, CancellationToken stop)
    {
        HashSet<string> present = new(StringComparer.OrdinalIgnoreCase);
        await connection.Clusters.ForEachClusterAsync(new ClusterQuery(), cluster =>
        {
            present.Add(cluster.Id);
            return Task.CompletedTask;
        }, stop);

        // What another user imported may be a cluster that this one cannot see.
        return context => context.Origin is { } origin && string.Equals(origin.Server, connection.Id, StringComparison.OrdinalIgnoreCase) && !present.Contains(origin.ClusterId);
    }

    /// <summary>A name without wildcards means one cluster, and two organizations may each have one of that name.</summary>
    private void EnsureOne(KubeconfigStore store, CseClusterIdentity identity)
    {
        if (identity.HasWildcards)
        {
            return;
        }

        KubeconfigOrigin[] found = [.. store.Contexts().Select(one => one.Context).Where(context => KubeconfigFiles.IsFor(context, identity, Org, Vdc))
            .Select(context => context.Origin).OfType<KubeconfigOrigin>().GroupBy(origin => origin.ClusterId).Select(same => same.First())];
        if (found.Length > 1)
        {
            throw new ClusterException(ErrorCodes.NameAmbiguous, $"Your kubeconfig has contexts of {found.Length} clusters '{identity}'.", "Give the id, or -Org and -Vdc.")
            {
                Details = [.. found.Select(origin => new ErrorDetail { Name = origin.ClusterId, Message = origin.ToString() })],
            };
        }
    }

    /// <returns>Whether there was something to remove.</returns>
    private async Task<bool> RemoveAsync(KubeconfigStore store, Func<KubeconfigContext, bool> which, CancellationToken stop)
    {
        (string Path, KubeconfigContext Context)[] going = [.. store.Contexts().Where(one => which(one.Context))];
        if (going.Length == 0)
        {
            return false;
        }

        string action = $"Take {string.Join(", ", going.Select(one => $"the context '{one.Context.Name}' out of '{one.Path}'"))}";
        if (!await ConfirmAsync(action + ".", action + "?"))
        {
            return true;
        }

        bool keepBackup = !IsOn(NoBackup) && !going.All(one => _backedUp.Contains(one.Path));
        foreach (CseKubeconfigChange change in await KubeconfigFiles.RemoveAsync(store, which, keepBackup, stop))
        {
            _backedUp.Add(change.Path);
            await EmitAsync(change);
        }

        return true;
    }
}

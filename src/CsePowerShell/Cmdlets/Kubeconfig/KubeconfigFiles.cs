using CsePowerShell.Binding;
using CsePowerShell.Clusters;

namespace CsePowerShell.Cmdlets;

/// <summary>The user's own kubeconfig files, and which of their contexts belong to a cluster.</summary>
internal static class KubeconfigFiles
{
    public static async Task<KubeconfigStore> OpenAsync(PipelinePump pump, ICmdletHost host, string? path, Func<string, string?>? variable, TimeProvider clock) =>
        new(path is null ? KubeconfigLocations.Find(variable) : [await pump.AskAsync(() => host.ResolvePath(path))], clock);

    /// <summary>Whether a context was imported for the cluster. The cluster may be gone, so only what the file and the identity say counts.</summary>
    public static bool IsFor(KubeconfigContext context, CseClusterIdentity cluster, string? org = null, string? vdc = null)
    {
        ClusterReference reference = cluster.Reference;
        if (context.Origin is not { } origin)
        {
            // Exported or imported by other means: the three names that an export gives, and for an object the address as well.
            return !cluster.HasWildcards && reference.Name is { } name && context.Name == name && context.Cluster == name && context.User == name + "-admin"
                && (cluster.Source is not CseCluster { ControlPlaneEndpoint: { } endpoint } || context.ApiServer?.EndsWith("//" + endpoint, StringComparison.Ordinal) == true);
        }

        return reference.Id is { } id
            ? string.Equals(origin.ClusterId, id, StringComparison.OrdinalIgnoreCase)
            : cluster.Pattern?.Matches(origin.ClusterName) == true && Fits(origin.Org, reference.Org ?? org) && Fits(origin.Vdc, reference.Vdc ?? vdc);
    }

    /// <summary>Takes contexts out and says what was done, a line per file.</summary>
    public static async Task<IReadOnlyList<CseKubeconfigChange>> RemoveAsync(
        KubeconfigStore store, Func<KubeconfigContext, bool> which, bool keepBackup, CancellationToken stop)
    {
        ILookup<string, KubeconfigContext> going = store.Contexts().Where(one => which(one.Context)).ToLookup(one => one.Path, one => one.Context);
        IReadOnlyList<KubeconfigEdit> edits = await store.RemoveAsync(which, keepBackup, stop);
        return
        [
            .. edits.Where(edit => edit.Changes.Count > 0).Select(edit => new CseKubeconfigChange
            {
                Path = edit.Path,
                Context = [.. going[edit.Path].Select(context => context.Name)],
                Action = "Removed",
                ClusterId = One(going[edit.Path].Select(context => context.Origin?.ClusterId)),
                ClusterName = One(going[edit.Path].Select(context => context.Origin?.ClusterName)),
                Changes = [.. edit.Changes],
                Backup = edit.Backup,
            }),
        ];
    }

    private static bool Fits(string value, string? wanted) => wanted is null || string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);

    private static string One(IEnumerable<string?> values) => values.Distinct().ToArray() is { Length: 1 } all ? all[0] ?? "" : "";
}

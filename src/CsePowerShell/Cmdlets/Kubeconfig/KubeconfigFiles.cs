using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

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

    /// <summary>Reads a cluster's kubeconfig and puts it in as a context.</summary>
    public static async Task<CseKubeconfigChange> ImportAsync(
        KubeconfigStore store, CseConnection connection, IClusterOperations clusters, Cluster cluster, KubeconfigWish wish, CancellationToken stop)
    {
        KubeconfigOrigin origin = new() { ClusterId = cluster.Id, ClusterName = cluster.Name, Org = cluster.Org, Vdc = cluster.Vdc, Server = connection.Id };
        string text = KubeconfigText.ForImport(await clusters.GetKubeconfigAsync(ClusterReference.To(cluster), stop), wish.Context, origin, wish.Namespace);
        bool wasThere = store.Contexts().Any(one => one.Context.Name == wish.Context);
        IReadOnlyList<KubeconfigEdit> edits = await store.ImportAsync(text, wish.IsCurrent, wish.Replaces, wish.KeepsBackup, stop);
        return new CseKubeconfigChange
        {
            Path = edits[0].Path,
            Context = [wish.Context],
            Action = edits[0].Changes.Count == 0 ? "Unchanged" : wasThere ? "Replaced" : "Added",
            IsCurrent = store.Contexts().Select(one => one.Context).FirstOrDefault(one => one.Name == wish.Context)?.IsCurrent == true,
            ClusterId = cluster.Id,
            ClusterName = cluster.Name,
            Changes = [.. edits.SelectMany(edit => edit.Changes)],
            Backup = edits[0].Backup,
        };
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

/// <summary>How a cluster's kubeconfig is to be put in.</summary>
/// <param name="Context">Name of the context.</param>
/// <param name="Namespace">Namespace that kubectl works in; null for none.</param>
/// <param name="IsCurrent">Whether it becomes the current context.</param>
/// <param name="Replaces">Whether entries of the same name that are another cluster's give way.</param>
/// <param name="KeepsBackup">Whether a copy of the file as it was is kept.</param>
internal sealed record KubeconfigWish(string Context, string? Namespace = null, bool IsCurrent = false, bool Replaces = false, bool KeepsBackup = true);

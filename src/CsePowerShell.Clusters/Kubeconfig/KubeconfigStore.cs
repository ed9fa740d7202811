using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>What was done to one kubeconfig file.</summary>
public sealed class KubeconfigEdit
{
    /// <summary>The file.</summary>
    public string Path { get; set; } = "";

    /// <summary>What was changed, a sentence each, without secrets; none: the file was not written.</summary>
    public IReadOnlyList<string> Changes { get; set; } = [];

    /// <summary>Where the file as it was before is kept; null where nothing was kept.</summary>
    public string? Backup { get; set; }
}

/// <summary>
/// Somebody's own kubeconfig, which may be several files. Every change is made under kubectl's lock, to what is in the file at that moment, and puts the new
/// file in the place of the old one in one step. A file that cannot be read as a kubeconfig is never written.
/// </summary>
public sealed class KubeconfigStore
{
    private readonly IReadOnlyList<string> _files;
    private readonly TimeProvider _clock;

    /// <summary>Makes one.</summary>
    /// <param name="files">The files, the first one first, as <see cref="KubeconfigLocations.Find"/> tells them.</param>
    /// <param name="clock">The clock that waiting for a lock uses. Null: the system's.</param>
    public KubeconfigStore(IReadOnlyList<string> files, TimeProvider? clock = null)
    {
        _files = files is { Count: > 0 } ? files : throw new ArgumentException("There must be at least one file.", nameof(files));
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Name of the copy of a file as it was before the last change.</summary>
    /// <param name="path">The file.</param>
    public static string BackupOf(string path) => path + ".cse.bak";

    /// <summary>The contexts of all files; of two with one name kubectl sees the first.</summary>
    public IReadOnlyList<(string Path, KubeconfigContext Context)> Contexts() =>
        [.. _files.SelectMany(path => Read(path, KubeconfigText.Contexts, []).Select(context => (path, context)))];

    /// <summary>The file that an import goes into: the one that has a context of that name, else the first that exists and may be written, else the first.</summary>
    /// <param name="contextName">Name of the context.</param>
    public string TargetOf(string contextName)
    {
        foreach ((string path, KubeconfigContext context) in _files.Count == 1 ? [] : Contexts())
        {
            if (context.Name == contextName)
                return path;
        }

        return _files.FirstOrDefault(path => File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) == 0) ?? _files[0];
    }

    /// <summary>Puts a context with its cluster and user in.</summary>
    /// <param name="incoming">What <see cref="KubeconfigText.ForImport"/> made.</param>
    /// <param name="setCurrent">Make it the current context. It becomes so anyway where no file has one.</param>
    /// <param name="force">Overwrite entries of other clusters that have the same name.</param>
    /// <param name="keepBackup">Keep a copy of each file as it was.</param>
    /// <param name="ct">Stops the waiting for a lock.</param>
    /// <returns>The file it went into first, then the one whose current context was changed, where that is another.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: a file is no kubeconfig; SPEC_CONFLICT: a name is taken by another cluster; CLUSTER_BUSY: locked.</exception>
    public async Task<IReadOnlyList<KubeconfigEdit>> ImportAsync(string incoming, bool setCurrent, bool force, bool keepBackup, CancellationToken ct)
    {
        string name = KubeconfigText.Contexts(incoming)[0].Name;
        string target = TargetOf(name);
        string? holder = _files.FirstOrDefault(path => Read(path, KubeconfigText.CurrentContext, null) is not null);
        bool? current = holder is null || (setCurrent && holder == target) ? true : null;
        KubeconfigChange Into(string? existing)
        {
            if (!force && KubeconfigText.ConflictOf(existing, incoming) is { } conflict)
                throw new ClusterException(ErrorCodes.SpecConflict, conflict + $" The file is \"{target}\".", "Choose another -ContextName, or replace it with -Force.");
            return KubeconfigText.Merge(existing, incoming, current);
        }

        List<(string, Func<string?, KubeconfigChange>)> changes = [(target, Into)];
        if (setCurrent && holder is not null && holder != target)
            changes.Add((holder, existing => KubeconfigText.SetCurrent(existing, name)));
        return await ChangeAsync(changes, keepBackup, ct).ConfigureAwait(false);
    }

    /// <summary>Takes contexts out, each with its cluster and user unless another context uses them. What goes is decided again under the lock.</summary>
    /// <param name="which">Which contexts.</param>
    /// <param name="keepBackup">Keep a copy of each file as it was.</param>
    /// <param name="ct">Stops the waiting for a lock.</param>
    /// <returns>The files that were changed.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: a file is no kubeconfig; CLUSTER_BUSY: locked.</exception>
    public async Task<IReadOnlyList<KubeconfigEdit>> RemoveAsync(Func<KubeconfigContext, bool> which, bool keepBackup, CancellationToken ct)
    {
        IReadOnlyList<(string Path, KubeconfigContext Context)> all = Contexts();
        HashSet<string> names = new(all.Where(one => which(one.Context)).Select(one => one.Context.Name), StringComparer.Ordinal);
        names.ExceptWith(all.Where(one => !which(one.Context)).Select(one => one.Context.Name));
        List<(string, Func<string?, KubeconfigChange>)> changes = [];
        foreach (string path in _files.Where(File.Exists))
        {
            bool isConcerned = all.Any(one => one.Path == path && which(one.Context)) || (Read(path, KubeconfigText.CurrentContext, null) is { } current && names.Contains(current));
            KubeconfigContext[] elsewhere = [.. all.Where(one => one.Path != path).Select(one => one.Context)];
            if (isConcerned)
                changes.Add((path, existing => Without(existing, which, elsewhere, names)));
        }

        return await ChangeAsync(changes, keepBackup, ct).ConfigureAwait(false);
    }

    private static KubeconfigChange Without(string? existing, Func<KubeconfigContext, bool> which, IReadOnlyCollection<KubeconfigContext> elsewhere, HashSet<string> gone)
    {
        if (string.IsNullOrWhiteSpace(existing))
            return new KubeconfigChange(existing ?? "", []);
        string text = existing!;
        List<string> told = [];
        foreach (KubeconfigContext context in KubeconfigText.Contexts(text).Where(which))
        {
            KubeconfigChange change = KubeconfigText.Remove(text, context.Name, elsewhere);
            text = change.Text;
            told.AddRange(change.Changes);
        }

        // Another file may have named it as the current one.
        if (KubeconfigText.CurrentContext(text) is { } current && gone.Contains(current))
        {
            KubeconfigChange change = KubeconfigText.SetCurrent(text, "");
            text = change.Text;
            told.AddRange(change.Changes);
        }

        return new KubeconfigChange(text, told);
    }

    private static T Read<T>(string path, Func<string, T> read, T missing) =>
        Explain(path, () => KubeconfigFile.Read(path) is { } text && !string.IsNullOrWhiteSpace(text) ? read(text) : missing);

    private static T Explain<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.BadRequest)
        {
            throw new ClusterException(error.Code, $"The file \"{path}\" was left as it is. {error.Summary}", error.Hint, error);
        }
    }

    private async Task<IReadOnlyList<KubeconfigEdit>> ChangeAsync(
        List<(string Path, Func<string?, KubeconfigChange> Change)> changes, bool keepBackup, CancellationToken ct)
    {
        // Always in one order, as kubectl does, so that two who change the same files do not wait for each other for ever.
        List<KubeconfigLock> locks = [];
        try
        {
            foreach ((string path, _) in changes.OrderBy(change => change.Path, StringComparer.Ordinal))
            {
                if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
                    PrivateFiles.CreateFolder(folder);
                locks.Add(await KubeconfigLock.TakeAsync(path, _clock, ct).ConfigureAwait(false));
            }

            // All texts are made before the first file is written: a second file that cannot be read keeps the first as it is, too.
            List<(KubeconfigEdit Edit, string? Before, string After)> drafts = [];
            foreach ((string path, Func<string?, KubeconfigChange> change) in changes)
            {
                string? before = Explain(path, () => KubeconfigFile.Read(path));
                KubeconfigChange after = Explain(path, () => change(before));
                drafts.Add((new KubeconfigEdit { Path = path, Changes = after.Changes }, before, after.Text));
            }

            foreach ((KubeconfigEdit edit, string? before, string after) in drafts.Where(draft => draft.Edit.Changes.Count > 0))
            {
                if (keepBackup && !string.IsNullOrWhiteSpace(before))
                    KubeconfigFile.Write(edit.Backup = BackupOf(KubeconfigFile.TargetOf(edit.Path)), before!, replace: true);
                KubeconfigFile.Write(edit.Path, after, replace: true);
            }

            return [.. drafts.Select(draft => draft.Edit)];
        }
        finally
        {
            foreach (KubeconfigLock held in locks)
                held.Dispose();
        }
    }
}

using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;

namespace CsePowerShell.Cmdlets;

/// <summary>Puts the contexts of clusters into your own kubeconfig, where kubectl finds them.</summary>
/// <remarks>
/// Entries of the same cluster are replaced and keep what you added to them (a namespace, a proxy); everything else stays as it is, the current context
/// included, unless there is none yet. The file is changed under kubectl's lock and in one step; the file as it was is kept beside it.
/// </remarks>
[Cmdlet(VerbsData.Import, "CseKubeconfig", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CseKubeconfigChange))]
public sealed class ImportCseKubeconfigCommand : CseClusterTargetCmdlet
{
    // A second cluster of one call must not overwrite the copy of the file as it was before the call.
    private readonly HashSet<string> _backedUp = new(StringComparer.Ordinal);

    /// <summary>The kubeconfig to change; by default the first of <c>$env:KUBECONFIG</c> that can be written, else <c>.kube/config</c> in your home.</summary>
    [Parameter(Position = 1)]
    [PSDefaultValue(Help = "As kubectl finds it: $env:KUBECONFIG, else .kube/config in your home")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Name of the context; by default the cluster's name.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The cluster's name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KubeconfigContextCompleter))]
    public string? ContextName { get; set; }

    /// <summary>Namespace that kubectl works in when it is given none.</summary>
    [Parameter]
    [ValidatePattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    public string? Namespace { get; set; }

    /// <summary>Makes it the current context.</summary>
    [Parameter]
    public SwitchParameter SetCurrent { get; set; }

    /// <summary>Replaces entries of the same name that are another cluster's.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps no copy of the file as it was before.</summary>
    [Parameter]
    public SwitchParameter NoBackup { get; set; }

    /// <summary>
    /// Who reads it from the cluster: the API extension (Service) or this process (Direct), over SSH. Auto, the default, is as the connection has it.
    /// </summary>
    [Parameter]
    public CseMode Mode { get; set; }

    internal Func<string, string?>? Variable { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        KubeconfigStore store = await KubeconfigFiles.OpenAsync(Pump, CmdletHost, Path, Variable, Clock);
        Cluster cluster = await target.Connection.Clusters.GetClusterAsync(target.Reference, stop);
        string context = ContextName ?? cluster.Name;
        string path = store.TargetOf(context);
        string action = $"Put the context '{context}' of cluster '{cluster.Name}' into '{path}'";
        if (!await ConfirmAsync(action + ".", action + "?"))
        {
            return;
        }

        bool keepBackup = !IsOn(NoBackup) && !_backedUp.Contains(path);
        KubeconfigWish wish = new(context, Namespace, IsOn(SetCurrent), IsOn(Force), keepBackup);
        CseKubeconfigChange change = await KubeconfigFiles.ImportAsync(store, target.Connection, target.Connection.In(Mode), cluster, wish, stop);
        if (change.Changes.Length > 0)
        {
            _backedUp.Add(path);
            Tell($"Wrote '{change.Path}'.");
        }

        await EmitAsync(change);
    }, stop);
}

using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>A change of a cluster as a cmdlet was asked for it: what it is called, how it is planned and how it is begun.</summary>
/// <param name="Connection">Through which connection.</param>
/// <param name="Impact">Whether -Confirm's default asks about it.</param>
/// <param name="Action">What is to be done, as a question without its mark: "Remove cluster 'web' and its VMs".</param>
/// <param name="Plan">Says what would be done.</param>
/// <param name="Start">Begins it.</param>
internal sealed record ClusterChange(CseConnection Connection, ConfirmImpact Impact, string Action, Func<Task<ClusterPlan>> Plan, Func<Task<ClusterOperation>> Start)
{
    /// <summary>-PlanOnly: the plan alone.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>-RunAsync: the live task, at once.</summary>
    public bool RunAsync { get; init; }

    /// <summary>What has to be asked besides; null for nothing.</summary>
    public Func<Task<bool>>? Consent { get; init; }

    /// <summary>What has to be looked at after consent and before the change; null for nothing.</summary>
    public Func<Task>? Before { get; init; }
}

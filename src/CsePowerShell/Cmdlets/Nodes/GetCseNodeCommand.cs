using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists the nodes of clusters, as vCloud Director and Kubernetes see them.</summary>
[Cmdlet(VerbsCommon.Get, "CseNode")]
[OutputType(typeof(CseNode))]
public sealed class GetCseNodeCommand : CseClusterTargetCmdlet
{
    /// <summary>
    /// Clusters: objects from Get-CseCluster (or a copy of one), ids, vApp URNs, or names; wildcards work.
    /// A name that fits several clusters is an error that lists them.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public override CseClusterIdentity[] Cluster { get; set; } = [];

    /// <summary>Names of nodes; wildcards work. Without it, all.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "All")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only nodes of these roles: ControlPlane, Worker, Nfs.</summary>
    [Parameter]
    [ValidateSet("ControlPlane", "Worker", "Nfs")]
    public string[]? Role { get; set; }

    /// <summary>
    /// Asks vCloud Director alone and does not sign in to the control plane node; Ready, Schedulable and KubeletVersion are then empty.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipKubernetes { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        NamePattern[] patterns = [.. (Name ?? ["*"]).Select(name => new NamePattern(name))];
        HashSet<NamePattern> missed = [.. patterns.Where(pattern => !pattern.HasWildcards)];
        ClusterNodes nodes = await target.Connection.Clusters.GetNodesAsync(target.Reference, askKubernetes: !IsOn(SkipKubernetes), stop);
        foreach (string warning in nodes.Warnings)
        {
            await WarnAsync($"{target.Name}: {warning}");
        }

        foreach (Node node in nodes)
        {
            missed.RemoveWhere(pattern => pattern.Matches(node.Name));
            bool isWanted = Role is null || Role.Contains(node.Role.ToString(), StringComparer.OrdinalIgnoreCase);
            if (isWanted && Array.Exists(patterns, pattern => pattern.Matches(node.Name)))
            {
                await EmitAsync(node.ToOutput(target.Connection.Id));
            }
        }

        await ForEachTargetAsync(missed, pattern =>
            throw new ClusterException(ErrorCodes.NodeNotFound,
                $"Cluster '{target.Name}' has no node '{pattern.Literal}'.", $"List its nodes with Get-CseNode {target.Name}."), stop);
    }, stop);
}

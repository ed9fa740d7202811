using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>Ends what has lost its owner or its node, and what its namespace takes along.</summary>
internal sealed class OwnerController : IController
{
    private static readonly ResourceKind[] s_owners = [ResourceKind.Deployment, ResourceKind.ReplicaSet, ResourceKind.DaemonSet, ResourceKind.Node];

    public void Run(Moment moment)
    {
        HashSet<string> owners = [.. s_owners.SelectMany(kind => moment.Store.List(kind)).Select(owner => owner.Uid())];
        foreach (ResourceKind kind in (ResourceKind[])[ResourceKind.ReplicaSet, ResourceKind.Pod])
        {
            foreach (JsonObject one in moment.Store.List(kind))
            {
                if (one.Controller() is { } owner && s_owners.Any(known => known.Kind == owner.Text("kind"))
                    && !owners.Contains(owner.Text("uid") ?? ""))
                    End(moment, kind, one);
                else if (kind == ResourceKind.Pod && one.NodeName() is { } node && moment.Store.Find(ResourceKind.Node, node) is null)
                    moment.Store.Remove(kind, one);
            }
        }
        foreach (JsonObject space in moment.Store.List(ResourceKind.Namespace).Where(space => space.IsBeingDeleted()))
        {
            foreach (ResourceKind kind in ResourceKind.All.Where(kind => kind.IsNamespaced))
            {
                foreach (JsonObject one in moment.Store.List(kind, space.Name()))
                    moment.Store.Remove(kind, one);
            }
            moment.Store.Remove(ResourceKind.Namespace, space);
        }
    }

    private static void End(Moment moment, ResourceKind kind, JsonObject one)
    {
        if (kind != ResourceKind.Pod)
            moment.Store.Remove(kind, one);
        else if (!one.IsBeingDeleted())
            moment.Store.Update(kind, one, copy => copy.Set(KubeObject.Time(moment.Now), "metadata", "deletionTimestamp"));
    }
}

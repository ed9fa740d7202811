using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>Removes bootstrap tokens whose time is over.</summary>
internal sealed class TokenController : IController
{
    public void Run(Moment moment)
    {
        foreach (JsonObject secret in moment.Store.List(ResourceKind.Secret, "kube-system"))
        {
            if (BootstrapToken.Read(secret) is { Expires: { } end } && moment.IsDue(end))
                moment.Store.Remove(ResourceKind.Secret, secret);
        }
    }
}

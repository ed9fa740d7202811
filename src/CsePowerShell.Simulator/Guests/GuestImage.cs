namespace CsePowerShell.Simulator.Guests;

/// <summary>What a template's disk holds, as far as it makes a difference in the guest.</summary>
/// <param name="TemplateName">The template's name, such as <c>ubuntu-22.04_k8s-1.30</c>.</param>
/// <param name="KubernetesVersion">The version of kubeadm, kubelet and kubectl, such as <c>v1.30.8</c>; null: the image has none of them.</param>
/// <param name="Cni">The CNI whose manifest lies at /root/cni.yaml, such as <c>flannel</c>, or at /root/weave.yml for <c>weave</c>; null: no manifest. Whatever
/// the name, the manifest is of flannel's kind.</param>
/// <param name="AllowsRootPassword">True when the image's sshd lets root in by password (photon-v2 of CSE 1.0 does, newer ones want a key).</param>
public sealed record GuestImage(string TemplateName, string? KubernetesVersion = null, string? Cni = null, bool AllowsRootPassword = false)
{
    /// <summary>An image as CSE 1.x prepared it: its scripts go by weave.yml, and take the node's address from the last word of <c>ip route get</c>.</summary>
    internal bool IsLegacy => Cni == "weave";
}

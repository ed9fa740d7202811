using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>The way into nodes of CSE 1.x: the administrator's password that vCD keeps for each VM. It is read when it is needed and kept nowhere.</summary>
internal static class LegacyCredential
{
    public static async Task<GuestCredential> ReadAsync(VCloudClient client, ActualNode node, CancellationToken ct)
    {
        VCloudSecret? password = await client.Vms.GetAdminPasswordAsync(new EntityReference(node.Name, node.Href, node.VmId), ct).ConfigureAwait(false);
        return password is { } secret && secret.Reveal().Length > 0
            ? GuestCredential.FromPassword(secret.Reveal())
            : throw new ClusterException(ErrorCodes.GuestUnreachable, $"vCD keeps no password for the node \"{node.Name}\", and a node of CSE 1.x takes no key of ours.", "Reset the password in vCD's guest customization of the VM.") { Node = node.Name };
    }
}

using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// The way into nodes of CSE 1.x: the password that the old server set, if it is configured, else the administrator's password that vCD keeps for the VM. It is read
/// when it is needed and kept nowhere.
/// </summary>
internal static class LegacyCredential
{
    public static async Task<GuestCredential> ReadAsync(VCloudClient client, EngineOptions options, ClusterMarks cluster, ActualNode node, CancellationToken ct)
    {
        if (cluster.Text(MetadataKeys.Template) is { } template && options.LegacyPasswords?.Invoke(template) is { Length: > 0 } known)
            return GuestCredential.FromPassword(known);
        VCloudSecret? password = await client.Vms.GetAdminPasswordAsync(new EntityReference(node.Name, node.Href, node.VmId), ct).ConfigureAwait(false);
        return password is { } secret && secret.Reveal().Length > 0
            ? GuestCredential.FromPassword(secret.Reveal())
            : throw new ClusterException(ErrorCodes.GuestUnreachable, $"vCD keeps no password for the node \"{node.Name}\", and a node of CSE 1.x takes no key of ours.", "Reset the password in vCD's guest customization of the VM.") { Node = node.Name };
    }
}

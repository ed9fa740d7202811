using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Clusters;

/// <summary>
/// Names of nodes. A name is a function of cluster, pool and slot: whoever repeats a step, on whatever machine, asks vCD for the same VM,
/// and vCD itself refuses a second one.
/// </summary>
internal static class NodeName
{
    public const string ControlPlanePrefix = "mstr-";
    public const string WorkerPrefix = "node-";
    public const string NfsPrefix = "nfsd-";

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int Letters = 4;

    public static string Of(string clusterId, StoredPool pool, int slot) => Of(clusterId, pool.Name, pool.Role, slot);

    public static string Of(string clusterId, string pool, NodeRole role, int slot)
    {
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(clusterId.ToLowerInvariant() + "\n" + pool + "\n" + slot.ToString(CultureInfo.InvariantCulture)));
        ulong number = BitConverter.IsLittleEndian ? BitConverter.ToUInt64([.. hash.Take(8).Reverse()], 0) : BitConverter.ToUInt64(hash, 0);
        var name = new StringBuilder(Prefix(role));
        for (int index = 0; index < Letters; index++)
        {
            name.Append(Digits[(int)(number % (ulong)Digits.Length)]);
            number /= (ulong)Digits.Length;
        }

        return name.ToString();
    }

    /// <summary>The role a VM's name tells; null for a VM that is no node. CSE 1.x goes by the prefix alone, and so must we.</summary>
    public static NodeRole? RoleOf(string vmName)
    {
        if (vmName.StartsWith(ControlPlanePrefix, StringComparison.Ordinal))
            return NodeRole.ControlPlane;
        if (vmName.StartsWith(WorkerPrefix, StringComparison.Ordinal))
            return NodeRole.Worker;
        return vmName.StartsWith(NfsPrefix, StringComparison.Ordinal) ? NodeRole.Nfs : null;
    }

    private static string Prefix(NodeRole role) => role switch
    {
        NodeRole.ControlPlane => ControlPlanePrefix,
        NodeRole.Nfs => NfsPrefix,
        _ => WorkerPrefix,
    };
}

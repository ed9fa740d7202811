using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CsePowerShell.Simulator.Seed;

/// <summary>The metadata and node names of clusters that CsePowerShell makes, written here on their own because the simulator uses nothing of the
/// engine.</summary>
internal static class ClusterMetadata
{
    public const string ControlPlanePool = "control-plane";
    public const string WorkerPool = "workers";
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string Spec(string template, string kubernetes, string network, int workers) => JsonSerializer.Serialize(new
    {
        v = 1,
        net = network,
        template,
        rev = 1,
        k8s = kubernetes,
        pods = "10.244.0.0/16",
        services = "10.96.0.0/12",
        key = "SHA256:" + Convert.ToBase64String(SHA256.HashData("seeded"u8)).TrimEnd('='),
        pools = new[]
        {
            new { name = ControlPlanePool, role = "cp", count = 1, next = 1 },
            new { name = WorkerPool, role = "worker", count = workers, next = workers },
        },
    });

    public static string Status(int workers) => JsonSerializer.Serialize(new
    {
        v = 1,
        phase = "ready",
        ready = new Dictionary<string, int> { [ControlPlanePool] = 1, [WorkerPool] = workers },
        keys = new Dictionary<string, string>(),
    });

    /// <summary>The prefix and four characters of the hash of cluster, pool and slot.</summary>
    public static string NodeName(string clusterId, string prefix, string pool, int slot)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{clusterId}\n{pool}\n{slot}"));
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(hash);
        StringBuilder name = new(prefix);
        for (int i = 0; i < 4; i++, number /= 36) name.Append(Digits[(int)(number % 36)]);
        return name.ToString();
    }
}

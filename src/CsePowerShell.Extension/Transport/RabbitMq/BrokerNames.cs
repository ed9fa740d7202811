using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>The names of everything the service has on the broker.</summary>
internal sealed class BrokerNames(string prefix, int jobQueues)
{
    public string Requests { get; } = prefix + ".requests";

    public string FailedJobs { get; } = prefix + ".jobs.failed";

    public string Control { get; } = prefix + ".control";

    public int JobQueues { get; } = jobQueues;

    /// <summary>The queue of CSE 1.x: named as the routing key, and neither durable nor ours.</summary>
    public static string LeftOver(BrokerOptions options) => options.RoutingKey;

    /// <summary>Queues of jobs beyond the configured number, which an earlier configuration may have left.</summary>
    public IEnumerable<string> FurtherJobs() => Enumerable.Range(JobQueues, int.MaxValue - JobQueues).Select(Jobs);

    public string Jobs(int queue) => prefix + ".jobs." + queue.ToString(CultureInfo.InvariantCulture);

    /// <summary>The queue that all jobs of a cluster go to, on every host the same.</summary>
    public int QueueOf(string key) => QueueOf(key, JobQueues);

    public static int QueueOf(string key, int queues)
    {
        if (queues == 1)
            return 0;
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(key));
        return (int)(BitConverter.ToUInt32(hash, 0) % (uint)queues);
    }
}

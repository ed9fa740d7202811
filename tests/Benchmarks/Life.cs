using CsePowerShell.Simulator;

namespace CsePowerShell.Benchmarks;

/// <summary>Create and resize at realistic speed, beside the longest chain of waits that nobody can avoid.</summary>
internal static class Life
{
    private const int Requests = 20;
    private const double Factor = 1.15;

    public static async Task RunAsync(Table table, int workers)
    {
        LatencyProfile latency = LatencyProfile.Realistic;
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Latency = latency });
        if (!cloud.GuestsAvailable)
        {
            table.Note($"create 1+{workers}: not measured, {cloud.GuestsUnavailableReason}");
            return;
        }

        // Metadata is written when the cluster is claimed, before Kubernetes is touched, and at the end; workers clone, boot, join and become Ready side by side.
        TimeSpan join = latency.KubeadmJoin + latency.NodeReady;
        TimeSpan create = latency.Compose + latency.Metadata + latency.CloneVm + latency.PowerOnToCustomized + latency.Metadata + latency.KubeadmInit + join + latency.Metadata;
        await MeasureAsync(table, cloud, $"create 1+{workers}", "create", workers, create);

        TimeSpan resize = latency.Metadata + latency.CloneVm + latency.PowerOnToCustomized + latency.Metadata + join + latency.Metadata;
        await MeasureAsync(table, cloud, $"resize {workers} to {workers + 2} workers", "resize", workers + 2, resize);
    }

    private static async Task MeasureAsync(Table table, SimulatedCloud cloud, string title, string scenario, int workers, TimeSpan chain)
    {
        long pollsBefore = Polls(cloud);
        Measurement m = await Child.RunAsync(scenario, cloud, "bench", workers.ToString(System.Globalization.CultureInfo.InvariantCulture));
        long polls = Polls(cloud) - pollsBefore;
        double limit = chain.TotalSeconds * Factor;
        bool met = m.Requests - polls <= Requests && m.Seconds <= limit && m.Items == workers + 1;
        table.Row(title, m, polls, new Budget($"{Requests} requests without polls, {limit:0} s ({Factor} x the {chain.TotalSeconds:0} s of unavoidable waits), {workers + 1} nodes ready", met));
    }

    // Asking for a task and the one query per round that asks for the state of all guests are polls.
    private static long Polls(SimulatedCloud cloud) =>
        cloud.Requests.ByRoute.Where(r => r.Key.StartsWith("GET /api/task/", StringComparison.Ordinal) || r.Key == "GET /api/query?type=vm").Sum(r => r.Value);
}

using CsePowerShell.Simulator;

namespace CsePowerShell.Benchmarks;

/// <summary>Listing many clusters as a system administrator, without and with their nodes.</summary>
internal static class Listing
{
    private const int PageSize = 128;
    private const int WorkersPerCluster = 2;

    public static async Task RunAsync(Table table, int clusters, TimeSpan latency)
    {
        int vdcs = Math.Max(1, clusters * 300 / 1000);
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions
        {
            Guests = GuestMode.Off,
            RequestLatency = latency,
            Scale = new ScaleOptions(clusters, vdcs, WorkersPerCluster),
        });
        string suffix = latency > TimeSpan.Zero ? $", {latency.TotalMilliseconds:0} ms away" : "";

        Measurement names = await Child.RunAsync("list", cloud);
        int pages = 1 + Pages(clusters);
        table.Row($"list {clusters} clusters in {vdcs} VDCs{suffix}", names, null, new Budget($"at most {pages} requests, all {clusters} clusters", names.Requests <= pages && names.Items == clusters));

        Measurement nodes = await Child.RunAsync("list-nodes", cloud);
        int vms = clusters * (1 + WorkersPerCluster);
        int allPages = pages + Pages(vms);
        table.Row($"list {clusters} clusters with {vms} nodes{suffix}", nodes, null, new Budget($"at most {allPages} requests, all {vms} nodes", nodes.Requests <= allPages && nodes.Items == vms));
    }

    private static int Pages(int items) => (items + PageSize - 1) / PageSize;
}

// dotnet run build.cs -- bench [quick | service]
// Requests, bytes, wall time and peak memory of the main operations against the simulator, beside the budgets of the design.
// The service is measured over a broker of its own, with its host as a child process.
// 'quick' leaves out what runs at realistic speed (minutes); 'service' measures the service alone.

using CsePowerShell.Benchmarks;
using CsePowerShell.Simulator;

if (args is ["--child", var scenario, .. var words])
{
    Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(await Scenarios.RunAsync(scenario, words)));
    return 0;
}

if (args is ["--echo", .. var broker])
    return await EchoConsumer.RunAsync(broker);

Table table = new();
try
{
    table.Header();
    bool isServiceOnly = args.Contains("service");
    if (!isServiceOnly)
    {
        foreach (int clusters in new[] { 10, 100, 1000 })
            await Listing.RunAsync(table, clusters, TimeSpan.Zero);
        await Listing.RunAsync(table, 1000, TimeSpan.FromMilliseconds(200));
        await ModuleImport.RunAsync(table);
    }

    await ServiceLoad.RunAsync(table, args.Contains("quick"));
    if (!args.Contains("quick") && !isServiceOnly)
    {
        await Life.RunAsync(table, workers: 1);
        await Life.RunAsync(table, workers: 10);
    }
}
finally
{
    Child.RemoveKeys();
}

return table.AllWithin ? 0 : 1;

// dotnet run build.cs -- bench [quick]
// Requests, bytes, wall time and peak memory of the main operations against the simulator, beside the budgets of the design.
// 'quick' leaves out what runs at realistic speed (minutes).

using CsePowerShell.Benchmarks;
using CsePowerShell.Simulator;

if (args is ["--child", var scenario, .. var words])
{
    Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(await Scenarios.RunAsync(scenario, words)));
    return 0;
}

Table table = new();
try
{
    table.Header();
    foreach (int clusters in new[] { 10, 100, 1000 })
        await Listing.RunAsync(table, clusters, TimeSpan.Zero);
    await Listing.RunAsync(table, 1000, TimeSpan.FromMilliseconds(200));
    await ModuleImport.RunAsync(table);
    if (!args.Contains("quick"))
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

using CsePowerShell.Simulator;

await using SimulatedCloud cloud = await SimulatedCloud.StartAsync();

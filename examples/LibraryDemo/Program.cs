// What the runbooks in examples/ do with cmdlets, done through the libraries, without PowerShell. The argument says which:
//   (none)   the whole life of a cluster, as Quickstart.ps1
//   service  the provider's path: register, two hosts, one killed, as ServiceQuickstart.ps1
//   broker   a RabbitMQ of its own until standard input is closed; its port is the first line

using System.Runtime.InteropServices;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.LibraryDemo;
using CsePowerShell.VCloud;

if (args is ["broker"])
    return await ServeBrokerAsync();

string folder = Directory.CreateTempSubdirectory("cse-demo-").FullName;
Stage stage = new();
try
{
    DemoSettings settings = DemoSettings.FromEnvironment();
    await (args is ["service"] ? new ServiceLife(settings, ServiceSettings.FromEnvironment(), stage, folder).RunAsync() : new ClusterLife(settings, stage, folder).RunAsync());
    return 0;
}
catch (Exception e) when (e is UnexpectedException or ClusterException or VCloudException or HttpRequestException or InvalidOperationException)
{
    Console.Error.WriteLine($"Step {stage.Number + 1} failed: {e.Message}");
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

// Ctrl+C reaches every process of the terminal: the one that started this closes its input then, and SIGTERM ends it, too. Neither may leave a broker behind.
static async Task<int> ServeBrokerAsync()
{
    TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
    using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = stop.TrySetResult());
    await using PrivateBroker broker = await PrivateBroker.StartAsync();
    Console.WriteLine($"ready: {broker.Port}");
    await Task.WhenAny(stop.Task, Task.Run(EndOfInput));
    return 0;
}

static void EndOfInput()
{
    while (Console.In.ReadLine() is not null)
    {
        // Whatever is said, only the end counts.
    }
}

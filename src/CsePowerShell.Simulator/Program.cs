using System.Runtime.InteropServices;
using CsePowerShell.Simulator;

CommandLine line;
try
{
    line = CommandLine.Parse(args);
}
catch (Exception exception) when (exception is FormatException or IOException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
if (line.WantsHelp)
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(line.Options);
    Announcement.Write(cloud, line.Options, Console.Out);
    if (line.StopsOnEof) _ = Task.Run(StopAtEof);
    await stop.Task;
}
catch (Exception exception) when (exception is FormatException or IOException)
{
    Console.Error.WriteLine($"The simulator could not start: {exception.Message}");
    return 1;
}
return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

void StopAtEof()
{
    while (Console.In.ReadLine() is not null)
    {
    }
    stop.TrySetResult();
}

using System.Text;

namespace CsePowerShell.Simulator.Guests.Agent;

/// <summary>Runs a tool's call: first the faults that are asked for, then the tool itself.</summary>
internal sealed class CommandRunner(IReadOnlyDictionary<string, GuestProgram> programs, LinuxGuestHost host)
{
    private const string FaultLine = "simulated output simulated output simulated output simulated output simulated o\n";

    public async Task<int> RunAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        CommandFault? fault = host.Faults.Take<CommandFault>(command.Machine.HostName, command.Machine.VmId, one => IsFor(one, command));
        if (fault is not null && await SufferAsync(fault, command, cancellationToken) is { } exitCode)
            return exitCode;
        if (programs.TryGetValue(command.Program, out GuestProgram? program))
            return await program(command, cancellationToken);
        await command.Console.ErrorAsync($"{command.Program}: command not found\n", cancellationToken);
        return 127;
    }

    private static bool IsFor(CommandFault fault, GuestCommand command) =>
        command.Line == fault.Command || command.Line.StartsWith(fault.Command + " ", StringComparison.Ordinal);

    private async Task<int?> SufferAsync(CommandFault fault, GuestCommand command, CancellationToken cancellationToken)
    {
        StringBuilder block = new();
        for (long left = fault.PrintBytes; left > 0; left -= FaultLine.Length)
        {
            block.Append(FaultLine);
            if (block.Length < 32_000 && left > FaultLine.Length)
                continue;
            await command.Console.OutAsync(block.ToString(), cancellationToken);
            block.Clear();
        }
        if (fault.ErrorText is { } text)
            await command.Console.ErrorAsync(text.EndsWith('\n') ? text : text + "\n", cancellationToken);
        if (fault.CutConnection)
            await host.CutConnectionsAsync(command.Machine.VmId);
        if (fault.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return fault.ExitCode;
    }
}

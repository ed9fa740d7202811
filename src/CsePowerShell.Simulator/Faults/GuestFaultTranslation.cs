using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Faults;

/// <summary>Hands those faults of a plan that happen inside guests to the guests.</summary>
internal static class GuestFaultTranslation
{
    private const string AnyCommand = "kubeadm";

    public static GuestFault? Translate(Fault fault)
    {
        (string guest, int times, string command) = (fault["vm"] ?? "*", fault.Count ?? 0, fault["command"] ?? AnyCommand);
        return fault.Kind switch
        {
            FaultKinds.SshRefused => new SshRefusedFault { Guest = guest, Times = times },
            FaultKinds.SlowBoot => new SlowBootFault { Guest = guest, Times = times, Delay = fault.Seconds("seconds") ?? TimeSpan.FromSeconds(30) },
            FaultKinds.SshCut => new CommandFault { Guest = guest, Times = times, Command = command, CutConnection = true },
            FaultKinds.ScriptFails =>
                new CommandFault { Guest = guest, Times = times, Command = command, ExitCode = fault.Number("exit") ?? 1,
                ErrorText = fault["message"] },
            FaultKinds.ScriptHangs => new CommandFault { Guest = guest, Times = times, Command = command, Hang = true },
            FaultKinds.ScriptPrints =>
                new CommandFault { Guest = guest, Times = times, Command = command, PrintBytes = fault.Number("bytes") ?? 5_000_000 },
            _ => null,
        };
    }
}

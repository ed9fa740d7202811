using CsePowerShell.Simulator.Guests.Agent;

namespace CsePowerShell.Simulator.Guests;

/// <summary>Power and host name from inside a guest. systemctl knows services beside, see <see cref="GuestServices"/>.</summary>
internal sealed class SystemTools(LinuxGuestHost host)
{
    public void AddTo(IDictionary<string, GuestProgram> programs)
    {
        programs["reboot"] = (command, _) => RebootAsync(command);
        programs["poweroff"] = programs["halt"] = (command, _) => PowerOffAsync(command);
        programs["shutdown"] = (command, _) =>
            command.Arguments.Contains("-r") || command.Arguments.Contains("--reboot") ? RebootAsync(command)
            : command.Arguments.Contains("-c") ? Task.FromResult(0)
            : PowerOffAsync(command);
        programs["hostnamectl"] = HostNameAsync;
        programs["ip"] = RouteAsync;
        programs["systemctl"] = (command, cancellationToken) => command.Arguments.FirstOrDefault(argument => !argument.StartsWith('-')) switch
        {
            "reboot" => RebootAsync(command),
            "poweroff" or "halt" => PowerOffAsync(command),
            _ => GuestServices.SystemctlAsync(command, host.Kubernetes, cancellationToken),
        };
    }

    // The guest's processes die, the caller's among them: the work goes on without the call.
    private Task<int> RebootAsync(GuestCommand command) => Later(() => host.RebootAsync(command.Machine.VmId));

    private Task<int> PowerOffAsync(GuestCommand command) => Later(() => host.ShutDownAsync(command.Machine.VmId));

    private static Task<int> Later(Func<Task> work)
    {
        _ = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            catch (GuestException)
            {
                // Powered off by somebody else meanwhile, or it did not come back: it is off, which is what its VM then shows.
            }
        });
        return Task.FromResult(0);
    }

    // As iproute2 of Photon OS 2 words it: the guest's own address is the last word of the first line.
    private static async Task<int> RouteAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        if (command.Arguments is not ["route", "get", string target])
        {
            await command.Console.ErrorAsync($"ip: the simulator does not play '{command.Line}'\n", cancellationToken);
            return 1;
        }

        await command.Console.OutAsync($"{target} via {command.Machine.Address} dev eth0  src {command.Machine.Address}\n    cache\n", cancellationToken);
        return 0;
    }

    private async Task<int> HostNameAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        string[] words = [.. command.Arguments.Where(argument => !argument.StartsWith('-'))];
        if (words is ["set-hostname" or "hostname", string name])
        {
            await host.SetHostNameAsync(command.Machine.VmId, name);
            await command.Console.WriteFileAsync("/etc/hostname", System.Text.Encoding.UTF8.GetBytes(name + "\n"), "0644", cancellationToken);
        }
        else
        {
            await command.Console.OutAsync((await command.Console.ShellAsync("hostname", cancellationToken)).Output + "\n", cancellationToken);
        }
        return 0;
    }
}

using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>systemctl for the services of a node. Only the kubelet is more than a name: a stopped one makes its node NotReady.</summary>
internal static class GuestServices
{
    private static readonly string[] s_known = ["kubelet", "containerd", "ssh", "sshd", "docker", "systemd-resolved", "cron"];

    public static async Task<int> SystemctlAsync(GuestCommand command, SimulatedKubernetes kubernetes, CancellationToken cancellationToken)
    {
        string[] words = [.. command.Arguments.Where(argument => !argument.StartsWith('-'))];
        bool now = command.Arguments.Contains("--now");
        bool quiet = command.Arguments.Contains("-q") || command.Arguments.Contains("--quiet");
        string verb = words.FirstOrDefault() ?? "list-units";
        int exitCode = 0;
        foreach (string unit in words.Skip(1))
        {
            string name = unit.EndsWith(".service", StringComparison.Ordinal) ? unit[..^".service".Length] : unit;
            if (!IsInstalled(command, name))
            {
                if (verb is "is-active")
                    exitCode = await SayAsync("inactive", 3);
                else if (verb is "is-enabled")
                    exitCode = await FailAsync($"Failed to get unit file state for {name}.service: No such file or directory", 1);
                else
                    exitCode = await FailAsync($"Failed to {verb} {name}.service: Unit {name}.service not found.", 5);
                continue;
            }
            switch (verb)
            {
                case "is-active":
                    bool active = IsActive(command, kubernetes, name);
                    exitCode = await SayAsync(active ? "active" : "inactive", active ? 0 : 3);
                    break;
                case "is-enabled":
                    exitCode = await SayAsync("enabled", 0);
                    break;
                case "is-failed":
                    exitCode = await SayAsync("active", 1);
                    break;
                case "start" or "restart" or "reload" or "try-restart" or "reload-or-restart":
                    Set(command, kubernetes, name, on: true);
                    break;
                case "stop":
                    Set(command, kubernetes, name, on: false);
                    break;
                case "enable" when now:
                    Set(command, kubernetes, name, on: true);
                    break;
                case "disable" when now:
                    Set(command, kubernetes, name, on: false);
                    break;
                case "status":
                    bool running = IsActive(command, kubernetes, name);
                    exitCode = await SayAsync(
                        $"* {name}.service\n     Loaded: loaded\n     Active: {(running ? "active (running)" : "inactive (dead)")}", running ? 0 : 3);
                    break;
                default:
                    break; // enable, disable, mask, unmask, daemon-reload, ...: nothing to keep
            }
        }
        return exitCode;

        async Task<int> SayAsync(string text, int code)
        {
            if (!quiet)
                await command.Console.OutAsync(text + "\n", cancellationToken);
            return code;
        }

        async Task<int> FailAsync(string text, int code)
        {
            await command.Console.ErrorAsync(text + "\n", cancellationToken);
            return code;
        }
    }

    private static bool IsInstalled(GuestCommand command, string name) =>
        s_known.Contains(name) && (name is not ("kubelet" or "containerd") || command.Machine.Image.KubernetesVersion is not null)
        && (name is not "docker" || command.Machine.Image.KubernetesVersion is null || command.Machine.Image.IsLegacy);

    private static bool IsActive(GuestCommand command, SimulatedKubernetes kubernetes, string name) =>
        name != "kubelet" || kubernetes.IsKubeletRunning(command.Machine.VmId);

    private static void Set(GuestCommand command, SimulatedKubernetes kubernetes, string name, bool on)
    {
        if (name == "kubelet")
            kubernetes.SetKubelet(command.Machine.VmId, on);
    }
}

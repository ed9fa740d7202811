using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Support;

/// <summary>What nodes can tell: the state of the system, the last of the logs, and on the control plane what Kubernetes has. Reads only.</summary>
internal static class GuestLogs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    // Sections are separated by a line of their own, so that one round trip per node is enough. Whatever a node does not have is left out.
    private const string Script = """
        since=$1
        section() { printf '\n##### %s\n' "$1"; }
        have() { command -v "$1" >/dev/null 2>&1; }
        section system
        date -u; uptime; uname -a; df -h; free -m; ip -br address 2>/dev/null
        section services
        for service in kubelet containerd docker; do printf '%s: ' "$service"; systemctl is-active "$service" 2>&1; done
        for service in kubelet containerd; do
          section "$service.log"
          if have journalctl; then journalctl --no-pager -u "$service" --since "$since" 2>&1 | tail -n 2000; fi
        done
        for log in /var/log/cloud-init-output.log /var/log/vmware-imc/toolsDeployPkg.log /root/customization.log /var/log/cse*.log; do
          [ -r "$log" ] || continue
          section "$log"
          tail -n 1000 "$log"
        done
        section containers
        if have crictl; then timeout 10 crictl ps -a 2>&1 | tail -n 200; fi
        [ -s /etc/kubernetes/admin.conf ] || exit 0
        section kubernetes
        timeout 10 kubectl get nodes -o wide 2>&1
        timeout 10 kubectl get pods -A -o wide 2>&1
        timeout 10 kubectl get events -A 2>&1 | tail -n 300
        exit 0
        """;

    public static async Task CollectAsync(
        BundleWriter bundle, string folder, CseConnection connection, ClusterReference cluster, DateTimeOffset since, Func<string, string>? known, CancellationToken stop)
    {
        if (connection.Nodes is not { } nodes)
        {
            return;
        }

        NodeCommand command = new()
        {
            Text = Script,
            Arguments = [since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + " UTC"],
            Timeout = s_limit,
            MaxBytes = 4 * 1024 * 1024,
        };
        await nodes.RunAsync(cluster, null, command, outcome =>
        {
            if (outcome.Result is { } result)
            {
                bundle.AddText($"{folder}/nodes/{outcome.Node}.log", result.Output + (result.Error.Length > 0 ? "\n##### errors\n" + result.Error : ""), known);
            }
            else
            {
                bundle.Miss($"{folder}/nodes/{outcome.Node}.log", outcome.Failure!, known);
            }

            return Task.CompletedTask;
        }, stop).ConfigureAwait(false);
    }
}

using CsePowerShell.Simulator.Kubernetes.CommandLine;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>kubeadm reset: what init or join left is taken away; CNI files, firewall rules and $HOME/.kube stay, as kubeadm says.</summary>
internal static class KubeadmReset
{
    public static async Task<int> RunAsync(KubeadmCall call, CommandOptions options, CancellationToken cancellationToken)
    {
        if (!options.Is("--force"))
        {
            await call.Command.Console.OutAsync("W [reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted.\n"
                + "[reset] Are you sure you want to proceed? [y/N]: ", cancellationToken);
            string answer = System.Text.Encoding.UTF8.GetString(await call.Command.Console.ReadStandardInputAsync(cancellationToken)).Trim();
            if (!answer.Equals("y", StringComparison.OrdinalIgnoreCase))
                throw KubeadmException.Phase("preflight", "Aborted reset operation");
        }
        await call.SayAsync("[preflight] Running pre-flight checks", cancellationToken);
        await call.Kubernetes.ForgetAsync(call.Machine.VmId);
        const string folder = KubeadmCall.ConfigFolder;
        await call.Command.Console.ShellAsync(
            $"rm -rf {folder}/manifests/* {folder}/pki /var/lib/etcd/member {folder}/admin.conf {folder}/super-admin.conf {folder}/kubelet.conf "
            + $"{folder}/bootstrap-kubelet.conf {folder}/controller-manager.conf {folder}/scheduler.conf /var/lib/kubelet/*", cancellationToken);
        await call.SayAsync($"""
            [reset] Deleted contents of the etcd data directory: /var/lib/etcd
            [reset] Stopping the kubelet service
            [reset] Unmounting mounted directories in "/var/lib/kubelet"
            [reset] Deleting contents of directories: [{folder}/manifests /var/lib/kubelet {folder}/pki]
            [reset] Deleting files: [{folder}/admin.conf {folder}/super-admin.conf {folder}/kubelet.conf {folder}/bootstrap-kubelet.conf {folder}/controller-manager.conf {folder}/scheduler.conf]

            The reset process does not clean CNI configuration. To do so, you must remove /etc/cni/net.d

            The reset process does not reset or clean up iptables rules or IPVS tables.
            If you wish to reset iptables, you must do so manually by using the "iptables" command.

            The reset process does not clean your kubeconfig files and you must remove them manually.
            Please, check the contents of the $HOME/.kube/config file.
            """, cancellationToken);
        return 0;
    }
}

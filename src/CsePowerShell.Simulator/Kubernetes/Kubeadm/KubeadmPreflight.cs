using System.Globalization;
using CsePowerShell.Simulator.Kubernetes.CommandLine;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>The checks before init and join, with kubeadm's names, words and thresholds.</summary>
internal sealed class KubeadmPreflight(KubeadmCall call)
{
    private static readonly string[] s_manifests = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"];
    private readonly List<(string Name, string Message)> _errors = [];

    public async Task CheckInitAsync(CommandOptions options, CancellationToken cancellationToken)
    {
        string[] manifests = [.. s_manifests.Select(name => $"{KubeadmCall.ConfigFolder}/manifests/{name}.yaml")];
        IReadOnlySet<string> existing = await call.ExistingAsync([.. manifests, "/var/lib/etcd/member"], cancellationToken);
        if (call.Machine.Cpu < 2)
            Fail("NumCPU", string.Create(CultureInfo.InvariantCulture,
                $"the number of available CPUs {call.Machine.Cpu} is less than the required 2"));
        if (call.Machine.MemoryMB < 1700)
            Fail("Mem", string.Create(CultureInfo.InvariantCulture, $"the system RAM ({call.Machine.MemoryMB} MB) is less than the minimum 1700 MB"));
        bool runsControlPlane = call.Kubernetes.ControlledBy(call.Machine.VmId) is not null;
        if (runsControlPlane)
        {
            foreach (int port in (int[])[6443, 10259, 10257])
                FailPort(port);
        }
        foreach (string manifest in manifests.Where(existing.Contains))
            FailFile(manifest);
        if (call.Kubernetes.IsMember(call.Machine.VmId))
            FailPort(10250);
        if (runsControlPlane)
        {
            FailPort(2379);
            FailPort(2380);
        }
        if (existing.Contains("/var/lib/etcd/member"))
            Fail("DirAvailable--var-lib-etcd", "/var/lib/etcd is not empty");
        ThrowUnlessIgnored(options);
    }

    public async Task CheckJoinAsync(CommandOptions options, CancellationToken cancellationToken)
    {
        string[] files = [$"{KubeadmCall.ConfigFolder}/kubelet.conf", $"{KubeadmCall.ConfigFolder}/bootstrap-kubelet.conf",
            $"{KubeadmCall.ConfigFolder}/pki/ca.crt"];
        IReadOnlySet<string> existing = await call.ExistingAsync(files, cancellationToken);
        foreach (string file in files.Where(existing.Contains))
            FailFile(file);
        if (call.Kubernetes.IsMember(call.Machine.VmId))
            FailPort(10250);
        ThrowUnlessIgnored(options);
    }

    private void FailFile(string path) => Fail($"FileAvailable-{path.Replace('/', '-')}", $"{path} already exists");

    private void FailPort(int port) => Fail(
        string.Create(CultureInfo.InvariantCulture, $"Port-{port}"), string.Create(CultureInfo.InvariantCulture, $"Port {port} is in use"));

    private void Fail(string name, string message) => _errors.Add((name, message));

    private void ThrowUnlessIgnored(CommandOptions options)
    {
        string[] ignored = [.. options.Values("--ignore-preflight-errors").SelectMany(value => value.Split(','))];
        (string Name, string Message)[] fatal =
            [.. _errors.Where(error => !ignored.Contains("all", StringComparer.OrdinalIgnoreCase)
                && !ignored.Contains(error.Name, StringComparer.OrdinalIgnoreCase))];
        if (fatal.Length > 0)
            throw KubeadmException.Phase("preflight", "[preflight] Some fatal errors occurred:\n"
                + string.Concat(fatal.Select(error => $"\t[ERROR {error.Name}]: {error.Message}\n"))
                + "[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`");
    }
}

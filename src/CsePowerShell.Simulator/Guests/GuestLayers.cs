using System.Globalization;

namespace CsePowerShell.Simulator.Guests;

/// <summary>
/// Lays out the read-only layers below the guests' disks: one for all guests, with the simulator's own scripts and tools, and one per image.
/// Under them lies the machine's own file system, of which the supervisor hides what is private.
/// </summary>
internal sealed class GuestLayers(Supervisor supervisor, string? serversRoot)
{
    private const string Scripts = "usr/local/lib/simulator";

    private static readonly string[] s_systemTools = ["systemctl", "reboot", "poweroff", "shutdown", "halt", "hostnamectl"];
    private static readonly string[] s_kernelTools =
        ["swapon", "swapoff", "sysctl", "modprobe", "lsmod", "iptables", "ip6tables", "iptables-save", "iptables-restore", "ip6tables-save",
            "ip6tables-restore", "nft", "ufw"];
    private static readonly string[] s_kubernetesTools = ["kubeadm", "kubectl", "kubelet", "crictl", "ctr", "containerd"];

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<GuestImage, string> _images = [];

    /// <summary>The layer that all guests share.</summary>
    public async Task LayBaseAsync(CancellationToken cancellationToken)
    {
        await PutAsync("bin/guest-enter", "0755", GuestScripts.Enter, cancellationToken);
        await PutAsync($"base/{Scripts}/guest-init", "0755", GuestScripts.Init, cancellationToken);
        await PutAsync($"base/{Scripts}/guest-run", "0755", GuestScripts.Run, cancellationToken);
        await PutAsync($"base/{Scripts}/customize", "0755", GuestScripts.Customize, cancellationToken);
        await PutAsync($"base/{Scripts}/cut-connections", "0755", GuestScripts.CutConnections, cancellationToken);
        await PutAsync($"base/{Scripts}/shim", "0755", GuestScripts.Shim, cancellationToken);
        await PutAsync($"base/{Scripts}/local-tool", "0755", GuestScripts.LocalTool, cancellationToken);
        await PutAsync("base/etc/ssh/sshd_config", "0644", GuestScripts.SshdConfig, cancellationToken);
        await PutTextAsync("base/etc/passwd", """
            root:x:0:0:root:/root:/bin/bash
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
            sshd:x:101:65534::/run/sshd:/usr/sbin/nologin

            """, cancellationToken);
        await PutTextAsync("base/etc/group", "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n", cancellationToken);
        await PutTextAsync("base/root/.bashrc", "PS1='\\u@\\h:\\w\\$ '\n", cancellationToken);
        await PutTextAsync("base/etc/environment", "", cancellationToken);
        await LinkToolsAsync("base", s_systemTools, "shim", cancellationToken);
        await LinkToolsAsync("base", s_kernelTools, "local-tool", cancellationToken);
        if (serversRoot is not null)
        {
            foreach (string part in (string[])["usr/sbin/sshd", "usr/lib/openssh", "usr/bin/ssh-keygen"])
            {
                if (Path.Exists(Path.Combine(serversRoot, part)))
                    await supervisor.DoAsync(cancellationToken, "copy", Supervisor.Word(Path.Combine(serversRoot, part)),
                        $"base/{Path.GetDirectoryName(part)}");
            }
        }
    }

    /// <summary>The layer of an image, laid out when it is first asked for.</summary>
    public async Task<string> ForImageAsync(GuestImage image, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_images.TryGetValue(image, out string? name))
                return name;
            name = string.Create(CultureInfo.InvariantCulture, $"image{_images.Count + 1}");
            await PutTextAsync($"{name}/etc/os-release", OsRelease(image.TemplateName), cancellationToken);
            if (image.KubernetesVersion is not null)
            {
                await LinkToolsAsync(name, s_kubernetesTools, "shim", cancellationToken);
                await PutTextAsync($"{name}/etc/containerd/config.toml", "version = 2\n", cancellationToken);
                await PutTextAsync($"{name}/etc/kubernetes/manifests/.keep", "", cancellationToken);
            }
            if (image.Cni is not null)
                await PutAsync($"{name}/root/{(image.IsLegacy ? "weave.yml" : "cni.yaml")}", "0644", GuestScripts.FlannelManifest, cancellationToken);
            if (image.IsLegacy)
                await LinkToolsAsync(name, ["ip"], "shim", cancellationToken);
            return _images[image] = name;
        }
        finally
        {
            _gate.Release();
        }
    }

    private Task LinkToolsAsync(string layer, string[] names, string target, CancellationToken cancellationToken) =>
        supervisor.DoAsync(cancellationToken, (IEnumerable<string>)["tools", $"/{Scripts}/{target}", layer, .. names]);

    private Task PutTextAsync(string path, string text, CancellationToken cancellationToken) =>
        PutAsync(path, "0644", System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);

    private Task PutAsync(string path, string mode, byte[] content, CancellationToken cancellationToken) =>
        supervisor.DoAsync(cancellationToken, "put", path, mode, Convert.ToBase64String(content));

    private static string OsRelease(string template)
    {
        (string id, string version, string name) = template.StartsWith("photon", StringComparison.OrdinalIgnoreCase)
            ? ("photon", "2.0", "VMware Photon OS/Linux")
            : template.Contains("24.04", StringComparison.Ordinal) ? ("ubuntu", "24.04", "Ubuntu 24.04.1 LTS")
            : ("ubuntu", "22.04", "Ubuntu 22.04.5 LTS");
        return $"ID={id}\nVERSION_ID=\"{version}\"\nPRETTY_NAME=\"{name}\"\n";
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>The Node object that a kubelet registers.</summary>
internal static class NodeObject
{
    public static JsonObject Create(string name, GuestMachine machine, string kubeletVersion, bool isControlPlane, JsonArray? taints,
        DateTimeOffset now)
    {
        JsonObject labels = new()
        {
            ["beta.kubernetes.io/arch"] = "amd64",
            ["beta.kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
        };
        if (isControlPlane)
        {
            labels["node-role.kubernetes.io/control-plane"] = "";
            labels["node.kubernetes.io/exclude-from-external-load-balancers"] = "";
        }
        JsonObject node = new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = labels,
                ["annotations"] = new JsonObject
                {
                    ["kubeadm.alpha.kubernetes.io/cri-socket"] = "unix:///run/containerd/containerd.sock",
                    ["node.alpha.kubernetes.io/ttl"] = "0",
                    ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true",
                },
            },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["addresses"] = new JsonArray(
                    new JsonObject { ["type"] = "InternalIP", ["address"] = machine.Address.ToString() },
                        new JsonObject { ["type"] = "Hostname", ["address"] = name }),
                ["capacity"] = Resources(machine),
                ["allocatable"] = Resources(machine),
                ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
                ["nodeInfo"] = new JsonObject
                {
                    ["machineID"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(machine.VmId)))[..32],
                    ["systemUUID"] = machine.VmId,
                    ["bootID"] = Guid.NewGuid().ToString(),
                    ["kernelVersion"] = Environment.OSVersion.Version.ToString(),
                    ["osImage"] = machine.Image.TemplateName.Contains("24.04", StringComparison.Ordinal) ? "Ubuntu 24.04.1 LTS"
                    : "Ubuntu 22.04.5 LTS",
                    ["containerRuntimeVersion"] = "containerd://1.7.24",
                    ["kubeletVersion"] = kubeletVersion,
                    ["kubeProxyVersion"] = kubeletVersion,
                    ["operatingSystem"] = "linux",
                    ["architecture"] = "amd64",
                },
            },
        };
        if (taints is { Count: > 0 })
            node.Set(taints.DeepClone(), "spec", "taints");
        node.SetCondition("Ready", "False", "KubeletNotReady", "container runtime network not ready", now);
        return node;
    }

    private static JsonObject Resources(GuestMachine machine) => new()
    {
        ["cpu"] = machine.Cpu.ToString(CultureInfo.InvariantCulture),
        ["ephemeral-storage"] = "16Gi",
        ["hugepages-2Mi"] = "0",
        ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{machine.MemoryMB}Mi"),
        ["pods"] = "110",
    };
}

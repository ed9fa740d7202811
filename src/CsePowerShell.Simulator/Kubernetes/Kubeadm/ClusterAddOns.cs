using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes.Certificates;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>What is in a cluster right after kubeadm init: namespaces, the first node with its static pods, CoreDNS, kube-proxy, tokens and
/// cluster-info.</summary>
internal static class ClusterAddOns
{
    private const string SystemSpace = "kube-system";

    public static void Install(SimulatedCluster cluster, InitSettings settings, GuestMachine machine, DateTimeOffset now)
    {
        ResourceStore store = cluster.State.Store;
        foreach (string name in (string[])["default", "kube-node-lease", "kube-public", SystemSpace])
            store.Create(ResourceKind.Namespace, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name } },
                ["status"] = new JsonObject { ["phase"] = "Active" },
            });
        AddNode(cluster, settings.NodeName, machine, isControlPlane: true, settings.Taints, now);
        InstallStaticPods(store, store.Find(ResourceKind.Node, settings.NodeName)!, cluster.Settings, machine);
        store.Create(ResourceKind.DaemonSet, Proxy(cluster.Settings.Release));
        store.Create(ResourceKind.Deployment, CoreDns());
        store.Create(ResourceKind.Service, KubernetesService(cluster.Settings));
        store.Create(ResourceKind.ConfigMap, Map(SystemSpace, "kubeadm-config", "ClusterConfiguration", settings.StoredConfiguration.ToJsonString()));
        store.Create(ResourceKind.ConfigMap, Map("kube-public", "cluster-info", "kubeconfig",
            KubeconfigText.WriteClusterInfo(cluster.Settings.Server, cluster.Authority.CertificatePem)));
        if (settings.CertificateKey is { } key)
            store.Create(ResourceKind.Secret, UploadedCertificates(cluster, key));
        foreach (BootstrapToken token in settings.Tokens)
            store.Create(ResourceKind.Secret, token.ToSecret());
    }

    /// <summary>Registers a node with its lease and its kubelet.</summary>
    public static void AddNode(SimulatedCluster cluster, string name, GuestMachine machine, bool isControlPlane, JsonArray? taints,
        DateTimeOffset now)
    {
        ResourceStore store = cluster.State.Store;
        string version = KubernetesRelease.Parse(machine.Image.KubernetesVersion ?? cluster.Version).ToString();
        if (store.Find(ResourceKind.Node, name) is { } old)
            store.Remove(ResourceKind.Node, old);
        store.Create(ResourceKind.Node, NodeObject.Create(name, machine, version, isControlPlane, taints, now));
        cluster.State.Kubelets[name] = new Kubelet(machine, now);
        if (store.Find(ResourceKind.Lease, "kube-node-lease", name) is null)
            store.Create(ResourceKind.Lease, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "kube-node-lease" },
                ["spec"] = new JsonObject
                {
                    ["holderIdentity"] = name, ["leaseDurationSeconds"] = 40, ["acquireTime"] = MicroTime(now), ["renewTime"] = MicroTime(now),
                },
            });
    }

    private static string MicroTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static void InstallStaticPods(ResourceStore store, JsonObject node, ClusterSettings settings, GuestMachine machine)
    {
        foreach (string component in (string[])["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"])
        {
            string image = component == "etcd" ? "registry.k8s.io/etcd:3.5.15-0" : $"registry.k8s.io/{component}:{settings.Release}";
            Dictionary<string, string> labels = new() { ["component"] = component, ["tier"] = "control-plane" };
            JsonObject pod = Workloads.Pod(SystemSpace, $"{component}-{node.Name()}", node.Name(), labels, withEmptyDir: false);
            pod.Set(Guid.NewGuid().ToString("N"), "metadata", "annotations", "kubernetes.io/config.mirror");
            pod.Set("file", "metadata", "annotations", "kubernetes.io/config.source");
            pod.Set(new JsonArray(KubeObject.ControlledBy(node)), "metadata", "ownerReferences");
            pod.Set(new JsonArray(new JsonObject { ["name"] = component, ["image"] = image }), "spec", "containers");
            pod.Set(true, "spec", "hostNetwork");
            pod.Set("system-node-critical", "spec", "priorityClassName");
            pod.Set(new JsonArray(new JsonObject { ["operator"] = "Exists", ["effect"] = "NoExecute" }), "spec", "tolerations");
            pod.Set(machine.Address.ToString(), "status", "hostIP");
            store.Create(ResourceKind.Pod, pod);
        }
    }

    private static JsonObject Proxy(KubernetesRelease release) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "kube-proxy", ["namespace"] = SystemSpace, ["labels"] = new JsonObject { ["k8s-app"] = "kube-proxy" },
        },
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["k8s-app"] = "kube-proxy" } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["k8s-app"] = "kube-proxy" } },
                ["spec"] = new JsonObject
                {
                    ["hostNetwork"] = true,
                    ["priorityClassName"] = "system-node-critical",
                    ["nodeSelector"] = new JsonObject { ["kubernetes.io/os"] = "linux" },
                    ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
                    ["containers"] = new JsonArray(new JsonObject { ["name"] = "kube-proxy", ["image"] = $"registry.k8s.io/kube-proxy:{release}" }),
                },
            },
        },
    };

    private static JsonObject CoreDns()
    {
        JsonObject deployment = Workloads.Deployment(SystemSpace, "coredns", 2);
        foreach (string[] path in (string[][])[["metadata", "labels"], ["spec", "selector", "matchLabels"],
            ["spec", "template", "metadata", "labels"]])
            deployment.Set(new JsonObject { ["k8s-app"] = "kube-dns" }, path);
        deployment.Set(
            new JsonArray(new JsonObject { ["name"] = "coredns", ["image"] = "registry.k8s.io/coredns/coredns:v1.11.3" }),
            "spec", "template", "spec", "containers");
        deployment.Set(new JsonArray(
            new JsonObject { ["key"] = "CriticalAddonsOnly", ["operator"] = "Exists" },
            new JsonObject { ["key"] = "node-role.kubernetes.io/control-plane", ["effect"] = "NoSchedule" }),
            "spec", "template", "spec", "tolerations");
        return deployment;
    }

    private static JsonObject KubernetesService(ClusterSettings settings) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "kubernetes", ["namespace"] = "default",
            ["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" },
        },
        ["spec"] = new JsonObject
        {
            ["type"] = "ClusterIP",
            ["clusterIP"] = settings.ServerNames[5],
            ["ports"] = new JsonArray(
                new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP", ["targetPort"] = settings.BindPort }),
        },
    };

    // As kubeadm does: each file encrypted with AES-GCM under the certificate key, the nonce in front.
    private static JsonObject UploadedCertificates(SimulatedCluster cluster, string key)
    {
        JsonObject data = [];
        foreach ((string name, string pem) in ((string, string)[])[("ca.crt", cluster.Authority.CertificatePem),
            ("ca.key", cluster.Authority.KeyPem)])
        {
            byte[] plain = Encoding.ASCII.GetBytes(pem + "\n");
            byte[] nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize), sealedText = new byte[plain.Length],
                tag = new byte[AesGcm.TagByteSizes.MaxSize];
            using AesGcm cipher = new(Convert.FromHexString(key), tag.Length);
            cipher.Encrypt(nonce, plain, sealedText, tag);
            data[name] = Convert.ToBase64String([.. nonce, .. sealedText, .. tag]);
        }
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = "kubeadm-certs", ["namespace"] = SystemSpace }, ["type"] = "Opaque",
            ["data"] = data };
    }

    private static JsonObject Map(string @namespace, string name, string key, string text) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["data"] = new JsonObject { [key] = text },
    };
}

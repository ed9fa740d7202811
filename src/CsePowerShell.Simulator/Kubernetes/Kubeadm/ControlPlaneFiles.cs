using System.Security.Cryptography;
using CsePowerShell.Simulator.Kubernetes.Certificates;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>What kubeadm leaves on the disk of a node. Kubeconfigs, CA and certificates are real.</summary>
internal static class ControlPlaneFiles
{
    private const string Folder = KubeadmCall.ConfigFolder;
    private const string Pki = Folder + "/pki";

    public static IEnumerable<(string Path, string Content, bool IsSecret)> Of(SimulatedCluster cluster, InitSettings settings, DateTimeOffset now)
    {
        ClusterSettings made = cluster.Settings;
        ClusterAuthority authority = cluster.Authority;
        using ECDsa serviceAccounts = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        IssuedCertificate kubelet = authority.IssueClient($"system:node:{settings.NodeName}", now, "system:nodes");
        yield return ($"{Pki}/ca.crt", authority.CertificatePem + "\n", false);
        yield return ($"{Pki}/ca.key", authority.KeyPem + "\n", true);
        yield return ($"{Pki}/apiserver.crt", cluster.ServerCertificate.CertificatePem + "\n", false);
        yield return ($"{Pki}/apiserver.key", cluster.ServerCertificate.KeyPem + "\n", true);
        yield return ($"{Pki}/sa.pub", serviceAccounts.ExportSubjectPublicKeyInfoPem() + "\n", false);
        yield return ($"{Pki}/sa.key", serviceAccounts.ExportECPrivateKeyPem() + "\n", true);
        // Since 1.29 the administrator's group has a cluster role binding that can be revoked; super-admin.conf is the old kind.
        bool hasAdminGroup = made.Release.IsAtLeast(29);
        yield return ($"{Folder}/admin.conf",
            Kubeconfig(cluster, "kubernetes-admin", authority.IssueClient("kubernetes-admin", now, hasAdminGroup ? "kubeadm:cluster-admins"
                : "system:masters")), true);
        if (hasAdminGroup)
            yield return ($"{Folder}/super-admin.conf", Kubeconfig(cluster, "kubernetes-super-admin",
                authority.IssueClient("kubernetes-super-admin", now, "system:masters")), true);
        yield return ($"{Folder}/controller-manager.conf", Kubeconfig(cluster, "system:kube-controller-manager",
            authority.IssueClient("system:kube-controller-manager", now)), true);
        yield return ($"{Folder}/scheduler.conf", Kubeconfig(cluster, "system:kube-scheduler", authority.IssueClient("system:kube-scheduler", now)),
            true);
        yield return ($"{Folder}/kubelet.conf", Kubeconfig(cluster, $"system:node:{settings.NodeName}", kubelet), true);
        foreach (string component in (string[])["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"])
            yield return ($"{Folder}/manifests/{component}.yaml", Manifest(component, made.Release), true);
        yield return ("/var/lib/etcd/member/snap/db", "", true);
        foreach ((string, string, bool) file in KubeletFiles())
            yield return file;
    }

    /// <summary>The files that every node has.</summary>
    public static IEnumerable<(string Path, string Content, bool IsSecret)> OfWorker(SimulatedCluster cluster, string nodeName, DateTimeOffset now) =>
    [
        ($"{Pki}/ca.crt", cluster.Authority.CertificatePem + "\n", false),
        ($"{Folder}/kubelet.conf", Kubeconfig(cluster, $"system:node:{nodeName}",
            cluster.Authority.IssueClient($"system:node:{nodeName}", now, "system:nodes")), true),
        .. KubeletFiles(),
    ];

    private static IEnumerable<(string Path, string Content, bool IsSecret)> KubeletFiles() =>
    [
        ("/var/lib/kubelet/config.yaml", "apiVersion: kubelet.config.k8s.io/v1beta1\ncgroupDriver: systemd\nkind: KubeletConfiguration\n", false),
        ("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///run/containerd/containerd.sock\"\n",
            false),
    ];

    private static string Kubeconfig(SimulatedCluster cluster, string user, IssuedCertificate certificate) =>
        KubeconfigText.Write(cluster.Settings.Name, cluster.Settings.Server, cluster.Authority.CertificatePem, user, certificate);

    private static string Manifest(string component, KubernetesRelease release) => $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {component}
          namespace: kube-system
        spec:
          containers:
          - name: {component}
            image: registry.k8s.io/{(component == "etcd" ? "etcd:3.5.15-0" : $"{component}:{release}")}
          hostNetwork: true

        """;
}

using System.Text;

namespace CsePowerShell.Simulator.Kubernetes.Certificates;

/// <summary>Writes kubeconfig files as kubeadm does.</summary>
internal static class KubeconfigText
{
    public static string Write(string cluster, string server, string caPem, string user, IssuedCertificate certificate) => $"""
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: {Base64(caPem)}
            server: {server}
          name: {cluster}
        contexts:
        - context:
            cluster: {cluster}
            user: {user}
          name: {user}@{cluster}
        current-context: {user}@{cluster}
        kind: Config
        preferences: {"{}"}
        users:
        - name: {user}
          user:
            client-certificate-data: {Base64(certificate.CertificatePem)}
            client-key-data: {Base64(certificate.KeyPem)}

        """;

    /// <summary>What the public ConfigMap cluster-info holds: where the cluster is, and its CA.</summary>
    public static string WriteClusterInfo(string server, string caPem) => $"""
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: {Base64(caPem)}
            server: {server}
          name: ""
        contexts: null
        current-context: ""
        kind: Config
        preferences: {"{}"}
        users: null

        """;

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem.TrimEnd() + "\n"));
}

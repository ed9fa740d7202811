using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Certificates;
using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>kubeadm init: checks, makes the CA and the cluster, opens the API server and writes what lies in /etc/kubernetes afterwards.</summary>
internal sealed class KubeadmInit(KubeadmCall call)
{
    private const string Pki = KubeadmCall.ConfigFolder + "/pki";

    public async Task<int> RunAsync(CommandOptions options, CancellationToken cancellationToken)
    {
        InitSettings settings = InitSettings.From(call, options, await call.ConfigurationAsync(options, cancellationToken));
        ClusterSettings made = settings.Cluster;
        await call.SayAsync($"[init] Using Kubernetes version: {made.Release}\n[preflight] Running pre-flight checks", cancellationToken);
        await new KubeadmPreflight(call).CheckInitAsync(options, cancellationToken);
        await call.SayAsync("[preflight] Pulling images required for setting up a Kubernetes cluster", cancellationToken);

        ClusterAuthority authority = await AuthorityAsync(settings, cancellationToken);
        SimulatedCluster cluster = new(made, authority, call.Kubernetes.Timings, call.Kubernetes.Clock);
        await SayCertificatesAsync(made, settings.NodeName, cancellationToken);
        await call.WaitAsync(call.Kubernetes.Timings.Init, cancellationToken);
        try
        {
            await cluster.OpenAsync();
        }
        catch (IOException e)
        {
            await cluster.DisposeAsync();
            throw KubeadmException.Phase("wait-control-plane",
                $"could not initialize a Kubernetes cluster: the API server did not come up: {e.Message}");
        }
        try
        {
            await call.WriteFilesAsync(ControlPlaneFiles.Of(cluster, settings, call.Now), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
        cluster.State.Change(() => ClusterAddOns.Install(cluster, settings, call.Machine, call.Now));
        call.Kubernetes.Add(cluster, call.Machine.VmId);
        call.Kubernetes.Join(cluster, call.Machine, settings.NodeName);

        await SayUploadAsync(settings, cancellationToken);
        await SayEndAsync(cluster, settings, options, cancellationToken);
        return 0;
    }

    // A CA that lies there already is taken, as kubeadm does: its makers know the hash before there is a cluster.
    private async Task<ClusterAuthority> AuthorityAsync(InitSettings settings, CancellationToken cancellationToken)
    {
        byte[]? certificate = await call.Command.Console.ReadFileAsync($"{Pki}/ca.crt", cancellationToken);
        byte[]? key = certificate is null ? null : await call.Command.Console.ReadFileAsync($"{Pki}/ca.key", cancellationToken);
        if (certificate is null || key is null)
            return ClusterAuthority.Create(settings.Algorithm, call.Now);
        try
        {
            return ClusterAuthority.Load(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw KubeadmException.Phase("certs/ca", $"failure loading ca certificate: {e.Message}");
        }
    }

    private Task SayCertificatesAsync(ClusterSettings made, string nodeName, CancellationToken cancellationToken) => call.SayAsync($"""
        [certs] Using certificateDir folder "{Pki}"
        [certs] Generating "ca" certificate and key
        [certs] Generating "apiserver" certificate and key
        [certs] apiserver serving cert is signed for DNS names [{nodeName} kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.{made.DnsDomain}] and IPs [{made.AdvertiseAddress}]
        [certs] Generating "sa" key and public key
        [kubeconfig] Using kubeconfig folder "{KubeadmCall.ConfigFolder}"
        [kubeconfig] Writing "admin.conf" kubeconfig file
        [kubeconfig] Writing "kubelet.conf" kubeconfig file
        [etcd] Creating static Pod manifest for local etcd in "{KubeadmCall.ConfigFolder}/manifests"
        [control-plane] Using manifest folder "{KubeadmCall.ConfigFolder}/manifests"
        [control-plane] Creating static Pod manifest for "kube-apiserver"
        [control-plane] Creating static Pod manifest for "kube-controller-manager"
        [control-plane] Creating static Pod manifest for "kube-scheduler"
        [kubelet-start] Starting the kubelet
        [wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "{KubeadmCall.ConfigFolder}/manifests"
        """, cancellationToken);

    private async Task SayUploadAsync(InitSettings settings, CancellationToken cancellationToken)
    {
        await call.SayAsync("[upload-config] Storing the configuration used in ConfigMap \"kubeadm-config\" in the \"kube-system\" Namespace",
            cancellationToken);
        await call.SayAsync(settings.CertificateKey is not { } key
            ? "[upload-certs] Skipping phase. Please see --upload-certs"
            : "[upload-certs] Storing the certificates in Secret \"kubeadm-certs\" in the \"kube-system\" Namespace\n"
                + $"[upload-certs] Using certificate key:\n{key}", cancellationToken);
        await call.SayAsync($"[mark-control-plane] Marking the node {settings.NodeName} as control-plane\n"
            + string.Concat(settings.Tokens.Select(token => $"[bootstrap-token] Using token: {token.Text}\n"))
            + "[addons] Applied essential addon: CoreDNS\n[addons] Applied essential addon: kube-proxy\n", cancellationToken);
    }

    private Task SayEndAsync(SimulatedCluster cluster, InitSettings settings, CommandOptions options, CancellationToken cancellationToken) => call.SayAsync($"""
        Your Kubernetes control-plane has initialized successfully!

        To start using your cluster, you need to run the following as a regular user:

          mkdir -p $HOME/.kube
          sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
          sudo chown $(id -u):$(id -g) $HOME/.kube/config

        You should now deploy a pod network to the cluster.
        Run "kubectl apply -f [podnetwork].yaml" with one of the options listed at:
          https://kubernetes.io/docs/concepts/cluster-administration/addons/

        Then you can join any number of worker nodes by running the following on each as root:

        kubeadm join {cluster.Settings.Endpoint} --token {(options.Is("--skip-token-print") ? "<value withheld>" : settings.Tokens[0].Text)} \
        {'\t'}--discovery-token-ca-cert-hash {cluster.Authority.Hash} 
        """, cancellationToken);
}

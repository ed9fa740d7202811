namespace CsePowerShell.Guest.Tests;

/// <summary>What a node script may call, as small programs that note their arguments and keep their state in files.</summary>
internal static class FakePrograms
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["hostname"] = "cat \"$S/hostname\"\n",
        ["swapoff"] = "exit 0\n",
        ["sysctl"] = "exit 0\n",
        ["modprobe"] = "exit 1\n",
        ["crictl"] = "exit 0\n",
        ["systemctl"] = """
            case "$1 $2" in
            'is-active containerd') [[ ! -e $S/no-runtime ]] ;;
            'is-active kubelet') [[ -e $S/kubelet ]] ;;
            'start kubelet') : >"$S/kubelet" ;;
            *) exit 0 ;;
            esac

            """,
        ["kubeadm"] = """
            [[ ! -e $S/noisy ]] || { yes 'a line that nobody asked for and nobody is going to read, however often it comes' 2>/dev/null || true; } | head -c 50000000
            case "$1" in
            version) [[ ! -e $S/version-fails ]] || { echo "boom" >&2; exit 3; }; echo v1.31.4 ;;
            init)
              cp "$3" "$S/init.yaml"; stat -c %a "$3" >"$S/mode"
              [[ ! -e /etc/kubernetes/manifests/kube-apiserver.yaml ]] || { echo "[ERROR FileAvailable--etc-kubernetes-manifests-kube-apiserver.yaml] already exists" >&2; exit 1; }
              mkdir -p /etc/kubernetes/pki /etc/kubernetes/manifests; : >/etc/kubernetes/manifests/kube-apiserver.yaml
              if [[ -e $S/init-fails ]]; then echo "error execution phase wait-control-plane: timed out, join with 07401b.f395accd246ae52d" >&2; exit 1; fi
              openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /etc/kubernetes/pki/ca.key -out /etc/kubernetes/pki/ca.crt -subj /CN=kubernetes -days 10 2>/dev/null
              cp /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/apiserver.crt
              printf 'clusters:\n- cluster:\n    server: https://%s\n' "$(sed -n 's/^controlPlaneEndpoint: "\(.*\)"$/\1/p' "$3")" >/etc/kubernetes/admin.conf
              echo "kubeadm join 10.0.0.5:6443 --token 07401b.f395accd246ae52d" ;;
            join)
              cp "$3" "$S/join.yaml"; stat -c %a "$3" >"$S/mode"
              [[ ! -e /etc/kubernetes/pki/ca.crt ]] || { echo "[ERROR FileAvailable--etc-kubernetes-pki-ca.crt] already exists" >&2; exit 1; }
              mkdir -p /etc/kubernetes/pki; : >/etc/kubernetes/pki/ca.crt
              if [[ -e $S/join-fails ]]; then echo "couldn't validate the identity of the API Server" >&2; exit 1; fi
              : >"$S/kubelet"
              printf '    server: https://%s\n' "$(sed -n 's/^ *apiServerEndpoint: "\(.*\)"$/\1/p' "$3")" >/etc/kubernetes/kubelet.conf ;;
            reset) rm -rf /etc/kubernetes/manifests /etc/kubernetes/pki /etc/kubernetes/*.conf "$S/kubelet" ;;
            token)
              case "$2" in
              create) echo "W1122 warning from kubeadm" >&2; echo abcdef.0123456789abcdef ;;
              delete) [[ $3 == abcdef && ! -e $S/delete-fails ]] || { echo "token not found" >&2; exit 1; } ;;
              list) printf 'TOKEN TTL\nabcdef.0123456789abcdef 14m\n' ;;
              esac ;;
            *) exit 9 ;;
            esac

            """,
        ["kubectl"] = """
            case "$1 $2" in
            'get nodes') cat "$S/nodes.json" ;;
            'get pods') if [[ $* == *wide* ]]; then cat "$S/pods.txt"; else cat "$S/pods.json"; fi ;;
            'get --raw') cat "$S/budgets.json" ;;
            drain*) if [[ -e $S/drain.log ]]; then cat "$S/drain.log" >&2; exit 1; fi; echo "node/$2 drained" ;;
            apply*) if [[ -e $S/apply-fails ]]; then rm "$S/apply-fails"; echo "connection refused" >&2; exit 1; fi; echo applied ;;
            *) echo ok ;;
            esac

            """,
    };
}

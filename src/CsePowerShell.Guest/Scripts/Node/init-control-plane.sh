#!/usr/bin/env bash
# kubeadm init. Inputs: kubeadm.yaml; endpoint (host:port); reset (yes: clean away the rest of an attempt that did not come through).
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
lock_node 600

done_mark=/etc/kubernetes/cse-initialized
endpoint=$(input endpoint)
admin=/etc/kubernetes/admin.conf
was=false

if [[ -s $done_mark && -s $admin ]]; then
  # kubeadm came through here, so the cluster has what is in it: never initialise over it.
  [[ $(endpoint_of "$admin") == "$endpoint" ]] || fail "This node is the control plane of another cluster ($(endpoint_of "$admin")). Remove that cluster first."
  was=true
  say "the control plane is initialised already"
elif [[ -e /etc/kubernetes/manifests/kube-apiserver.yaml || -e $admin || -d /var/lib/etcd/member ]]; then
  [[ $(input reset no) == yes ]] || fail "An earlier kubeadm init did not come through here. Run the same command again with resuming, or remove the cluster."
  say "cleaning away an earlier attempt that did not come through"
  kubeadm reset -f >&2
  rm -rf -- /etc/cni/net.d "$admin"
fi

if [[ $was == false ]]; then
  rm -f -- "$done_mark"
  kubeadm init --config "$CSE_DATA/kubeadm.yaml" >&2
  [[ -s $admin ]] || fail "kubeadm init ended well, but $admin is missing."
  printf '%s\n' "$endpoint" >"$done_mark"
fi

# For people who log in to look after the node.
mkdir -p /root/.kube
cp -f -- "$admin" /root/.kube/config

expires=$(openssl x509 -enddate -noout -in /etc/kubernetes/pki/apiserver.crt 2>/dev/null | cut -d= -f2 || true)
[[ -z $expires ]] || expires=$(date -u -d "$expires" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || true)
hash=$(ca_hash)
printf '{"wasInitialized":%s,"caCertHash":%s,"certificateExpires":%s}\n' "$was" "$(json_text "$hash")" "$(json_text "$expires")"

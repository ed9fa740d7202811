#!/usr/bin/env bash
# kubeadm join. Input: kubeadm.yaml; endpoint (host:port of the API server).
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
lock_node 300

kubelet=/etc/kubernetes/kubelet.conf
done_mark=/etc/kubernetes/cse-joined
endpoint=$(input endpoint)

# kubelet.conf is written when the cluster has signed the node's certificate, which is the last thing a join waits for: with a running kubelet the node has joined,
# even if an earlier run was cut off before it could say so. To reset such a node would leave a Ready node of its name behind, which kubeadm join refuses.
if [[ -s $kubelet ]] && { [[ -s $done_mark ]] || systemctl is-active kubelet >/dev/null 2>&1; }; then
  [[ $(endpoint_of "$kubelet") == "$endpoint" ]] || fail "This node belongs to another cluster ($(endpoint_of "$kubelet")). Remove the node and add a new one."
  say "the node has joined already"
  printf '%s\n' "$endpoint" >"$done_mark"
  systemctl is-active kubelet >/dev/null 2>&1 || systemctl start kubelet >&2 || say "the kubelet could not be started"
  printf '{"joined":false}\n'
  exit 0
fi

if [[ -e $kubelet || -e /etc/kubernetes/bootstrap-kubelet.conf || -e /etc/kubernetes/pki/ca.crt ]]; then
  say "cleaning away an earlier attempt that did not come through"
  kubeadm reset -f >&2
  rm -rf -- /etc/cni/net.d
fi

rm -f -- "$done_mark"
kubeadm join --config "$CSE_DATA/kubeadm.yaml" >&2
[[ -s $kubelet ]] || fail "kubeadm join ended well, but $kubelet is missing."
printf '%s\n' "$endpoint" >"$done_mark"
printf '{"joined":true}\n'

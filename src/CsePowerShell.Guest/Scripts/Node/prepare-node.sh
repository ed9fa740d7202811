#!/usr/bin/env bash
# Makes a node fit for kubeadm. Inputs: hostname (the VM's name), wait-seconds (for the container runtime).
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
lock_node 120

wanted=$(input hostname)
actual=$(first_bytes 300 hostname)
# A host name that is set late would register the wrong node name; customization sets it, so another one means it is not through.
[[ ${actual,,} == "${wanted,,}" ]] || fail "The host name is '$actual' instead of '$wanted': guest customization has not set it."

command -v kubeadm >/dev/null || fail "kubeadm is not in this image. Choose a template that was made for Kubernetes."

limit=$(input wait-seconds 120)
until systemctl is-active containerd >/dev/null 2>&1 && crictl info >/dev/null 2>&1; do
  ((SECONDS < limit)) || fail "The container runtime (containerd) is not ready after $SECONDS s."
  ((SECONDS % 10)) || say "waiting for the container runtime"
  sleep 1
done
say "the container runtime is ready"

swapoff -a || say "swap could not be switched off"
if [[ -w /etc/fstab ]] && grep -Eq '^[^#].*[[:space:]]swap[[:space:]]' /etc/fstab; then
  sed -i -E 's/^([^#].*[[:space:]]swap[[:space:]].*)$/# \1/' /etc/fstab
fi

mkdir -p /etc/modules-load.d /etc/sysctl.d
printf 'overlay\nbr_netfilter\n' >/etc/modules-load.d/cse-kubernetes.conf
printf 'net.ipv4.ip_forward = 1\nnet.bridge.bridge-nf-call-iptables = 1\nnet.bridge.bridge-nf-call-ip6tables = 1\n' >/etc/sysctl.d/90-cse-kubernetes.conf
chmod 0644 /etc/modules-load.d/cse-kubernetes.conf /etc/sysctl.d/90-cse-kubernetes.conf
# Built into some kernels, so a module that cannot be loaded is no failure: the settings show whether it works.
for module in overlay br_netfilter; do
  modprobe "$module" || say "the kernel module $module could not be loaded"
done
sysctl -q -p /etc/sysctl.d/90-cse-kubernetes.conf >&2 || fail "The kernel settings for pod networking cannot be set: br_netfilter is missing."

systemctl enable kubelet >/dev/null 2>&1 || say "the kubelet could not be enabled"

# An assignment, because a command that fails inside another one's arguments would go unnoticed.
version=$(first_bytes 200 kubeadm version -o short)
printf '{"hostName":%s,"kubeadmVersion":%s}\n' "$(json_text "$actual")" "$(json_text "$version")"

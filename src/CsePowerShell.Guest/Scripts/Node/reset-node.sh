#!/usr/bin/env bash
# Undoes kubeadm init or join on this node, with what kubeadm reset leaves behind.
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
lock_node 120

kubeadm reset -f >&2
rm -rf -- /etc/cni/net.d /etc/kubernetes/cse-initialized /etc/kubernetes/cse-joined /etc/kubernetes/admin.conf /root/.kube/config
printf '{"reset":true}\n'

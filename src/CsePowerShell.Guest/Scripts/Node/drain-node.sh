#!/usr/bin/env bash
# Cordons and drains a node. Inputs: node; timeout-seconds; force (yes: also pods no controller would start again); uncordon-only (yes: just let pods on it again).
# A node that cannot be drained is uncordoned again, and what blocked it is printed.
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane

node=$(input node)
seconds=$(input timeout-seconds 120)
kubectl get nodes -o json >"$CSE_DATA/nodes.json" || fail "The API server does not answer on this control plane."
if ! grep -Eq '"name": *"'"${node//./\\.}"'"' "$CSE_DATA/nodes.json"; then
  say "node $node is not in the cluster"
  printf '{"drained":true,"log":"","budgets":null}\n'
  exit 0
fi

if [[ $(input uncordon-only no) == yes ]]; then
  kubectl uncordon "$node" >&2
  printf '{"drained":false,"log":"","budgets":null}\n'
  exit 0
fi

arguments=(--ignore-daemonsets --delete-emptydir-data "--timeout=${seconds}s")
[[ $(input force no) != yes ]] || arguments+=(--force)
kubectl cordon "$node" >&2
if kubectl drain "$node" "${arguments[@]}" 2>&1 | tail -c 262144 >"$CSE_DATA/drain.log"; then
  tail -n 20 -- "$CSE_DATA/drain.log" >&2
  printf '{"drained":true,"log":"","budgets":null}\n'
  exit 0
fi

tail -n 20 -- "$CSE_DATA/drain.log" >&2
kubectl get --raw /apis/policy/v1/poddisruptionbudgets >"$CSE_DATA/budgets.json" 2>/dev/null || : >"$CSE_DATA/budgets.json"
# The labels that say which budget covers a pod; taken before the node is given free again.
kubectl get pods -A -o json >"$CSE_DATA/pods.json" 2>/dev/null || : >"$CSE_DATA/pods.json"
kubectl uncordon "$node" >&2 || say "node $node could not be uncordoned"
printf '{"drained":false,"log":%s,"budgets":%s,"pods":%s}\n' "$(json_text "$(sort -u -- "$CSE_DATA/drain.log" | tail -n 200)")" "$(json_line "$CSE_DATA/budgets.json")" "$(json_line "$CSE_DATA/pods.json")"

#!/usr/bin/env bash
# Prints the cluster's nodes as the API server gives them, and the pods of kube-* namespaces that do not run.
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane

kubectl get nodes -o json >"$CSE_DATA/nodes.json" || fail "The API server does not answer on this control plane."
# As a table: with all pods of a cluster, JSON would be megabytes on every round.
kubectl get pods -A -o wide >"$CSE_DATA/pods" || fail "The API server does not answer on this control plane."

pods=
while read -r namespace name ready phase rest; do
  [[ $namespace == kube-* && $phase != Completed ]] || continue
  [[ $phase != Running || ${ready%/*} != "${ready#*/}" ]] || continue
  read -r -a words <<<"$rest"
  node=
  # ... NODE, NOMINATED NODE, READINESS GATES; RESTARTS in front of them may be several words.
  ((${#words[@]} < 3)) || node=${words[-3]}
  pods+="${pods:+,}{\"namespace\":$(json_text "$namespace"),\"name\":$(json_text "$name"),\"ready\":$(json_text "$ready"),\"phase\":$(json_text "$phase"),\"node\":$(json_text "$node")}"
done <"$CSE_DATA/pods"

printf '{"nodes":%s,"pods":[%s]}\n' "$(json_line "$CSE_DATA/nodes.json")" "$pods"

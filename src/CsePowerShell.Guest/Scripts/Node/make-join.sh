#!/usr/bin/env bash
# Makes a join token that lives a short time. Inputs: ttl (for example 15m0s); token (made by the caller, so that it is never printed by kubeadm on a command line of ours).
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane

# Without a token argument kubeadm makes one itself and prints it: a token in the arguments could be seen in the process list.
token=$(kubeadm token create --ttl "$(input ttl)" --description "cse node join" 2>"$CSE_DATA/errors" | grep -Eo '[a-z0-9]{6}\.[a-z0-9]{16}' | tail -n 1) || {
  tail -c 4096 -- "$CSE_DATA/errors" >&2
  fail "kubeadm could not make a join token."
}
endpoint=$(endpoint_of "$KUBECONFIG")
[[ -n $endpoint ]] || fail "$KUBECONFIG names no API server."
hash=$(ca_hash)
printf '{"endpoint":%s,"token":%s,"caCertHash":%s}\n' "$(json_text "$endpoint")" "$(json_text "$token")" "$(json_text "$hash")"

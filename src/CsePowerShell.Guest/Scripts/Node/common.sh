# What the node scripts share. They read their inputs from files in $CSE_DATA, tell what they do on the error stream and print one JSON object.
# shellcheck shell=bash
set -euo pipefail
umask 077
export LC_ALL=C KUBECONFIG=/etc/kubernetes/admin.conf

say() { printf '%s\n' "$*" >&2; }

# The last line a failing script prints is what people see first: a sentence.
fail() { say "$*"; exit 1; }

# An input file's content; $2 if there is no such file.
input() {
  if [[ -f $CSE_DATA/$1 ]]; then cat -- "$CSE_DATA/$1"
  elif [[ $# -gt 1 ]]; then printf '%s' "$2"
  else fail "The input '$1' is missing."; fi
}

# What a command prints, but no more than its first $1 bytes: it may be megabytes, and bash takes minutes with those. The rest is read and dropped, so that
# the command does not fail for want of a reader; how it ends counts.
first_bytes() {
  local most=$1
  shift
  "$@" | { head -c "$most"; cat >/dev/null; }
}

# A JSON file on one line, because the caller takes the last one; JSON has line feeds only between its tokens. Null where nobody would read as much.
json_line() {
  if [[ -s $1 && $(stat -c %s -- "$1") -le 16777216 ]]; then tr -d '\r\n' <"$1"; else printf 'null'; fi
}

# A text as a JSON string.
json_text() {
  local text=$1
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\t'/\\t}
  printf '"%s"' "$(printf '%s' "$text" | tr -d '\000-\037\177')"
}

# One change at a time per node: a run that was cut off may still be at work. $1: how many seconds to wait for it.
lock_node() {
  exec 9>"$CSE_BASE/lock"
  flock -w "$1" 9 || fail "Another node script is still at work on this node. Wait for it, then run the same command again."
}

require_control_plane() {
  [[ -s $KUBECONFIG ]] || fail "This node is not an initialised control plane: $KUBECONFIG is missing."
}

# How the API server is reached, as host:port, from a kubeconfig.
endpoint_of() { sed -n 's|^ *server: *"\{0,1\}https://\([^"/ ]*\).*|\1|p' "$1" | head -n 1; }

# SHA-256 over the CA's public key, as kubeadm join wants it.
ca_hash() {
  local hash
  hash=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform DER 2>/dev/null | openssl dgst -sha256)
  printf 'sha256:%s' "${hash##* }"
}

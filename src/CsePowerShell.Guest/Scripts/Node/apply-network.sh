#!/usr/bin/env bash
# Applies the CNI manifest of the image: no download at cluster creation. Input: manifest (its path).
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane
lock_node 120

manifest=$(input manifest /root/cni.yaml)
[[ -s $manifest ]] || fail "The CNI manifest '$manifest' is not in this image. Choose another template."
# The API server may refuse for a moment right after init.
for attempt in 1 2 3 4 5; do
  if kubectl apply -f "$manifest" >&2; then
    printf '{"manifest":%s}\n' "$(json_text "$manifest")"
    exit 0
  fi
  say "kubectl apply failed (attempt $attempt)"
  sleep 2
done
fail "The CNI manifest '$manifest' could not be applied."

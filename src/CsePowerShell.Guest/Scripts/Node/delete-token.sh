#!/usr/bin/env bash
# Deletes a join token; one that is gone is fine. Input: token-id (its public part).
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane

id=$(input token-id)
[[ $id =~ ^[a-z0-9]{6}$ ]] || fail "A token id has six letters or digits."
if ! kubeadm token delete "$id" 2>&1 | tail -c 4096 >"$CSE_DATA/log"; then
  # Not grep -q: it stops reading, and kubeadm, which cannot print any more, would seem to have failed.
  if kubeadm token list 2>/dev/null | grep "^$id\." >/dev/null; then
    cat -- "$CSE_DATA/log" >&2
    fail "The join token '$id' could not be deleted."
  fi
fi
printf '{"deleted":true}\n'

#!/usr/bin/env bash
# Prints the administrator's kubeconfig.
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane

printf '{"kubeconfig":%s}\n' "$(json_text "$(head -c 1048576 -- "$KUBECONFIG")")"

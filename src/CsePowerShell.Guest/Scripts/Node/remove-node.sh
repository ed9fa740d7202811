#!/usr/bin/env bash
# Takes a node out of the cluster; one that is not there is fine. Input: node.
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"
require_control_plane

kubectl delete node "$(input node)" --ignore-not-found >&2
printf '{"removed":true}\n'

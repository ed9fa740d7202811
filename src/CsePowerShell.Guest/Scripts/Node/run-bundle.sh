# shellcheck shell=bash
# Runs in the guest as `bash -c` of the SSH command: unpacks script and inputs from standard input, one "name base64" per line, into a private folder
# and runs the script there. Nothing of them is on a command line, and the folder goes with the script, also when the connection does.
set -euo pipefail
umask 077
base=/run/cse
[[ -d /run && -w /run ]] || base=/var/lib/cse
mkdir -p -- "$base"
chmod 0700 -- "$base"
CSE_DATA=$(mktemp -d -- "$base/$1.XXXXXXXXXX")
export CSE_DATA CSE_BASE=$base
trap 'rm -rf -- "$CSE_DATA"' EXIT
trap 'exit 143' TERM HUP INT
trap '' PIPE
while IFS=' ' read -r name data; do
  printf '%s' "$data" | base64 -d >"$CSE_DATA/$name"
done
[[ -s $CSE_DATA/complete ]] || { echo "the script did not arrive whole" >&2; exit 74; }
bash -- "$CSE_DATA/$1.sh" </dev/null

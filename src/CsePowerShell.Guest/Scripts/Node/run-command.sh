#!/usr/bin/env bash
# Runs a user's own bash text and prints what it printed. Inputs: command; arguments (one base64 text per line); max-bytes of each stream.
# Its exit code is part of the result: a command that fails is no failure of this script.
# shellcheck source=common.sh
source "$CSE_DATA/common.sh"

bytes=$(input max-bytes 1048576)
arguments=()
while IFS= read -r argument; do
  arguments+=("$(printf '%s' "$argument" | base64 -d; printf x)")
done < <(input arguments '')

# The x keeps line feeds at the end of an argument, which the substitution would cut off.
code=0
(
  umask 022
  cd /
  unset CSE_BASE
  exec bash -- "$CSE_DATA/command" "${arguments[@]%x}"
) >"$CSE_DATA/out" 2>"$CSE_DATA/err" </dev/null || code=$?

truncated=false
for stream in out err; do
  [[ $(stat -c %s -- "$CSE_DATA/$stream") -le $bytes ]] || truncated=true
done
printf '{"exitCode":%d,"truncated":%s,"output":"%s","error":"%s"}\n' "$code" "$truncated" \
  "$(head -c "$bytes" -- "$CSE_DATA/out" | base64 -w 0)" "$(head -c "$bytes" -- "$CSE_DATA/err" | base64 -w 0)"

#!/bin/bash
# Stands in for a tool of a node (kubeadm, kubectl, systemctl, reboot, ...) under whose name it is called: hands the command line to the
# simulator and does in the guest what the simulator asks for, until it says how the command ended.
set -u
export LC_ALL=C
program=${0##*/}
if ! { read -r agent && read -r token; } 2>/dev/null </run/simulator/agent; then
    echo "$program: must be run as root" >&2
    exit 1
fi
if ! exec 3<>"/dev/tcp/${agent%:*}/${agent##*:}"; then
    echo "$program: the simulator does not answer" >&2
    exit 125
fi
printf '%s\0' "$token" "$program" "$PWD" "${HOME-/root}" "${KUBECONFIG-}" "$#" "$@" >&3

# Bytes that follow a line are taken with head -c, which reads no further than it is told; bash reads a socket byte by byte.
while read -r -u 3 action one two three; do
    case $action in
    out) head -c "$one" <&3 ;;
    err) head -c "$one" <&3 >&2 ;;
    stdin) printf '0 %s\n' "$(base64 -w0)" >&3 ;;
    read)
        path=$(base64 -d <<<"$one")
        if [ -r "$path" ] && [ ! -d "$path" ]; then
            { printf '0 ' && base64 -w0 "$path" && echo; } >&3
        else
            echo '1 ' >&3
        fi
        ;;
    write) # mode, path, length
        path=$(base64 -d <<<"$two")
        if (umask 022 && mkdir -p "${path%/*}" && umask 077 && head -c "$three" <&3 >"$path.new" && chmod "$one" "$path.new" && mv -f "$path.new" "$path"); then
            echo '0 ' >&3
        else
            echo '1 ' >&3
        fi
        ;;
    sh)
        text=$(/bin/sh -c "$(base64 -d <<<"$one")" 2>&1)
        printf '%s %s\n' $? "$(base64 -w0 <<<"$text")" >&3
        ;;
    exit) exit "$one" ;;
    esac
done
echo "$program: the simulator went away" >&2
exit 125

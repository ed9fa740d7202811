#!/bin/sh
# PID 1 of a guest, until it gives way to guest-run. Settings come on standard input as key=value lines:
# hostname, address, port, shadow (root's field of /etc/shadow), permitroot, ssh (yes or no), agent (host:port), token.
set -eu
hostname='' address='' port=22 shadow='*' permitroot=prohibit-password ssh=yes agent='' token=''
while IFS='=' read -r key value; do
    case $key in
    hostname) hostname=$value ;;
    address) address=$value ;;
    port) port=$value ;;
    shadow) shadow=$value ;;
    permitroot) permitroot=$value ;;
    ssh) ssh=$value ;;
    agent) agent=$value ;;
    token) token=$value ;;
    esac
done

hostname "$hostname"
rm -f /etc/hostname /etc/hosts /etc/shadow
echo "$hostname" >/etc/hostname
printf '127.0.0.1 localhost\n%s %s\n' "$address" "$hostname" >/etc/hosts
umask 077
printf 'root:%s:19000:0:99999:7:::\nnobody:*:19000:0:99999:7:::\nsshd:!:19000::::::\n' "$shadow" >/etc/shadow
umask 022
# An image is sealed without an identity; a machine makes its own when it first boots.
if [ ! -s /etc/machine-id ]; then
    tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
fi
[ -s /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -C "root@$hostname" -f /etc/ssh/ssh_host_ed25519_key

mkdir -p /run/sshd /run/lock /run/containerd
mkdir -m 0700 /run/simulator
(
    umask 077
    printf '%s\n%s\n' "$agent" "$token" >/run/simulator/agent
)
exec >>/var/log/console.log 2>&1 </dev/null
exec setpriv --bounding-set "$1" --inh-caps=-all /bin/sh /usr/local/lib/simulator/guest-run "$address" "$port" "$permitroot" "$ssh"

#!/bin/bash
# The parent of all guests of one simulator: PID 1 of its own PID namespace, in its own mount namespace.
# It takes commands on standard input, one a line, and ends when the input does. The kernel then kills every guest, and all mounts go
# with the mount namespace, so nothing of a guest outlives the simulator, even after kill -9.
#
# Commands (N: number of the command, G: number of the guest, fields are base64):
#   N put FILE MODE CONTENT       writes a file below the work folder (bin, base: a layer under every disk, any other: an image's layer)
#   N tools TARGET LAYER NAME...  makes TARGET answer to the names of programs
#   N copy PATH FOLDER            copies a file or folder of this machine there
#   N boot G IMAGE SETTINGS       mounts the disk and starts PID 1 of the guest; SETTINGS are the key=value lines of guest-init
#   N stop G                      kills the guest, the disk stays
#   N destroy G                   kills the guest and drops the disk
#   N hostname G NAME             changes the guest's host name
#   N run G SCRIPT ARGUMENT...    runs a shell script in the guest
# Answers: "N more OUTPUT" (any number), then "N end EXITCODE".
set -u
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022

work=/mnt # any folder that exists: only this namespace sees the tmpfs over it
capabilities=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+sys_chroot,+audit_write,+setfcap
declare -A pids=()

decode() { base64 -d <<<"$1"; }

# A line of at most 4096 bytes is written to a pipe in one piece, so the answers of commands that run side by side do not mix.
answer() { # N EXITCODE [OUTPUT]
    local text chunk=3900
    if [ -n "${3-}" ]; then
        text=$(base64 -w0 <<<"$3")
        while [ -n "$text" ]; do
            printf '%s more %s\n' "$1" "${text:0:chunk}"
            text=${text:chunk}
        done
    fi
    printf '%s end %s\n' "$1" "$2"
}

fail() { # N TEXT
    answer "$1" 1 "$2"
}

prepare_work() {
    mount -t tmpfs -o mode=0755,size=90% simulator "$work" || return
    mkdir -p "$work"/mask/etc "$work"/mask/var/lib "$work"/base "$work"/guests
    # What guests must not see of this machine is a whiteout in the layer above it.
    local entry name
    for entry in /* /.[!.]*; do
        name=${entry#/}
        case $name in
        bin | sbin | lib | lib32 | lib64 | libx32 | usr | etc | var) ;;
        *) [ ! -e "$entry" ] || mknod "$work/mask/$name" c 0 0 || return ;;
        esac
    done
    for entry in etc/machine-id etc/hostname etc/shadow etc/shadow- etc/gshadow etc/gshadow- etc/passwd- etc/group- etc/sudoers.d \
        etc/ssh etc/kubernetes etc/cni etc/containerd etc/fstab etc/crontab etc/cron.d etc/motd var/tmp var/log var/spool var/mail \
        var/backups var/lib/kubelet var/lib/etcd var/lib/cni var/lib/containerd var/lib/docker var/lib/dbus var/lib/sudo; do
        [ ! -e "/$entry" ] || mknod "$work/mask/$entry" c 0 0 || return
    done
    cd "$work/base" || return
    mkdir -p root home mnt media srv opt boot proc sys run dev/pts dev/shm tmp etc/ssh etc/cni/net.d var/tmp var/log/vmware-imc var/spool var/mail var/lib/dbus
    chmod 0700 root
    chmod 1777 tmp var/tmp dev/shm
    ln -s ../run var/run 2>/dev/null
    mknod -m 666 dev/null c 1 3 && mknod -m 666 dev/zero c 1 5 && mknod -m 666 dev/full c 1 7 && mknod -m 666 dev/random c 1 8 \
        && mknod -m 666 dev/urandom c 1 9 && mknod -m 666 dev/tty c 5 0 || return
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    ln -s /proc/self/fd/0 dev/stdin
    ln -s /proc/self/fd/1 dev/stdout
    ln -s /proc/self/fd/2 dev/stderr
    # What a container or an old kernel refuses shows now, not at the first guest.
    mkdir -p "$work/none" && mount_disk try none && destroy try
}

# /usr/local/sbin comes first in root's PATH; the other two catch those who write /sbin/reboot or /usr/bin/kubectl.
link_tools() { # TARGET LAYER NAME...
    local target=$1 layer=$work/$2 name folder
    shift 2
    mkdir -p "$layer"/usr/local/sbin "$layer"/usr/sbin "$layer"/usr/bin
    for name; do ln -sfn "$target" "$layer/usr/local/sbin/$name" || return; done
    for folder in sbin bin; do (cd "$layer/usr/local/sbin" && cp -dfn -- "$@" "$layer/usr/$folder/") || return; done
}

mount_disk() { # G IMAGE
    local guest=$work/guests/$1
    mountpoint -q "$guest/root" && return
    mkdir -p "$guest/disk" "$guest/root" && mount -t tmpfs -o mode=0755,size=2g disk "$guest/disk" && mkdir "$guest/disk/upper" "$guest/disk/work" || return
    mount -t overlay -o "lowerdir=$work/$2:$work/base:$work/mask:/,upperdir=$guest/disk/upper,workdir=$guest/disk/work" overlay "$guest/root"
}

boot() { # N G IMAGE SETTINGS
    local said
    [ -z "${pids[$2]-}" ] || stop "$2"
    if ! said=$(mount_disk "$2" "$3" 2>&1); then
        fail "$1" "The disk could not be mounted. $said"
        return
    fi
    env -i PATH="$PATH" unshare --pid --mount --uts --ipc --fork --kill-child=SIGKILL \
        bash "$work/bin/guest-enter" "$work/guests/$2/root" "$capabilities" < <(decode "$4") >>"$work/guests/$2/console" 2>&1 &
    pids[$2]=$!
    answer "$1" 0
}

# unshare waits for its child, PID 1 of the guest, and that ends only when all of its namespace has: so once unshare is gone, the guest's
# sockets are closed, too. Killing unshare itself would return too early; --kill-child is for the case that it dies alone.
stop() { # G
    local pid=${pids[$1]-} children=''
    [ -n "$pid" ] || return 0
    read -r children 2>/dev/null <"/proc/$pid/task/$pid/children"
    # shellcheck disable=SC2086 # a list of numbers
    kill -KILL ${children:-$pid} 2>/dev/null
    wait "$pid" 2>/dev/null
    unset "pids[$1]"
    return 0
}

destroy() { # G
    stop "$1"
    local guest=$work/guests/$1
    [ -d "$guest" ] || return 0
    umount -l "$guest/root" 2>/dev/null
    umount -l "$guest/disk" 2>/dev/null
    rm -rf --one-file-system "$guest"
}

# In the guest's namespaces, with the guest's capabilities.
inside() { # PID COMMAND...
    local pid=$1
    shift
    nsenter --mount="/proc/$pid/ns/mnt" --uts="/proc/$pid/ns/uts" --ipc="/proc/$pid/ns/ipc" --pid="/proc/$pid/ns/pid_for_children" \
        env -i HOME=/root USER=root LOGNAME=root SHELL=/bin/bash PATH="$PATH" \
        setpriv --bounding-set "$capabilities" --inh-caps=-all "$@"
}

run() { # N G SCRIPT ARGUMENT...
    local number=$1 pid=${pids[$2]-} script=$3 output status argument arguments=()
    shift 3
    if [ -z "$pid" ]; then
        fail "$number" "The guest is not powered on."
        return
    fi
    for argument; do arguments+=("$(decode "$argument")"); done
    # A copy of this shell runs it; what the script prints beyond the last 48 KiB is of no use to anybody.
    output=$(set -o pipefail; inside "$pid" /bin/sh -c "$(decode "$script")" sh "${arguments[@]}" </dev/null 2>&1 | tail -c 49152)
    status=$?
    answer "$number" "$status" "$output"
}

if said=$(prepare_work 2>&1); then
    answer 0 0
else
    answer 0 1 "$said"
    exit 1
fi

while read -r number command a b c d; do
    case $command in
    put)
        mkdir -p "$work/${a%/*}" && decode "$c" >"$work/$a" && chmod "$b" "$work/$a"
        answer "$number" $?
        ;;
    tools)
        # shellcheck disable=SC2086 # names of programs
        link_tools "$a" "$b" $c $d
        answer "$number" $?
        ;;
    copy)
        mkdir -p "$work/$b" && cp -a "$(decode "$a")" "$work/$b/"
        answer "$number" $?
        ;;
    boot) boot "$number" "$a" "$b" "$c" ;;
    stop)
        stop "$a"
        answer "$number" 0
        ;;
    destroy)
        destroy "$a"
        answer "$number" 0
        ;;
    run)
        # shellcheck disable=SC2086 # base64 has neither blanks nor patterns
        run "$number" "$a" "$b" $c $d &
        ;;
    hostname)
        nsenter --uts="/proc/${pids[$a]-none}/ns/uts" hostname "$(decode "$b")"
        answer "$number" $?
        ;;
    *) fail "$number" "Unknown command." ;;
    esac
done

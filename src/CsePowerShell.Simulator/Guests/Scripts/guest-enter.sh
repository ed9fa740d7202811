#!/bin/bash
# The first process in the namespaces of a guest: builds the guest's view of the file system from its disk (mounted at $1 already), and
# turns into the guest's init there. $2: the capabilities that init keeps.
set -eu
umask 022
cd "$1"
mount -t proc -o nosuid,nodev,noexec proc proc
# Since Linux 6.14 this limit belongs to the PID namespace; before, it would be the whole machine's.
IFS=.- read -r major minor _ <proc/sys/kernel/osrelease
if ((major > 6 || (major == 6 && minor >= 14))); then
    echo 4096 >proc/sys/kernel/pid_max
fi

# A guest is root on this machine's kernel: what would change the machine is read-only or out of sight.
for path in sys sysrq-trigger irq bus fs acpi scsi; do
    if [ -e "proc/$path" ]; then
        mount -o bind,ro,nosuid,nodev,noexec "proc/$path" "proc/$path"
    fi
done
for path in kcore keys timer_list; do
    if [ -e "proc/$path" ]; then
        mount --bind dev/null "proc/$path"
    fi
done
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys

mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5,nosuid,noexec devpts dev/pts
mount -t tmpfs -o nosuid,nodev,mode=1777,size=64m tmpfs dev/shm
mount -t tmpfs -o nosuid,nodev,mode=0755,size=128m tmpfs run
mount -t tmpfs -o nosuid,nodev,mode=1777,size=512m tmpfs tmp

# The old root is stacked below the new one and goes: no path leads back to the machine's own file system.
pivot_root . .
umount -l .
cd /
echo 500 >/proc/self/oom_score_adj
exec /bin/sh /usr/local/lib/simulator/guest-init "$2"

#!/bin/bash
# Guest customization script of a cluster node: lets the given public keys log in as root.
# vCD runs it twice, with "precustomization" before and "postcustomization" after the restart; doing it twice changes nothing.
# The keys come as base64, so that nothing in them can be taken for shell.
set -eu
umask 077
keys='@KEYS@'
mkdir -p /root/.ssh
touch /root/.ssh/authorized_keys
printf '%s' "$keys" | base64 -d | while IFS= read -r line; do
    if [ -n "$line" ] && ! grep -qxF -e "$line" /root/.ssh/authorized_keys; then
        printf '%s\n' "$line" >> /root/.ssh/authorized_keys
    fi
done
chmod 700 /root/.ssh
chmod 600 /root/.ssh/authorized_keys

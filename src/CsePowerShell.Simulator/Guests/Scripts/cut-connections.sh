#!/bin/sh
# Breaks off all SSH connections of a guest at once, as a lost network would; the listener stays.
listener=$(cat /run/simulator/sshd.pid)
for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    name=$(cat "$process/comm" 2>/dev/null)
    case $name in
    sshd | sshd-session | sshd-auth) [ "$pid" = "$listener" ] || kill -KILL "$pid" ;;
    esac
done

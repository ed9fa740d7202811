#!/bin/sh
# PID 1 of a running guest: keeps sshd going, and takes in orphans as any init does (a shell that waits reaps every child).
# It is left alone by signals from inside, so kill -9 -1 in a guest ends all but this, and sshd comes back.
address=$1 port=$2 permitroot=$3 ssh=$4
cd /
export HOME=/ TERM=dumb
trap '' HUP INT TERM
if [ "$ssh" = no ]; then
    sleep infinity
fi
while :; do
    mkdir -p /run/sshd
    /usr/sbin/sshd -D -E /var/log/auth.log -o ListenAddress="$address:$port" -o PermitRootLogin="$permitroot" &
    echo $! >/run/simulator/sshd.pid
    wait $!
    sleep 0.2
done

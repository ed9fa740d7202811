#!/bin/sh
# Runs a guest customization script inside the guest. $1: precustomization or postcustomization, $2: the script in base64.
umask 077
log=/var/log/vmware-imc/customization.log
folder=$(mktemp -d /tmp/.vmware-imgcust-XXXXXX) || exit 126
echo "$2" | base64 -d >"$folder/customize.sh" || exit 126
mkdir -p "${log%/*}"
case $(head -c 2 "$folder/customize.sh") in
'#!')
    chmod 0700 "$folder/customize.sh"
    setsid --wait "$folder/customize.sh" "$1" >"$folder/output" 2>&1 &
    ;;
*) setsid --wait /bin/sh "$folder/customize.sh" "$1" >"$folder/output" 2>&1 & ;;
esac
echo $! >/run/simulator/customization.pid
wait $!
status=$?
{
    echo "== $1"
    cat "$folder/output"
    echo "== $1 ended with exit code $status"
} >>"$log"
cat "$folder/output"
rm -rf "$folder" /run/simulator/customization.pid
exit "$status"

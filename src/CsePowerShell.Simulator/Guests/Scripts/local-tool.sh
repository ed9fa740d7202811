#!/bin/bash
# Stands in, under their names, for the tools that would change the machine's kernel: they say yes, note what was asked in
# /run/simulator, and change nothing.
set -u
program=${0##*/}
notes=/run/simulator/$program
printf '%s\n' "$*" >>"$notes" 2>/dev/null

sysctl_value() { # NAME
    local path=/proc/sys/${1//.//}
    if [ -f "$notes.d/$1" ]; then
        cat "$notes.d/$1"
    elif [ -r "$path" ]; then
        tr '\t' ' ' <"$path"
    else
        echo "sysctl: cannot stat $path: No such file or directory" >&2
        return 1
    fi
}

sysctl_set() { # NAME=VALUE
    local name=${1%%=*} value=${1#*=}
    name=${name//[[:blank:]]/}
    value=${value#"${value%%[![:blank:]]*}"}
    case $name in
    *[!a-zA-Z0-9._-]* | '')
        echo "sysctl: malformed setting \"$1\"" >&2
        return 1
        ;;
    esac
    mkdir -p "$notes.d" && printf '%s\n' "$value" >"$notes.d/$name"
    [ -n "$quiet" ] || echo "$name = $value"
}

sysctl_file() { # FILE
    local line
    if [ ! -r "$1" ]; then
        echo "sysctl: cannot open \"$1\": No such file or directory" >&2
        return 1
    fi
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in '' | '#'* | ';'*) ;; *=*) sysctl_set "${line#-}" || status=1 ;; esac
    done <"$1"
}

run_sysctl() {
    local quiet='' values='' files='' argument file status=0
    for argument; do
        case $argument in
        -q | --quiet) quiet=yes ;;
        -n | --values) values=yes ;;
        -p | --load) files=yes ;;
        -p?*) sysctl_file "${argument#-p}" || status=1 ;;
        --load=*) sysctl_file "${argument#--load=}" || status=1 ;;
        --system)
            for file in /etc/sysctl.d/*.conf /etc/sysctl.conf; do
                [ ! -r "$file" ] || { echo "* Applying $file ..." && sysctl_file "$file"; } || status=1
            done
            files=''
            return "$status"
            ;;
        -*) ;;
        *=*) sysctl_set "$argument" || status=1 ;;
        *)
            if [ -n "$files" ]; then
                sysctl_file "$argument" || status=1
                files=loaded
            elif [ -n "$values" ]; then
                sysctl_value "$argument" || status=1
            else
                argument=${argument//\//.}
                file=$(sysctl_value "$argument") && echo "$argument = $file" || status=1
            fi
            ;;
        esac
    done
    [ "$files" != yes ] || sysctl_file /etc/sysctl.conf || status=1
    return "$status"
}

case $program in
sysctl) run_sysctl "$@" ;;
lsmod)
    echo 'Module                  Size  Used by'
    sed 's/^-.* //' /run/simulator/modprobe 2>/dev/null | sort -u | while read -r module; do printf '%-23s 16384  0\n' "$module"; done
    ;;
iptables-save | ip6tables-save) ;;
*) ;;
esac

#!/bin/sh
# The first process of a container: sets the gate up, as root does on a server, and becomes sshd.
# The volume /srv/kpitui holds the file, the keys of this host and the log. KPITUI_FIRST_KEY is the
# public key of the first leader, needed at the first start alone.
set -eu
umask 022
home=/srv/kpitui
cd "$(mktemp -d)"

mkdir -p /run/sshd
install -d -o root -g root -m 700 "$home/host"
[ -e "$home/host/ed25519" ] || ssh-keygen -q -t ed25519 -N '' -f "$home/host/ed25519"

# Nothing listens for syslog here.
if [ ! -e "$home/.config/kpitui/config.toml" ]; then
    install -d -m 755 "$home/.config" "$home/.config/kpitui"
    install -d -o kpi -g kpi -m 700 "$home/log"
    printf '[gate]\nlog = "%s/log/gate.log"\n' "$home" > "$home/.config/kpitui/config.toml"
fi

if [ -n "${KPITUI_FIRST_KEY:-}" ]; then
    printf '%s\n' "$KPITUI_FIRST_KEY" > sue.pub
elif [ ! -e "$KPITUI_DB" ]; then
    echo 'kpitui: name the public key of the first leader in KPITUI_FIRST_KEY.' >&2
    exit 2
fi
/opt/kpitui/bin/kpitui --db "$KPITUI_DB" access setup --account kpi > gate.sh
sh -e gate.sh

exec /usr/sbin/sshd -D -e -h "$home/host/ed25519" "$@"

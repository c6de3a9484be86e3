#!/usr/bin/env bash
# Run by fresh-machine.sh as the first process of namespaces of its own: mounts what a machine has, and runs a command there.
# Usage: inside.sh ROOT COMMAND...
set -euo pipefail
(($# >= 2)) || { echo "usage: inside.sh ROOT COMMAND... (by tools/fresh-machine.sh)" >&2; exit 2; }
root=$1
shift
# A mount, so that it can become the root of all: below a chroot, what looks at mounts would find no root.
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 dev "$root/dev"
mkdir "$root"/dev/{shm,pts}
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 pts "$root/dev/pts"
for node in null zero full random urandom tty kvm; do
  [[ -e /dev/$node ]] || continue
  : >"$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${number%:*}" "$root/dev/${number#*:}"; done
cd "$root"
pivot_root . .
umount -l .
cd /srv/DaxNative
update-ca-certificates >/dev/null 2>&1
# Not exec: the first process has to collect the orphans of the others.
"$@"

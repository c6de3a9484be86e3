#!/usr/bin/env bash
# Cuts the power of a virtual machine in the middle of its work, and tells which stores to persistent memory were still
# in their files afterwards: `power-cut.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/power-cut.sh [--kernel 6.12|6.1] [--wait SECONDS]

Boots a virtual machine (tools/pmem-vm.sh) three times on one emulated NVDIMM: to make an ext4 and an xfs with files that
are a hole, fallocated, or written in full; to store 64 bytes into each through DaxNative and then to be killed like a
machine whose power is cut; and to look. Prints one line a file:

  FILE SYSTEM  FILE  MAPPING  before the cut  after the cut

MAPPING is sync (MAP_SYNC, persisted by the CPU), msync (plain, persisted by msync) or plain (MAP_SHARED, flushed by the
CPU alone: the control, which must lose what a hole or a fallocated file was given). Exit 0 when everything persisted is
there and the control lost; 1 when something persisted is lost; 3 when the control lost nothing, which proves nothing.

  --kernel 6.12|6.1   the kernel series (default 6.12)
  --wait SECONDS      between the last store and the cut (default 15)

The probe must have been built: dotnet build -c Release.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
guest=$tools/vm/power-cut-guest.sh
say() { printf 'power-cut: %s\n' "$*" >&2; }

kernel=6.12 seconds=15
while (($# > 0)); do
  case $1 in
    --kernel | --wait)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      if [[ $1 == --kernel ]]; then kernel=$2; else seconds=$2; fi
      shift ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
[[ $seconds =~ ^[0-9]+$ ]] || { say "--wait wants whole seconds, not $seconds"; exit 2; }
export DAXNATIVE_PROBE=$root/src/DaxNative.Tests.Probe/bin/Release/net10.0/DaxNative.Tests.Probe.dll
[[ -s $DAXNATIVE_PROBE ]] || { say "the probe is not built: dotnet build -c Release"; exit 2; }

work=$(mktemp -d)
child=''
clean_up() {
  trap '' INT TERM HUP
  [[ -z $child ]] || { kill -TERM "$child" 2>/dev/null && wait "$child"; } || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

boot() { # PHASE: in the background; its output in $work/PHASE.log, its folder $work/PHASE
  mkdir -p "$work/$1"
  "$tools/pmem-vm.sh" run --kernel "$kernel" --nvdimm "$work/nvdimm.img" --nvdimm-size 3G --timeout 500 \
    --out "$work/$1" -- "$guest" "$1" >"$work/$1.log" 2>"$work/$1.err" &
  child=$!
}
finish() { # PHASE
  local status=0
  wait "$child" || status=$?
  child=''
  ((status == 0)) || { say "the boot to $1 failed with status $status:"; tail -n 20 "$work/$1.log" "$work/$1.err" >&2; exit 1; }
}

boot prepare
finish prepare

boot store
deadline=$((SECONDS + 400))
until grep -q '^READY' "$work/store.log" 2>/dev/null; do
  if ! kill -0 "$child" 2>/dev/null || ((SECONDS > deadline)); then
    say "the stores were never made:"
    tail -n 20 "$work/store.log" "$work/store.err" >&2
    exit 1
  fi
  sleep 0.2
done
sleep "$seconds"
# The virtual machine's own process, by the number that it wrote down: no shutdown, no sync.
kill -KILL "$(cat "$work/store/.vm/qemu.pid")"
wait "$child" || true
child=''

boot look
finish look

# before: "FS FILE MAPPING seen"; after: the same with present or lost.
awk '
  NR == FNR { if ($1 == "STORED") before[$2 " " $3 " " $4] = $5; next }
  $1 == "FOUND" {
    key = $2 " " $3 " " $4
    printf "%-5s %-10s %-6s %-8s %s\n", $2, $3, $4, before[key], $5
    count++
    if (before[key] != "present") broken = 1
    if ($4 != "plain" && $5 != "present") broken = 1
    if ($4 == "plain" && $3 != "written" && $5 == "present") idle = 1
    if ($4 == "plain" && $3 == "written" && $5 != "present") broken = 1
  }
  END {
    if (count != 14) { print "power-cut: " count + 0 " of 14 files were found" > "/dev/stderr"; exit 1 }
    if (broken) exit 1
    if (idle) exit 3
  }' "$work/store.log" "$work/look.log"

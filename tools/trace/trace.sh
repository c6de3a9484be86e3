#!/usr/bin/env bash
# Writes down what a program does to persistent memory, instruction by instruction: `trace.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/trace/trace.sh [OPTIONS] -- COMMAND [ARGUMENT...]

Runs COMMAND in a virtual machine (tools/pmem-vm.sh) whose CPU is watched: every store of a program to an ext4 with DAX
on persistent memory, with its value; every CLWB, CLFLUSHOPT and CLFLUSH with its line; every SFENCE, MFENCE and locked
instruction that has something to wait for; all in the order in which the one CPU executed them.
COMMAND finds the empty file system at $DAXNATIVE_TRACE_DIR, and a folder that stays at $DAXNATIVE_VM_OUT.

  --out DIR          where the trace goes (default ./machine-trace): DIR/trace.bin, and DIR/extents.tsv, which says where
                     each file of the file system lies in it
  --kernel-stores    also what the kernel itself stores and flushes (large)
  --kernel 7.3|6.12|6.1
                     the kernel series (default 6.12)
  --idle SECONDS     ends it when nothing has moved for so long (default 600)

Output and exit status are COMMAND's own; 125 when the machine or the tracer could not start; 2 for wrong usage.
docs/machine-traces.md describes the two files.
HELP
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$(dirname "$here")
say() { printf 'trace: %s\n' "$*" >&2; }
fail() { local status=$1; shift; say "$@"; exit "$status"; }
# shellcheck source-path=SCRIPTDIR source=../vm/packages.sh
. "$tools/vm/packages.sh"

# One of the e820 regions of tools/vm/devices.sh, as guest-physical addresses.
range_start=$((6 << 30)) range_length=$((512 << 20))

out=machine-trace kernel=6.12 idle_limit=600 kernel_stores=off
while (($# > 0)); do
  case $1 in
    --out | --kernel | --idle)
      (($# > 1)) || fail 2 "$1 wants a value (--help)" ;;&
    --out) out=$2 && shift ;;
    --kernel) kernel=$2 && shift ;;
    --idle) idle_limit=$2 && shift ;;
    --kernel-stores) kernel_stores=on ;;
    --help | -h) usage && exit 0 ;;
    --) shift && break ;;
    *) fail 2 "unknown option $1 (the command comes after --; see --help)" ;;
  esac
  shift
done
(($# > 0)) || fail 2 "no command given: put it after --"

require_packages "the tracer" tracer || exit 125
# The tracer calls functions inside QEMU that are no interface, and knows how its registers and RAM are numbered.
version=$(qemu-system-x86_64 --version | sed -n 's/^QEMU emulator version \([0-9]*\.[0-9]*\).*/\1/p')
[[ $version == 7.2 ]] || fail 125 "wants QEMU 7.2 (Debian 12's qemu-system-x86), not ${version:-an unknown one}"

build=$(mktemp -d)
child=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM HUP
  [[ -z $child ]] || { kill -TERM "$child" 2>/dev/null && wait "$child"; } || true
  rm -rf "$build"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

gcc -std=gnu11 -O2 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -o "$build/daxtrace.so" "$here"/plugin/*.c ||
  fail 125 "the tracer does not compile: see above"
mkdir -p "$out"
out=$(cd "$out" && pwd)
[[ $out != *,* ]] || fail 2 "--out: QEMU takes no comma in $out"
rm -f "$out/trace.bin" "$out/extents.tsv"

status=0
setpriv --pdeathsig TERM "$tools/pmem-vm.sh" run --kernel "$kernel" --idle "$idle_limit" --out "$out" --cpus 1 --qemu -plugin \
  --qemu "$build/daxtrace.so,out=$out/trace.bin,start=$range_start,length=$range_length,kernel=$kernel_stores" \
  -- "$here/guest.sh" "$range_start" "$@" &
child=$!
wait "$child" || status=$?
child=''
exit "$status"

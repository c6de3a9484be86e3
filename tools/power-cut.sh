#!/usr/bin/env bash
# Cuts the power of a virtual machine in the middle of its work, and tells what persistent memory still held afterwards:
# `power-cut.sh --help` says how.
# shellcheck disable=SC2034 # the parts below tools/vm share these variables
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/power-cut.sh --cuts N [--device ext4|xfs|devdax|all] [--seed S] [--work DIR] [--json] [--kernel 7.3|6.12|6.1|arm64]
       tools/power-cut.sh [--files] [--wait SECONDS] [--kernel 7.3|6.12|6.1|arm64]

Boots a virtual machine (tools/pmem-vm.sh) on one emulated NVDIMM, and kills it like a machine whose power is cut.

--cuts N: the transactional log, cut again and again. Each boot recovers the logs, has the host compare what is in them
with every acknowledgement that the host was given before, goes on writing (by the appender and shared, deferred commits,
records in place, truncations of both ends, checkpoints), and is cut at a random instant: while it writes; every third
time while it mounts and recovers; and every third time after the writing process was killed with SIGKILL and another
one had recovered and gone on. Beside them writes a control, a log in a growing file without MAP_SYNC, which each cut must take. Prints a line
a cut and device, and a table.

  --device DEVICE     where the logs lie (default all: one on each, written at the same time)
  --seed S            of all that is random (default 1); where a kill hits depends on the machine's speed as well
  --work DIR          keep everything there: the same command goes on where a run ended, Ctrl-C included. Default: a
                      temporary folder, removed at the end unless something was lost
  --json              the summary as JSON on the standard output, the progress on the standard error

--files, the default: one cut over files of ext4 and xfs that are a hole, fallocated, or written in full, with 64 bytes
stored into each through DaxNative. Prints a line a file:

  FILE SYSTEM  FILE  MAPPING  before the cut  after the cut

MAPPING is sync (MAP_SYNC, persisted by the CPU), msync (plain, persisted by msync) or plain (MAP_SHARED, flushed by the
CPU alone: the control, which must lose what a hole or a fallocated file was given).

  --wait SECONDS      between the last store and the cut (default 15)

  --kernel 7.3|6.12|6.1|arm64
                      the kernel series (default 6.12); arm64 is 7.3 on Arm64

Exit status: 0 all that was acknowledged or persisted is there and the control lost; 1 something of it is lost or half
there (the NVDIMM's image and the accounts are kept, and named); 2 wrong usage; 3 the control lost nothing, which proves
nothing; 125 the virtual machine could not start; 130 interrupted.
Build first: dotnet build -c Release. What it proves and what not: docs/power-cuts.md.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
say() { printf 'power-cut: %s\n' "$*" >&2; }
fail() { local status=$1; shift; say "$@"; exit "$status"; }
# shellcheck source-path=SCRIPTDIR source=vm/machines.sh
. "$tools/vm/machines.sh"
# shellcheck source-path=SCRIPTDIR source=vm/power-cut-files.sh
. "$tools/vm/power-cut-files.sh"
# shellcheck source-path=SCRIPTDIR source=vm/power-cut-boot.sh
. "$tools/vm/power-cut-boot.sh"
# shellcheck source-path=SCRIPTDIR source=vm/power-cut-log.sh
. "$tools/vm/power-cut-log.sh"

kernel=6.12 seconds='' cuts='' seed='' device='' work='' json=0 files=0
while (($# > 0)); do
  case $1 in
    --kernel | --wait | --cuts | --seed | --device | --work) (($# > 1)) || fail 2 "$1 wants a value (--help)" ;;&
    --kernel) kernel=$2 && shift ;;
    --wait) seconds=$2 && shift ;;
    --cuts) cuts=$2 && shift ;;
    --seed) seed=$2 && shift ;;
    --device) device=$2 && shift ;;
    --work) work=$2 && shift ;;
    --json) json=1 ;;
    --files) files=1 ;;
    --help | -h) usage && exit 0 ;;
    *) fail 2 "unknown option $1 (--help)" ;;
  esac
  shift
done
machine_options "$kernel" || fail 2 "--kernel must be 7.3, 6.12, 6.1 or arm64, not $kernel"
[[ ${seconds:-0} =~ ^[0-9]{1,4}$ ]] || fail 2 "--wait wants whole seconds, not $seconds"
[[ ${cuts:-1} =~ ^[1-9][0-9]{0,5}$ ]] || fail 2 "--cuts wants a number from 1, not $cuts"
[[ ${seed:-1} =~ ^[0-9]{1,9}$ ]] || fail 2 "--seed wants a number of at most nine digits, not $seed"
case ${device:-all} in ext4 | xfs | devdax | all) ;; *) fail 2 "--device must be ext4, xfs, devdax or all, not $device" ;; esac
if [[ -n $cuts ]]; then
  if [[ -n $seconds ]] || ((files)); then fail 2 "--files and --wait do not go with --cuts"; fi
elif [[ -n $seed$device$work ]] || ((json)); then
  fail 2 "--seed, --device, --work and --json go with --cuts"
fi
seed=$((10#${seed:-1})) device=${device:-all} seconds=${seconds:-15}

# Whatever ends this script ends the virtual machine before it.
child='' keep=0
[[ -z $work ]] || keep=1
clean_up() {
  local status=$?
  trap '' INT TERM HUP
  [[ -z $child ]] || { kill -TERM "$child" 2>/dev/null && wait "$child"; } || true
  if ((keep)); then
    ((status != 130 && status != 143)) || say "interrupted: the same command goes on from here"
  elif [[ -n $work ]]; then
    rm -rf "$work"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if ((keep)); then mkdir -p "$work"; else work=$(mktemp -d "${TMPDIR:-/tmp}/daxnative-power-cut.XXXXXX"); fi
work=$(cd "$work" && pwd)

if [[ -n $cuts ]]; then cut_log; else cut_files; fi

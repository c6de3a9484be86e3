#!/usr/bin/env bash
# Run inside the guest by trace.sh: makes the file system, runs the command, and writes down where its files lie.
# Usage: guest.sh REGION_START COMMAND [ARGUMENT...]
set -euo pipefail
(($# > 1)) || { echo "usage: guest.sh REGION_START COMMAND [ARGUMENT...] (inside the guest of tools/pmem-vm.sh)" >&2; exit 2; }
[[ -n ${DAXNATIVE_VM_KERNEL:-} ]] || { echo "guest.sh: only for the guest of tools/pmem-vm.sh: it formats a device" >&2; exit 2; }
start=$1
shift
export DAXNATIVE_TRACE_DIR=/mnt/daxnative-trace

device=''
for region in /sys/bus/nd/devices/region*; do
  (($(<"$region/resource") == start)) || continue
  for block in /sys/block/pmem*; do
    [[ $(readlink -f "$block") != *"/${region##*/}/"* ]] || device=/dev/${block##*/}
  done
done
[[ -n $device ]] || { echo "guest.sh: no persistent memory at $start" >&2; exit 125; }
mkfs.ext4 -q -F -b 4096 -E stride=512,stripe_width=512 "$device"
mkdir -p "$DAXNATIVE_TRACE_DIR"
mount -t ext4 -o dax=always "$device" "$DAXNATIVE_TRACE_DIR"

status=0
"$@" || status=$?

# PATH, offset in the file, offset in the traced range, length; in bytes.
sync
find "$DAXNATIVE_TRACE_DIR" -type f -print0 | while IFS= read -r -d '' file; do
  filefrag -e -v -b1 "$file" | awk -v path="${file#"$DAXNATIVE_TRACE_DIR"/}" '
    /^ *[0-9]+: / { gsub(/[.:]/, " "); printf "%s\t%s\t%s\t%s\n", path, $2, $4, $6 }'
done >"$DAXNATIVE_VM_OUT/extents.tsv"
exit "$status"

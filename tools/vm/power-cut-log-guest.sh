#!/usr/bin/env bash
# Run inside the guest by power-cut.sh --cuts: mounts what a power cut left, and hands over to the log's writer.
# Usage: power-cut-log-guest.sh create|write|look BOOT KILLED SEED PROGRAM DEVICE...
# KILLED is 1 where the writer is to be killed when the host says so, and another one to recover and to go on.
set -euo pipefail
(($# >= 6)) || { echo "usage: power-cut-log-guest.sh create|write|look BOOT KILLED SEED PROGRAM DEVICE... (inside the guest)" >&2; exit 2; }
mode=$1 boot=$2 killed=$3 seed=$4 program=$5
shift 5
folder=$DAXNATIVE_VM_OUT/boot-$boot
step() { echo "$1" >>"$folder/phases"; }

below_nvdimm() { # GLOB: the devices that hang below the NVDIMM, in order
  local device
  # shellcheck disable=SC2086 # the glob is the argument's sense
  for device in $(printf '%s\n' $1 | sort -V); do
    [[ $(readlink -f "$device") != *ACPI0012* ]] || printf '/dev/%s\n' "${device##*/}"
  done
}

prepare() { # One namespace after the other, so that each new node is known to be its own.
  local region type
  region=$(basename "$(readlink -f /sys/bus/nd/devices/region* | grep ACPI0012 | head -n 1)")
  ndctl disable-region "$region" >/dev/null
  ndctl init-labels -f nmem0 >/dev/null
  ndctl enable-region "$region" >/dev/null
  for type in control "$@"; do
    if [[ $type == devdax ]]; then
      ndctl create-namespace -r "$region" -m devdax --map=mem --align=2M -s 64M >/dev/null
      continue
    fi
    # 512 MiB, because xfs makes none below 300.
    make_file_system "$type" "$(ndctl create-namespace -r "$region" -m fsdax --map=mem -s 512M | awk -F '"' '$2 == "blockdev" { print $4 }')"
  done
}
make_file_system() { # LABEL NODE
  case $1 in
    xfs) mkfs.xfs -q -f -L xfs "/dev/$2" ;;
    *) mkfs.ext4 -q -F -b 4096 -L "$1" "/dev/$2" ;;
  esac
}

mount_all() {
  local node label options
  # By label: which namespace gets which name changes from boot to boot.
  for node in $(below_nvdimm '/sys/block/pmem*'); do
    label=$(blkid -o value -s LABEL "$node")
    # Of the control's file system nobody but a sync commits the journal.
    options=dax=always
    [[ $label != control ]] || options+=,commit=600
    mkdir -p "/mnt/$label"
    mount -o "$options" "$node" "/mnt/$label"
    grep -q " /mnt/$label .*dax=always" /proc/mounts || { echo "power-cut: /mnt/$label is mounted without DAX" >&2; exit 1; }
  done
}

if [[ $mode == create ]]; then
  step preparing
  prepare "$@"
fi
step mounting
mount_all
places=()
for device in "$@"; do
  case $device in
    devdax) places+=("devdax=$(below_nvdimm '/sys/bus/dax/devices/dax*')") ;;
    *) places+=("$device=/mnt/$device/log") ;;
  esac
done
step mounted
# Instrumented code costs under emulation and never pays.
export DOTNET_TieredPGO=0
writer=(dotnet "$program" power-cut-writer)
account=("$folder" "$boot" "$seed" /mnt/control "${places[@]}")
((killed)) || exec "${writer[@]}" "$mode" "${account[@]}"
"${writer[@]}" "$mode" "${account[@]}" &
until [[ -e $folder/kill ]]; do
  kill -0 $! 2>/dev/null || { wait $!; exit; }
  sleep 0.05
done
kill -KILL $!
wait $! || true
step killed
exec "${writer[@]}" again "${account[@]}"

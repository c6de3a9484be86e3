#!/usr/bin/env bash
# Run inside the guest by power-cut.sh: prepare the file systems, store and wait for the end, or look what is left.
# Usage: power-cut-guest.sh prepare|store|look
set -euo pipefail
# The files of both file systems, and how each is mapped. In this order: what is persisted commits the journal, and with
# it everything that was stored before, so the control comes last.
files=(hole:sync fallocated:sync hole:msync fallocated:msync written:plain hole:plain fallocated:plain)

nd_region() {
  local region
  for region in /sys/bus/nd/devices/region*; do
    [[ $(readlink -f "$region") != *ACPI0012* ]] || { printf '%s\n' "${region##*/}"; return; }
  done
}
devices() { # the two namespaces of the NVDIMM, in order
  local block
  for block in $(printf '%s\n' /sys/block/pmem* | sort -V); do
    [[ $(readlink -f "$block") != *ACPI0012* ]] || printf '/dev/%s\n' "${block##*/}"
  done
}
mount_both() { # EXT4_OPTIONS
  local node type options
  mkdir -p /mnt/ext4 /mnt/xfs
  # By what is on them: which namespace gets which name changes from boot to boot.
  for node in $(devices); do
    type=$(blkid -o value -s TYPE "$node")
    options=dax=always
    [[ $type != ext4 ]] || options+=$1
    mount -t "$type" -o "$options" "$node" "/mnt/$type"
  done
}

prepare() {
  local region type file
  region=$(nd_region)
  ndctl disable-region "$region" >/dev/null
  ndctl init-labels -f nmem0 >/dev/null
  ndctl enable-region "$region" >/dev/null
  ndctl create-namespace -r "$region" -m fsdax --map=mem -s 1G >/dev/null
  ndctl create-namespace -r "$region" -m fsdax --map=mem -s 1G >/dev/null
  mapfile -t nodes < <(devices)
  mkfs.ext4 -q -F -b 4096 "${nodes[0]}"
  mkfs.xfs -q -f "${nodes[1]}"
  mount_both ''
  for type in ext4 xfs; do
    for file in "${files[@]}"; do
      case $file in
        hole:*) truncate -s 64K "/mnt/$type/$file" ;;
        fallocated:*) fallocate -l 64K "/mnt/$type/$file" ;;
        written:*) dd if=/dev/zero of="/mnt/$type/$file" bs=64K count=1 status=none ;;
      esac
    done
  done
  sync
  umount /mnt/ext4 /mnt/xfs
}

store() {
  # Nobody else commits a journal: neither the five seconds of ext4 nor xfs's own.
  echo 720000 >/proc/sys/fs/xfs/xfssyncd_centisecs 2>/dev/null || true
  mount_both ,commit=600
  dotnet "$DAXNATIVE_PROBE" power-cut-store /mnt "${files[@]}"
  echo READY
  while :; do sleep 1000; done
}

look() {
  mount_both ''
  dotnet "$DAXNATIVE_PROBE" power-cut-look /mnt "${files[@]}"
}

case ${1:-} in
  prepare | store | look) "$1" ;;
  *) echo "usage: power-cut-guest.sh prepare|store|look (inside the guest of tools/pmem-vm.sh)" >&2; exit 2 ;;
esac

#!/usr/bin/env bash
# Run inside the guest of pmem-vm.sh by guarantees.sh: makes memory of every kind, and has the probe open each.
# Prints lines KIND TAB RESULT TAB REASON. What this kernel or this machine does not have is a line "-" with the reason.
# Usage: guarantees-guest.sh PROBE   (the assembly)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
probe=$1
complain() { echo "guarantees: $*" >&2; }
# shellcheck source-path=SCRIPTDIR source=namespaces.sh
. "$here/namespaces.sh"
"$here/test-devices.sh" /run/devices.env >&2
# shellcheck source=/dev/null
. /run/devices.env

asked=/run/asked
: >"$asked"
ask() { printf '%s\t%s\n' "$1" "$2" >>"$asked"; }
absent() { printf '%s\t-\t%s\n' "$1" "${2//$'\n'/ }" >>"$asked"; }
# given KIND VARIABLE WHY: asks for what test-devices.sh has made.
given() {
  local name=DAXNATIVE_TEST_$2
  if [[ -n ${!name:-} ]]; then ask "$1" "${!name}"; else absent "$1" "$3"; fi
}
answer() { dotnet "$probe" opens-as <"$asked"; : >"$asked"; }

# mounted KIND DEVICE OPTIONS MKFS...: a file system on a device (empty: there is none), to be asked for.
mounted() {
  local kind=$1 device=$2 options=$3 folder said
  shift 3
  [[ -n $device ]] || { absent "$kind" "no device"; return 0; }
  folder=$(mktemp -d /mnt/guarantees.XXXXXX)
  if said=$("$@" "$device" 2>&1 && mount -o "$options" "$device" "$folder" 2>&1); then ask "$kind" "$folder"; else absent "$kind" "$said"; fi
}

nvdimm() { # KIND OF THE NVDIMM
  given "$1, ext4 with dax" FSDAX_EXT4 "no namespace"
  given "$1, xfs with dax" FSDAX_XFS "no namespace"
  given "$1, device-dax 4 KiB" DEVDAX_4K "no namespace"
  given "$1, device-dax 2 MiB" DEVDAX_2M "no namespace"
  given "$1, device-dax 1 GiB" DEVDAX_1G "no namespace"
}

# The spare devices are e820 ranges, and on Arm64, which has none, of the NVDIMM.
nvdimm="NVDIMM ($([[ ${DAXNATIVE_TEST_NVDIMM_DOMAIN:-} == cpu_cache ]] && echo 'eADR' || echo 'ADR'))"
spare="e820 (memmap=)"
[[ $(uname -m) == x86_64 ]] || spare=$nvdimm
nvdimm "$nvdimm"
given "e820 (memmap=), ext4 with dax" E820_EXT4 "no region"
[[ $spare == "$nvdimm" ]] || mounted "$spare, xfs with dax" "${DAXNATIVE_TEST_SPARE_PMEM:-}" dax=always mkfs.xfs -q -f
given "e820 (memmap=), device-dax 2 MiB" E820_DEVDAX "no region"
mounted "$spare, ext4 without dax" "${DAXNATIVE_TEST_SPARE_PMEM2:-}" dax=never mkfs.ext4 -q -F -b 4096
given "virtio-pmem, ext4 with dax" VIRTIO_EXT4 "no region"
given "virtio-pmem, device-dax 2 MiB" VIRTIO_DEVDAX "no region"
given "CXL persistent, device-dax 2 MiB" CXL_DEVDAX "this kernel does not bind QEMU's device"
given "soft-reserved memory (hmem), device-dax" HMEM_DEVDAX "this kernel does not bind it to device_dax"
given "a disk, ext4" PLAIN_EXT4 "no disk"
mkdir -p /mnt/tmpfs && mount -t tmpfs none /mnt/tmpfs && ask "tmpfs" /mnt/tmpfs
over() { # WHAT FOLDER: an overlay and a loop device over it
  mkdir -p "$2"/{lower,upper,work,overlay}
  mount -t overlay -o "lowerdir=$2/lower,upperdir=$2/upper,workdir=$2/work" overlay "$2/overlay"
  ask "overlay over $1" "$2/overlay"
  truncate -s 64M "$2/image"
  mounted "a loop device over $1, ext4" "$2/image" loop mkfs.ext4 -q -F -b 4096
}
over "a disk" "$DAXNATIVE_TEST_PLAIN_EXT4"
over tmpfs /mnt/tmpfs
answer

# fsdev_dax takes a device only by its name (Linux 7.1).
fsdev="$spare, device bound to fsdev_dax"
device=${DAXNATIVE_TEST_SPARE_DEVDAX:-}
device=${device##*/}
if [[ -z $device ]]; then
  absent "$fsdev" "no device"
elif ! modprobe fsdev_dax 2>/dev/null; then
  absent "$fsdev" "this kernel does not have it"
else
  echo "$device" >/sys/bus/dax/drivers/device_dax/unbind
  if said=$( (echo "$device" >/sys/bus/dax/drivers/fsdev_dax/new_id) 2>&1); then ask "$fsdev" "/dev/$device"; else absent "$fsdev" "$said"; fi
fi
answer

# ramdax takes the place of e820's driver, with all of its regions: so it comes last.
if [[ ! -e /sys/bus/platform/devices/e820_pmem ]]; then
  for kind in "ext4 with dax" "device-dax 2 MiB"; do absent "ramdax, $kind" "no range of e820"; done
elif ! modprobe ramdax 2>/dev/null; then
  for kind in "ext4 with dax" "device-dax 2 MiB"; do absent "ramdax, $kind" "this kernel does not have it"; done
else
  umount -a -t ext4,xfs 2>/dev/null || true
  platform=/sys/bus/platform/devices/e820_pmem
  echo ramdax >"$platform/driver_override"
  echo e820_pmem >"$platform/driver/unbind"
  echo e820_pmem >/sys/bus/platform/drivers_probe
  mapfile -t regions < <(regions_below e820_pmem)
  region=${regions[0]}
  if device=$(make_namespace "ramdax, ext4 with dax" blockdev -r "$region" -m fsdax --map=mem -s 256M); then
    mounted "ramdax, ext4 with dax" "$device" dax=always mkfs.ext4 -q -F -b 4096
  else
    absent "ramdax, ext4 with dax" "no namespace"
  fi
  if device=$(make_namespace "ramdax, device-dax 2 MiB" chardev -r "$region" -m devdax --map=mem --align=2M -s 256M); then
    ask "ramdax, device-dax 2 MiB" "$device"
  else
    absent "ramdax, device-dax 2 MiB" "no namespace"
  fi
fi
answer

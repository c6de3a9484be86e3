#!/usr/bin/env bash
# Run inside the guest of pmem-vm.sh: sets up every kind of persistent memory that the tests ask for and writes the
# exports that name them to FILE. What could not be set up is left out of FILE and said on stderr; the rest goes on.
# Usage: test-devices.sh FILE
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=namespaces.sh
. "$(dirname "${BASH_SOURCE[0]}")/namespaces.sh"
[[ $# == 1 && $1 != -* ]] || { echo "usage: test-devices.sh FILE (inside the guest of tools/pmem-vm.sh)" >&2; exit 2; }
[[ -n ${DAXNATIVE_VM_KERNEL:-} ]] || { echo "test-devices: only for the guest of tools/pmem-vm.sh: it formats every device" >&2; exit 2; }
exports=$1
: >"$exports"
mounts=/mnt/daxnative
arm64=0
[[ $(uname -m) != aarch64 ]] || arm64=1

provide() { printf 'export %s=%q\n' "$1" "$2" >>"$exports"; }
complain() { echo "test-devices: $*" >&2; }
note_time() { printf 'test-devices: %6s s  %s\n' "$(cut -d ' ' -f 1 /proc/uptime)" "$*" >&2; }

# whole REGION: the one namespace of an e820 or virtio-pmem region, which have no labels.
whole() { printf '%s\n' "namespace${1#region}.0"; }

# mount_dax WHAT VARIABLE DEVICE ext4|xfs: makes the file system, mounts it, and checks that DAX is really on.
mount_dax() {
  local what=$1 variable=$2 device=$3 type=$4 folder=$mounts/${2#DAXNATIVE_TEST_} answer
  mkdir -p "$folder"
  case $type in
    # One stripe is 2 MiB, so that extents start where a 2 MiB page can map them.
    ext4) set -- mkfs.ext4 -q -F -b 4096 -E stride=512,stripe_width=512 "$device" ;;
    xfs) set -- mkfs.xfs -q -f -d su=2m,sw=1 "$device" ;;
  esac
  if ! answer=$("$@" 2>&1 && mount -t "$type" -o dax=always "$device" "$folder" 2>&1); then
    complain "$what: $*; mount -o dax=always: ${answer//$'\n'/ }"
  elif ! grep -q " $folder .*dax=always" /proc/mounts; then
    complain "$what: mounted without DAX: $(grep " $folder " /proc/mounts)"
  else
    provide "$variable" "$folder"
  fi
}

set_up_nvdimm() {
  local region dimm answer device
  region=$(regions_below ACPI0012 | head -n 1)
  [[ -n $region ]] || { complain "no NVDIMM region (ACPI0012)"; return 0; }
  dimm=$(cut -d , -f 1 "/sys/bus/nd/devices/$region/mapping0")
  answer=$(ndctl disable-region "$region" 2>&1 && ndctl init-labels -f "$dimm" 2>&1 && ndctl enable-region "$region" 2>&1) ||
    complain "labels of $dimm: ${answer//$'\n'/ }"
  [[ ! -e /sys/bus/nd/devices/$region/persistence_domain ]] ||
    provide DAXNATIVE_TEST_NVDIMM_DOMAIN "$(<"/sys/bus/nd/devices/$region/persistence_domain")"
  # The 1 GiB align comes first: 3 GiB at the region's start give two whole, aligned GiB. Debian's kernel for Arm64 does not have it.
  ((arm64)) || ! device=$(make_namespace "devdax 1G" chardev -r "$region" -m devdax --map=mem --align=1G -s 3G) ||
    provide DAXNATIVE_TEST_DEVDAX_1G "$device"
  ! device=$(make_namespace "devdax 2M" chardev -r "$region" -m devdax --map=mem --align=2M -s 1280M) ||
    provide DAXNATIVE_TEST_DEVDAX_2M "$device"
  ! device=$(make_namespace "devdax 4K" chardev -r "$region" -m devdax --map=mem --align=4096 -s 1280M) ||
    provide DAXNATIVE_TEST_DEVDAX_4K "$device"
  ! device=$(make_namespace "fsdax ext4" blockdev -r "$region" -m fsdax --map=mem -s 1G) ||
    mount_dax "fsdax ext4" DAXNATIVE_TEST_FSDAX_EXT4 "$device" ext4
  ! device=$(make_namespace "fsdax xfs" blockdev -r "$region" -m fsdax --map=mem -s 1G) ||
    mount_dax "fsdax xfs" DAXNATIVE_TEST_FSDAX_XFS "$device" xfs
  if ((arm64)); then set_up_spares "$region"; fi
}

# The Arm64 guest has no other persistent memory.
set_up_spares() { # REGION
  local device name
  ! device=$(make_namespace "spare devdax" chardev -r "$1" -m devdax --map=mem --align=2M -s 512M) ||
    provide DAXNATIVE_TEST_SPARE_DEVDAX "$device"
  for name in SPARE_PMEM SPARE_PMEM2; do
    ! device=$(make_namespace "$name" blockdev -r "$1" -m fsdax --map=mem -s 512M) || provide "DAXNATIVE_TEST_$name" "$device"
  done
}

set_up_e820() {
  local regions device region
  mapfile -t regions < <(regions_below e820_pmem)
  ((${#regions[@]} >= 6)) || complain "only ${#regions[@]} e820 regions (memmap=), 6 are wanted"
  region=${regions[0]:-}
  [[ -z $region ]] || ! device=$(make_namespace "e820 devdax" chardev -f -e "$(whole "$region")" -m devdax --map=mem --align=2M) ||
    provide DAXNATIVE_TEST_E820_DEVDAX "$device"
  region=${regions[1]:-}
  [[ -z $region ]] || mount_dax "e820 ext4" DAXNATIVE_TEST_E820_EXT4 "/dev/pmem${region#region}" ext4
  region=${regions[2]:-}
  [[ -z $region ]] || ! device=$(make_namespace "spare devdax" chardev -f -e "$(whole "$region")" -m devdax --map=mem --align=2M) ||
    provide DAXNATIVE_TEST_SPARE_DEVDAX "$device"
  region=${regions[3]:-}
  [[ -z $region ]] || provide DAXNATIVE_TEST_SPARE_PMEM "/dev/pmem${region#region}"
  region=${regions[4]:-}
  [[ -z $region ]] || provide DAXNATIVE_TEST_SPARE_PMEM2 "/dev/pmem${region#region}"
  # For the tests of ndctl-setup.sh, which make and destroy what is in it.
  region=${regions[5]:-}
  [[ -z $region ]] || provide DAXNATIVE_TEST_SETUP_REGION "$region"
}

set_up_virtio_pmem() {
  local regions device region
  mapfile -t regions < <(regions_below /virtio)
  region=${regions[0]:-}
  [[ -n $region ]] || complain "no virtio-pmem region"
  [[ -z $region ]] || mount_dax "virtio-pmem ext4" DAXNATIVE_TEST_VIRTIO_EXT4 "/dev/pmem${region#region}" ext4
  region=${regions[1]:-}
  [[ -z $region ]] || ! device=$(make_namespace "virtio-pmem devdax" chardev -f -e "$(whole "$region")" -m devdax --map=mem --align=2M) ||
    provide DAXNATIVE_TEST_VIRTIO_DEVDAX "$device"
  region=${regions[2]:-}
  [[ -z $region ]] || provide DAXNATIVE_TEST_SPARE_VIRTIO_PMEM "/dev/pmem${region#region}"
}

# The soft-reserved range is the one dax device that hangs below no nd region.
set_up_hmem() {
  local link path name answer=''
  for link in /sys/bus/dax/devices/dax*; do
    path=$(readlink -f "$link")
    name=${path##*/}
    [[ -e $path && $path != */ndbus* ]] || continue
    # Without kmem the kernel binds it to nothing where it would prefer system-ram mode: ask for device_dax by name.
    [[ -e $path/driver ]] || answer=$(daxctl reconfigure-device -f --mode=devdax "$name" 2>&1) || true
    if [[ $(readlink "$path/driver" 2>/dev/null) == */device_dax && -c /dev/$name ]]; then
      provide DAXNATIVE_TEST_HMEM_DEVDAX "/dev/$name"
      return 0
    fi
    complain "hmem $name: not in devdax mode: ${answer:-no driver}"
  done
  grep -qs DAXNATIVE_TEST_HMEM_DEVDAX "$exports" || complain "no volatile dax device (dax_hmem)"
}

# Only where the boot has a CXL device and the kernel binds it (6.1). What is written there does not stick under
# emulation: it is for discovery and mapping.
set_up_cxl() {
  local region answer device
  [[ -e /sys/bus/cxl/devices/mem0 ]] || return 0
  answer=$(cxl create-region -m -t pmem -d decoder0.0 -w 1 mem0 2>&1) || complain "cxl create-region: ${answer//$'\n'/ }"
  region=$(regions_below ACPI0017 | head -n 1)
  [[ -n $region ]] || { complain "no CXL region (ACPI0017)"; return 0; }
  ! device=$(make_namespace "CXL devdax" chardev -r "$region" -m devdax --map=dev --align=2M) ||
    provide DAXNATIVE_TEST_CXL_DEVDAX "$device"
}

set_up_plain_disk() {
  local folder=$mounts/PLAIN_EXT4 answer
  mkdir -p "$folder"
  if answer=$(mkfs.ext4 -q -F /dev/vda 2>&1 && mount -t ext4 /dev/vda "$folder" 2>&1); then
    provide DAXNATIVE_TEST_PLAIN_EXT4 "$folder"
  else
    complain "plain disk: ${answer//$'\n'/ }"
  fi
}

note_time "setting up"
provide DAXNATIVE_VM 1
provide DAXNATIVE_TEST_KERNEL "$DAXNATIVE_VM_KERNEL"
kinds=(hmem nvdimm e820 virtio_pmem plain_disk cxl)
((!arm64)) || kinds=(nvdimm plain_disk)
for kind in "${kinds[@]}"; do
  "set_up_$kind"
  note_time "$kind"
done
note_time "ready"

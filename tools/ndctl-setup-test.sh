#!/usr/bin/env bash
# Tests ndctl-setup.sh on a real kernel with emulated persistent memory. Destroys what is in the regions it uses, so it
# runs in a throw-away VM only. Prints one line a test; the exit status is the number of failed ones.
#   DAXNATIVE_TEST_SETUP_REGION   a region without labels that is free for this (default: the last e820 one)
# shellcheck disable=SC2016,SC2317 # the conditions are expanded, and the helpers called, by eval in test_is
set -uo pipefail

setup=$(dirname -- "$(readlink -f -- "$0")")/ndctl-setup.sh
nd=/sys/bus/nd/devices
[[ $EUID -eq 0 ]] || { echo "run this as root in the VM (tools/pmem-vm.sh)" >&2; exit 77; }
[[ $(cat /sys/class/dmi/id/sys_vendor 2>/dev/null) == QEMU || ${DAXNATIVE_TEST_DESTROYS:-} == yes ]] ||
  { echo "this destroys persistent memory and the machine is no QEMU VM: run it with tools/pmem-vm.sh" >&2; exit 77; }
work=$(mktemp -d)
failed=0 status=0 out='' err=''

provider_region() { # PROVIDER: the last region of it
  local bus region found=''
  for bus in "$nd"/ndbus*; do
    [[ $(<"$bus/provider") == "$1" ]] || continue
    for region in "$bus"/region*; do found=${region##*/}; done
  done
  printf '%s' "$found"
}
legacy=${DAXNATIVE_TEST_SETUP_REGION:-$(provider_region e820)}
labelled=$(provider_region ACPI.NFIT)
virtio=$(provider_region virtio-pmem)
namespace=namespace${legacy#region}.0

run() { status=0; out=$(bash "$setup" "$@" 2>"$work/err") || status=$?; err=$(<"$work/err"); }
test_is() { # SENTENCE CONDITION...: a condition is a test expression's words
  local sentence=$1; shift
  if "$@"; then printf 'ok      %s\n' "$sentence"; return; fi
  failed=$((failed + 1))
  printf 'FAILED  %s\n        (%s) status %s\n        out: %s\n        err: %s\n' "$sentence" "$*" "$status" "$out" "$err"
}
status_is() { [[ $status == "$1" ]]; }
ready() { [[ $status == 0 && $out == ready:* ]]; }
unchanged() { [[ $status == 0 && $out == already* && $err != *'+ '* ]]; }
refused() { [[ $status == 1 && $err == *"$1"* && $err == *remedy:* && $err != *$'\n+ '* && $err != '+ '* ]]; }
dax_mounted() { grep -q " $1 .* - $2 .*dax=always" /proc/self/mountinfo; }
node_of() { local path; for path in "$nd/$(<"$nd/$1/holder")"/dax[0-9]*; do echo "${path##*/}"; done; }
mode_of() { cat "$nd/$1/holder_class"; }
count() { local n=0 path; for path in "$nd/$1"/namespace[0-9]*; do [[ $(<"$path/size") == 0 ]] || n=$((n + 1)); done; echo "$n"; }

echo "kernel $(uname -r); without labels: $legacy; with: $labelled; virtio-pmem: $virtio"

# --- a region without labels
run create --mode fsdax --region "$legacy" --mount "$work/a b" --dry-run
test_is "dry run of create prints the commands and runs none" eval 'status_is 0 && [[ $out == *"ndctl create-namespace"*"mkfs.ext4"*"mount"* && -z $(mode_of $namespace) && ! -e $work/"a b" ]]'
run create --mode fsdax --region "$legacy" --size 64M
test_is "create refuses a size on a region without labels" refused "no labels"
run create --mode fsdax --region "$legacy" --mount "$work/a b"
test_is "create makes ext4 with DAX on a region without labels" eval 'ready && dax_mounted "$work/a.040b" ext4'
test_is "create prints the commands that it runs" eval '[[ $err == *"+ ndctl create-namespace"*"+ mkfs.ext4"*"+ mount "* ]]'
test_is "create proves DAX and MAP_SYNC with a file" eval '[[ $err == *"MAP_SYNC is granted"* ]]'
test_is "ext4 has 4096-byte blocks and 2 MiB stripes" eval 'dumpe2fs -h "/dev/pmem${legacy#region}" 2>/dev/null | grep -q "RAID stride: *512" && [[ $(stat -f -c %S "$work/a b") == 4096 ]]'
echo precious >"$work/a b/file"
run create --mode fsdax --region "$legacy" --mount "$work/a b"
test_is "create run twice changes nothing" unchanged
run create --mode fsdax --mount "$work/a b"
test_is "create without --region finds what an earlier run made" unchanged
umount "$work/a b"
run create --mode fsdax --region "$legacy" --mount "$work/a b"
test_is "create mounts again what was unmounted, and keeps the files" eval 'ready && [[ $(<"$work/a b/file") == precious && $err != *mkfs* ]]'
run create --mode devdax --region "$legacy"
test_is "create refuses a region whose file system is mounted" refused "mounted at"
run destroy "$namespace"
test_is "destroy refuses a mounted file system" refused "mounted at"
umount "$work/a b"
run create --mode devdax --region "$legacy"
test_is "create refuses a region with a file system that is not mounted" refused "signature of: ext4"
run destroy "$namespace"
test_is "destroy refuses a file system that is not mounted" refused "signature of: ext4"
run destroy "$namespace" --force --dry-run
test_is "dry run of destroy prints the commands and runs none" eval 'status_is 0 && [[ $out == *"ndctl destroy-namespace"* && $(mode_of $namespace) == pfn ]]'
mount -o dax=always "/dev/pmem${legacy#region}" "$work/a b"
run list
test_is "list shows the mount and that it has DAX" eval 'status_is 0 && [[ $out == *"$namespace"*fsdax*ext4*"a b (DAX)"* ]]'
run list --json
test_is "list --json is JSON" eval 'status_is 0 && { ! command -v jq >/dev/null || jq -e ".[] | .namespaces[] | select(.namespace == \"$namespace\") | .mounts[0].dax" <<<"$out" >/dev/null; }'
run destroy "$work/a b" --force
test_is "destroy --force takes a mount point, unmounts and destroys" eval 'status_is 0 && [[ -z $(mode_of $namespace) && -z $(wipefs -n "/dev/pmem${legacy#region}") ]]'
run destroy "$namespace"
test_is "destroy of an empty region without labels says so" eval 'status_is 0 && [[ $out == *"empty already"* ]]'

mkfs.ext4 -q -F "/dev/pmem${legacy#region}"
run create --mode devdax --region "$legacy" --align 4K
test_is "create refuses a file system that somebody else made" refused "signature of: ext4"
run create --mode devdax --region "$legacy" --align 4K --force
test_is "create --force gives that up" eval 'ready && [[ $(<"$nd/$(<"$nd/$namespace/holder")/align") == 4096 ]]'
run create --mode devdax --region "$legacy" --align 4K
test_is "create of a device run twice changes nothing" unchanged
run create --mode devdax --region "$legacy" --align 2M
test_is "create refuses a device of another align: its content may be data" refused "devdax mode"
device=$(node_of "$namespace")
run destroy "$device"
test_is "destroy refuses a device without --force" refused "devdax mode"
run destroy "/dev/$device" --force
test_is "destroy --force takes the name of a device" eval 'status_is 0 && [[ -z $(mode_of $namespace) ]]'

if command -v dmsetup >/dev/null && modprobe dm_mod 2>/dev/null || grep -q device-mapper /proc/devices; then
  dmsetup create --noudevsync held --table "0 8192 linear /dev/pmem${legacy#region} 0"
  run create --mode devdax --region "$legacy" --force
  test_is "create --force leaves alone what device-mapper uses" refused "lies on it"
  run destroy "$namespace" --force
  test_is "destroy --force leaves alone what device-mapper uses" refused "lies on it"
  dmsetup remove --noudevsync held
fi

# --- what is in the way of the mount
mkdir -p "$work/full"; touch "$work/full/file"
run create --mode fsdax --region "$legacy" --mount "$work/full"
test_is "create refuses to hide files below a mount" eval 'refused "not empty" && [[ -z $(mode_of $namespace) ]]'
run create --mode fsdax --region "$legacy" --mount /proc
test_is "create refuses a directory where something else is mounted" eval 'refused "is mounted at /proc" && [[ -z $(mode_of $namespace) ]]'

# --- nothing half-made stays
mkdir "$work/bin"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/mkfs.ext4"; chmod +x "$work/bin/mkfs.ext4"
PATH=$work/bin:$PATH run create --mode fsdax --region "$legacy" --mount "$work/undone"
test_is "a failed mkfs leaves no namespace and no directory" eval 'status_is 1 && [[ -z $(mode_of $namespace) && ! -e $work/undone && -b /dev/pmem${legacy#region} ]]'
# The stand-in for mkfs is where the signal arrives: no waiting, no race.
printf '#!/bin/sh\nkill -INT $PPID\nexit 0\n' >"$work/bin/mkfs.ext4"
PATH=$work/bin:$PATH run create --mode fsdax --region "$legacy" --mount "$work/undone"
test_is "Ctrl-C leaves no namespace and no directory" eval 'status_is 130 && [[ -z $(mode_of $namespace) && ! -e $work/undone ]]'
printf '#!/bin/sh\nexec /usr/bin/mount -t xfs "$5" "$6"\n' >"$work/bin/mount"; chmod +x "$work/bin/mount"
PATH=$work/bin:$PATH run create --mode fsdax --fs xfs --region "$legacy" --mount "$work/undone"
test_is "a mount without DAX is found out and undone" eval 'status_is 1 && [[ $err == *"mounted without DAX"* && -z $(mode_of $namespace) && ! -e $work/undone ]]'
rm "$work/bin"/*

# --- xfs
run create --mode fsdax --fs xfs --region "$legacy" --mount "$work/xfs"
test_is "create makes xfs with DAX" eval 'ready && dax_mounted "$work/xfs" xfs'
run create --mode fsdax --fs xfs --region "$legacy" --mount "$work/xfs"
test_is "create of xfs run twice changes nothing" unchanged
run destroy "$namespace" --force
test_is "destroy --force of xfs" status_is 0

# --- labels
if [[ -n $labelled ]]; then
  block=pmem${labelled#region}
  if [[ $(<"$nd/$labelled/nstype") == 4 ]]; then
    printf 'precious' | dd of="/dev/$block" conv=notrunc status=none
    run create --mode devdax --region "$labelled" --size 64M
    test_is "create initialises no labels over bytes that have no signature" refused "not empty"
    dd if=/dev/zero of="/dev/$block" bs=4096 count=1 conv=notrunc status=none
    run create --mode devdax --region "$labelled" --size 64M --dry-run
    test_is "dry run shows how labels are initialised" eval 'status_is 0 && [[ $out == *disable-region*init-labels*enable-region*create-namespace* && $(<"$nd/$labelled/nstype") == 4 ]]'
  fi
  # shellcheck disable=SC2034 # read in conditions
  before=$(count "$labelled")
  # shellcheck disable=SC2034
  [[ $(<"$nd/$labelled/nstype") == 5 ]] || before=0
  run create --mode fsdax --region "$labelled" --size 100M
  test_is "create refuses a size off the 16 MiB alignment and names the next ones" eval 'refused "not a multiple of 16M" && [[ $err == *96M*112M* ]]'
  run create --mode fsdax --region "$labelled" --size 100T
  test_is "create refuses more than is free" refused "free in one piece"
  run create --mode fsdax --region "$labelled" --size 128M --mount "$work/l1"
  test_is "create makes labels and a file system on a region that can have them" eval 'ready && dax_mounted "$work/l1" ext4 && [[ $(<"$nd/$labelled/nstype") == 5 ]]'
  run create --mode fsdax --region "$labelled" --size 128M --mount "$work/l1"
  test_is "create on labels run twice changes nothing" unchanged
  run create --mode devdax --region "$labelled" --size 64M --align 4K
  test_is "create makes a device beside it" ready
  run create --mode devdax --region "$labelled" --size 64M --align 4K
  test_is "create of that device run twice changes nothing" unchanged
  run create --mode devdax --region "$labelled" --size 64M --align 4K --name second
  test_is "create with another --name makes another one" eval 'ready && [[ $(count "$labelled") == $((before + 3)) ]]'
  second=$(awk '{ print $2 }' <<<"$out")
  run create --mode devdax --region "$labelled" --size 128M --align 4K --name second
  test_is "create refuses a --name that something different has" refused "has the name"
  run create --mode devdax --region "$labelled" --size 1G --align 1G
  test_is "create refuses align 1G below 2G" eval 'status_is 1 && [[ $err == *"align 1G"* || $err == *"free in one piece"* ]]'
  run destroy "/dev/$(node_of "$second")" --force
  test_is "destroy --force of one device" eval 'status_is 0 && [[ $(count "$labelled") == $((before + 2)) ]]'
  PATH=$work/bin:$PATH
  printf '#!/bin/sh\nkill -TERM $PPID\nexit 1\n' >"$work/bin/mkfs.ext4"; chmod +x "$work/bin/mkfs.ext4"
  run create --mode fsdax --region "$labelled" --size 64M
  test_is "SIGTERM leaves no namespace on labels" eval 'status_is 143 && [[ $(count "$labelled") == $((before + 2)) ]]'
  rm "$work/bin"/*; hash -r
  for one in $(bash "$setup" list | awk -v r="$labelled" '/^region/ { on = ($1 == r) } on && /^  namespace/ { print $1 }' | tail -n 2); do
    run destroy "$one" --force
    test_is "destroy --force of $one" status_is 0
  done
  test_is "what this made on labels is gone" eval '[[ $(count "$labelled") == "$before" ]]'
fi

# --- virtio-pmem
if [[ -n $virtio ]]; then
  run create --mode devdax --region "$virtio"
  test_is "create refuses a device on virtio-pmem" refused "virtio-pmem"
  if [[ -z $(wipefs -n "/dev/pmem${virtio#region}") ]]; then
    run create --mode fsdax --region "$virtio" --mount "$work/v"
    test_is "create on virtio-pmem says that stores need msync" eval 'ready && [[ $err == *"only after msync"* ]]'
    run destroy "$work/v" --force
    test_is "destroy on virtio-pmem" status_is 0
    run create --mode fsdax --region "$virtio"
    test_is "create after destroy finds the region empty" ready
    run destroy "namespace${virtio#region}.0" --force
  fi
fi

echo "$failed failed"
exit "$failed"

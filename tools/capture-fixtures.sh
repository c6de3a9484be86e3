#!/usr/bin/env bash
# Records the parts of /sys and /proc that DaxNative reads, as one archive per kernel for the tests that run on recorded
# trees. Run it as root in a guest:
#   tools/pmem-vm.sh run --kernel 6.12       --out DIR -- tools/capture-fixtures.sh --prepare /mnt/vm-out
#   tools/pmem-vm.sh run --kernel 7.3        --out DIR -- tools/capture-fixtures.sh --prepare /mnt/vm-out
#   tools/pmem-vm.sh run --kernel 6.1  --cxl --out DIR -- tools/capture-fixtures.sh --prepare /mnt/vm-out
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: capture-fixtures.sh [--prepare] OUTPUT-DIR

Writes OUTPUT-DIR/linux-VERSION.tar.gz: the dax bus, the nd bus, the block devices and their numbers, with symbolic links
kept as links and modes kept; /proc/self/mountinfo, and the smaps of a process that maps DAX memory. What could not be
read is listed in the archive's file UNREADABLE.

  --prepare   first makes one of each kind of device (namespaces, partitions, device-mapper tables, mounts, one disabled
              dax device, one in system-ram mode, one bad block). DESTROYS the contents of all persistent memory; only in a throw-away VM.
HELP
}

fail() { printf 'capture-fixtures: %s\n' "$*" >&2; exit 1; }
try() { "$@" || printf 'capture-fixtures: not made: %s\n' "$*" >&2; }

# region_of PROVIDER [INDEX]: the name of the INDEXth region of that nd bus.
region_of() {
  local bus found=()
  for bus in /sys/bus/nd/devices/ndbus*; do
    [[ $(<"$bus/provider") != "$1" ]] || found+=("$bus"/region*)
  done
  [[ -e ${found[${2:-0}]:-} ]] || return 1
  basename "${found[${2:-0}]}"
}

# table NAME LINE...: a device-mapper table, without udev.
table() {
  local name=$1
  shift
  printf '%s\n' "$@" | dmsetup create "$name" --noudevsync && dmsetup mknodes "$name"
}

prepare() {
  local e0 e1 e2 e3 e4 nv region
  modprobe dm_mod
  # Otherwise the memory that goes to kmem is used at once and never comes back.
  [[ ! -e /sys/devices/system/memory/auto_online_blocks ]] || echo offline >/sys/devices/system/memory/auto_online_blocks
  try modprobe dax_hmem
  sleep 1
  for region in /sys/bus/dax/devices/*; do
    [[ ! -e $region ]] || try daxctl reconfigure-device -f --mode=devdax "$(basename "$region")"
  done

  region_of e820 4 >/dev/null || fail 'five e820 regions are needed (kernel parameter memmap=SIZE!START, five times)'
  e0=$(region_of e820 0) e1=$(region_of e820 1) e2=$(region_of e820 2) e3=$(region_of e820 3) e4=$(region_of e820 4)
  try ndctl create-namespace -f -e "namespace${e0#region}.0" --mode=devdax --map=mem --align=1G
  mkdir -p /mnt/whole /mnt/linear /mnt/realtime /mnt/virtio
  mkfs.ext4 -q -F -b 4096 "/dev/pmem${e1#region}"
  try mount -o dax=always "/dev/pmem${e1#region}" /mnt/whole
  try addpart "/dev/pmem${e2#region}" 1 2048 131072
  try addpart "/dev/pmem${e2#region}" 2 133129 131072
  table linear "0 131072 linear /dev/pmem${e3#region} 0"
  table stacked '0 131072 linear /dev/mapper/linear 0'
  table two "0 131072 linear /dev/pmem${e3#region} 262144" "131072 131072 linear /dev/pmem${e4#region} 0"
  table misaligned "0 131072 linear /dev/pmem${e4#region} 262147"
  table over '0 65536 linear /dev/mapper/misaligned 5'
  echo '262144 8' >"/sys/block/pmem${e4#region}/badblocks"

  if nv=$(region_of ACPI.NFIT); then
    ndctl disable-region "$nv" && ndctl init-labels -f nmem0 && ndctl enable-region "$nv"
    try ndctl create-namespace -r "$nv" -m devdax --map=mem --align=2M -s 256M
    try ndctl create-namespace -r "$nv" -m devdax --map=mem --align=4096 -s 256M
    try ndctl create-namespace -r "$nv" -m devdax --map=mem --align=2M -s 256M
    try ndctl create-namespace -r "$nv" -m fsdax --map=mem -s 1G
    try ndctl create-namespace -r "$nv" -m sector -s 64M
    try daxctl disable-device "dax${nv#region}.1"
    if modprobe kmem; then try daxctl reconfigure-device -f --no-online --mode=system-ram "dax${nv#region}.2"; fi
    mkfs.xfs -q -f -m reflink=0,rmapbt=0 -r rtdev=/dev/mapper/stacked "/dev/pmem${nv#region}.3"
    try mount -o dax=always,rtdev=/dev/mapper/stacked "/dev/pmem${nv#region}.3" /mnt/realtime
  fi
  if region=$(region_of virtio-pmem); then
    mkfs.ext4 -q -F -b 4096 "/dev/pmem${region#region}"
    try mount -o dax=always "/dev/pmem${region#region}" /mnt/virtio
  fi
  if region=$(region_of virtio-pmem 1); then
    try ndctl create-namespace -f -e "namespace${region#region}.0" --mode=devdax --map=mem --align=2M
  fi
  if [[ -d /sys/bus/cxl/devices/mem0 ]] && cxl create-region -m -t pmem -d decoder0.0 -w 1 mem0 >/dev/null; then
    try ndctl create-namespace -r "$(region_of CXL)" -m devdax --map=mem --align=2M
  fi
  try modprobe brd rd_nr=1
  try modprobe zram
}

# Every directory that is looked at: the devices, and what is above them.
device_folders() {
  local link folder child
  for link in /sys/bus/dax/devices/* /sys/class/dax/* /sys/bus/nd/devices/* /sys/bus/cxl/devices/region* \
    /sys/class/block/* /sys/dev/block/* /sys/dev/char/1:3; do
    [[ -e $link ]] || continue
    folder=$(readlink -f "$link")
    while [[ $folder == /sys/devices/* ]]; do
      printf '%s\n' "$folder"
      for child in dax_region dm md slaves device nfit papr cxl; do
        [[ ! -d $folder/$child || -L $folder/$child ]] || printf '%s\n' "$folder/$child"
      done
      [[ ! -L $folder/device ]] || readlink -f "$folder/device"
      folder=${folder%/*}
    done
  done | sort -u
}

# record_attributes TREE: the attributes and links of the directories on stdin. One process for all of them, because
# software emulation starts processes slowly.
record_attributes() {
  python3 -c '
import os, sys
tree = sys.argv[1]
names = """align alignment_offset alt_name available_size badblocks comp_algorithm deep_flush dev devtype dirty_shutdown
    disksize flags handle holder id mappings max_available_extent modalias mode name namespace nstype numa_node partition
    persistence_domain phys_id provider read_only resource sector_size security serial set_cookie size start state
    target_node uuid""".split() + ["mapping%d" % index for index in range(32)]
unreadable = []
for folder in sys.stdin.read().splitlines():
    os.makedirs(tree + folder, exist_ok=True)
    for name in names:
        path = folder + "/" + name
        if os.path.islink(path) or not os.path.isfile(path):
            continue
        try:
            with open(path, "rb") as attribute:
                text = attribute.read()
        except OSError:
            unreadable.append(path)
            continue
        with open(tree + path, "wb") as copy:
            copy.write(text)
        os.chmod(tree + path, os.stat(path).st_mode & 0o777)
    links = sorted(os.listdir(folder)) if os.path.basename(folder) == "slaves" else ["driver", "subsystem", "device"]
    for name in links:
        path = folder + "/" + name
        if os.path.islink(path) and not os.path.lexists(tree + path):
            os.symlink(os.readlink(path), tree + path)
if unreadable:
    with open(tree + "/UNREADABLE", "w") as file:
        file.write("\n".join(unreadable) + "\n")
' "$1"
}

# What ndctl and daxctl say of the same devices, for the test that compares.
record_tools() {
  ndctl list -RNDX -M -v >"$1/ndctl.json"
  ndctl list -RNDX -M -v -i >"$1/ndctl-idle.json"
  daxctl list -DR >"$1/daxctl.json"
  daxctl list -DR -i >"$1/daxctl-idle.json"
}

capture() {
  local output=$1 tree=$2 folder name
  device_folders | record_attributes "$tree"
  record_tools "$tree"

  local links=(/sys/bus/dax/devices /sys/class/dax /sys/bus/nd/devices /sys/bus/cxl/devices /sys/class/block /sys/dev/block)
  for folder in "${links[@]}"; do
    [[ -d $folder ]] || continue
    mkdir -p "$tree$folder"
    find "$folder" -mindepth 1 -maxdepth 1 -type l -exec cp -P -t "$tree$folder" {} +
  done
  mkdir -p "$tree/sys/dev/char"
  # 1:3 is /dev/null: a character device that is none of dax.
  for name in /sys/dev/char/*; do
    if [[ $(readlink "$name/subsystem") == */dax || $name == */1:3 ]]; then cp -P "$name" "$tree/sys/dev/char/"; fi
  done
  find /sys/fs/xfs -mindepth 1 -maxdepth 1 -type d -printf '%p\n' 2>/dev/null | while read -r name; do mkdir -p "$tree$name"; done

  mkdir -p "$tree/proc/self"
  cp /proc/self/mountinfo "$tree/proc/self/mountinfo"
  record_smaps "$tree/proc/self/smaps"
  uname -srv >"$tree/VERSION"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$tree" -cf - . | gzip -9n >"$output"
}

# A process that maps, with MAP_SYNC, every DAX file system and every device that lets it.
record_smaps() {
  python3 - >"$1" <<'PYTHON'
import glob, mmap, os, sys
kept = []
SYNC = 0x80003  # MAP_SHARED_VALIDATE | MAP_SYNC
for folder in ("/mnt/whole", "/mnt/realtime", "/mnt/virtio"):
    try:
        fd = os.open(folder + "/file with blanks\nand \\040 and newline", os.O_RDWR | os.O_CREAT, 0o600)
        os.write(fd, b"x" * (1 << 22))
    except OSError:
        continue
    for flags in (SYNC, mmap.MAP_SHARED):
        try:
            kept.append(mmap.mmap(fd, 1 << 22, flags=flags))
        except OSError as error:
            print("capture-fixtures:", folder, "flags", hex(flags), error, file=sys.stderr)
for node in glob.glob("/dev/dax*"):
    name = os.path.basename(node)
    driver = "/sys/bus/dax/devices/%s/driver" % name
    # Mapping a device without a driver crashes the kernel.
    if not os.path.exists(driver) or not os.readlink(driver).endswith("/device_dax"):
        continue
    size = int(open("/sys/bus/dax/devices/%s/align" % name).read(), 0)
    try:
        kept.append(mmap.mmap(os.open(node, os.O_RDWR), size, flags=SYNC))
    except OSError as error:
        print("capture-fixtures:", node, error, file=sys.stderr)
for view in kept:
    view[0] = 1
gone = "/mnt/whole/gone"
fd = os.open(gone, os.O_RDWR | os.O_CREAT, 0o600)
os.ftruncate(fd, 4096)
kept.append(mmap.mmap(fd, 4096))
os.unlink(gone)
sys.stdout.write(open("/proc/self/smaps", errors="surrogateescape").read())
PYTHON
}

main() {
  local prepare=0 output
  while (($# > 0)); do
    case $1 in
      --prepare) prepare=1 ;;
      --help | -h) usage && exit 0 ;;
      -*) usage >&2 && exit 64 ;;
      *) break ;;
    esac
    shift
  done
  (($# == 1)) || { usage >&2; exit 64; }
  [[ $(id -u) -eq 0 ]] || fail 'root is needed, because some attributes are readable by root only: run it in the VM (tools/pmem-vm.sh)'
  command -v python3 >/dev/null || fail 'python3 is needed to map DAX memory: apt-get install python3'
  mkdir -p "$1"
  output=$1/linux-$(uname -r | cut -d . -f 1,2 | cut -d - -f 1).tar.gz
  tree=$(mktemp -d)
  trap 'chmod -R u+rwX "$tree"; rm -rf "$tree"' EXIT
  if ((prepare)); then prepare; fi
  capture "$output" "$tree"
  printf '%s: %s files and links, %s bytes\n' "$output" "$(find "$tree" ! -type d | wc -l)" "$(stat -c %s "$output")"
}

# tree is read by the trap after main has returned.
tree=
main "$@"

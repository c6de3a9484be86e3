# shellcheck shell=bash
# Whether anybody would miss what is in a namespace. When in doubt: yes.

# read_mounts: fills the arrays of the mount table, in mount order. Field 5 is the directory and what follows the lone
# dash are type, source and the options of the file system; \040 is a space.
read_mounts() {
  local id directory rest type source options
  MOUNT_IDS=() MOUNT_DIRECTORIES=() MOUNT_TYPES=() MOUNT_SOURCES=() MOUNT_OPTIONS=()
  while read -r _ _ id _ directory rest; do
    read -r type source options <<<"${rest#* - }"
    printf -v directory '%b' "${directory//\\/\\0}"
    MOUNT_IDS+=("$id") MOUNT_DIRECTORIES+=("$directory") MOUNT_TYPES+=("$type") MOUNT_SOURCES+=("$source") MOUNT_OPTIONS+=("$options")
  done <"$ROOT/proc/self/mountinfo"
}

# block_ids NODE: MAJ:MIN of a pmem block device and of its partitions.
block_ids() {
  local path
  for path in "$ROOT/sys/class/block/$1/dev" "$ROOT/sys/class/block/$1"/*/dev; do
    if [[ -f $path ]]; then printf '%s\n' "$(<"$path")"; fi
  done
}

# mounts_of NAMESPACE: the directories. By device number, and by source for file systems (btrfs) that have one of their own.
mounts_of() {
  local node ids i
  node=$(namespace_node "$1")
  [[ $node == pmem* ]] || return 0
  ids=$'\n'$(block_ids "$node")$'\n'
  read_mounts
  for i in "${!MOUNT_IDS[@]}"; do
    if [[ $ids == *$'\n'"${MOUNT_IDS[i]}"$'\n'* || ${MOUNT_SOURCES[i]} == "/dev/$node" ]]; then printf '%s\n' "${MOUNT_DIRECTORIES[i]}"; fi
  done
}

# mount_field DIRECTORY id|type|source|options: of the topmost mount there; nothing when none is.
mount_field() {
  local i found=''
  read_mounts
  for i in "${!MOUNT_IDS[@]}"; do
    [[ ${MOUNT_DIRECTORIES[i]} == "$1" ]] || continue
    case $2 in id) found=${MOUNT_IDS[i]} ;; type) found=${MOUNT_TYPES[i]} ;; source) found=${MOUNT_SOURCES[i]} ;; options) found=${MOUNT_OPTIONS[i]} ;; esac
  done
  printf '%s' "$found"
}

# signatures NAMESPACE: what wipefs recognises (ext4, xfs, gpt, LVM2_member, ...), one a line.
signatures() {
  local node
  node=$(namespace_node "$1")
  [[ $node == pmem* && -r $ROOT/dev/$node ]] || return 0
  wipefs --no-act --noheadings --output TYPE "$ROOT/dev/$node" 2>/dev/null | awk 'NF { print $1 }' | sort -u
}

# Ordinary memory given by memmap= starts with whatever was in it: no sign of data.
is_emulated_memory() {
  [[ $(region_provider "$(region_of "$1")") == e820 ]] && grep -q 'memmap=[^ ]*!' "$ROOT/proc/cmdline" 2>/dev/null
}

first_mebibyte_is_zero() { cmp -s -n 1048576 "$ROOT/dev/$1" /dev/zero; }

# users_of NAMESPACE: who works with it right now, one reason a line. These stop everything; most stop --force too.
users_of() {
  local node path pids
  node=$(namespace_node "$1")
  [[ -n $node ]] || return 0
  for path in "$ROOT/sys/class/block/$node/holders"/* "$ROOT/sys/class/block/$node"/*/holders/*; do
    if [[ -e $path || -L $path ]]; then printf 'the block device %s lies on it\n' "${path##*/}"; fi
  done
  if awk '{ print $1 }' "$ROOT/proc/swaps" 2>/dev/null | grep -qxF "/dev/$node"; then printf 'it is swap space\n'; fi
  if [[ $node == dax* ]]; then
    [[ $(readlink -f "$ROOT/sys/bus/dax/devices/$node/driver" 2>/dev/null) == */kmem ]] && printf 'it is in use as system RAM\n'
    pids=$(grep -lsF -- " /dev/$node" /proc/[0-9]*/maps 2>/dev/null | cut -d/ -f3 | tr '\n' ' ') || true
    [[ -n $pids ]] && printf 'mapped by process %s\n' "${pids% }"
  fi
  return 0
}

# data_in NAMESPACE: why it counts as holding data, one reason a line; nothing when it is free to be used.
data_in() {
  local namespace=$1 node mode found
  node=$(namespace_node "$namespace")
  mode=$(namespace_mode "$namespace")
  mounts_of "$namespace" | sed 's/^/mounted at /'
  users_of "$namespace"
  if [[ -z $node ]]; then printf 'disabled, so nobody can look into it (ndctl enable-namespace %s)\n' "$namespace"; return; fi
  case $mode in
    devdax) printf 'in devdax mode: its content has no signature to tell by\n'; return ;;
    sector) printf 'in sector mode, which this script never makes\n'; return ;;
  esac
  if [[ ! -r $ROOT/dev/$node ]]; then printf '/dev/%s cannot be read (not root?)\n' "$node"; return; fi
  found=$(signatures "$namespace" | tr '\n' ' ')
  if [[ -n $found ]]; then printf 'has a signature of: %s\n' "${found% }"; return; fi
  if ! is_emulated_memory "$namespace" && ! first_mebibyte_is_zero "$node"; then
    printf 'no signature, but its first mebibyte is not empty\n'
  fi
}

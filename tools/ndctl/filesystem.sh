# shellcheck shell=bash disable=SC2154 # the EX_ constants are set in common.sh
# A file system on an fsdax namespace, its mount, and the proof that DAX is on.

# make_file_system NODE ext4|xfs [UUID]: laid out so that 2 MiB page-table entries are possible.
make_file_system() {
  local device=$ROOT/dev/$1 options
  if ! $DRY_RUN && [[ -n $(wipefs --no-act --noheadings --output TYPE "$device") ]]; then
    run wipefs --quiet --all "$device"    # left over from a namespace that lay there before
  fi
  if [[ $2 == ext4 ]]; then
    options=(-q -F -b 4096 -E "stride=512,stripe_width=512" ${3:+-U "$3"})
    run mkfs.ext4 "${options[@]}" "$device"
    return $?
  fi
  options=(-q -f ${3:+-m "uuid=$3"})
  # mkfs.xfs refuses the stripe on a device that is too small for its log; asking it costs nothing.
  if $DRY_RUN || mkfs.xfs -N -f -d su=2m,sw=1 "$device" >/dev/null 2>&1; then options+=(-d "su=2m,sw=1")
  else note "ndctl-setup: $device is too small for xfs with 2 MiB stripes: expect 4 KiB page-table entries"; fi
  run mkfs.xfs "${options[@]}" "$device"
}

# ensure_file_system NAMESPACE NODE TYPE FRESH [UUID]: keeps the right one, refuses to write over a wrong one.
ensure_file_system() {
  local found=''
  $4 || found=$(signatures "$1" | paste -sd' ')
  if [[ $found == "$3" ]]; then return; fi
  [[ -z $found ]] || $FORCE || fail "$EX_FAILED" "$1 is the namespace asked for, but /dev/$2 has a signature of: $found" \
    "use that (--fs), or give its data up: the same command with --force"
  [[ -z $found || -z $(mounts_of "$1") ]] || fail "$EX_FAILED" "/dev/$2 is mounted" "umount it first"
  make_file_system "$2" "$3" "${5:-}" ||
    fail "$EX_FAILED" "no $3 could be made on /dev/$2" "its message is above; xfs wants 300M or more, ext4 goes smaller: --size, --fs"
  checkpoint
}

# check_mount_point DIRECTORY [NODE]: before anything is made. Fails if something else is there.
check_mount_point() {
  local id
  id=$(mount_field "$1" id)
  if [[ -n $id ]]; then
    [[ -n ${2:-} ]] && block_ids "$2" | grep -qxF -- "$id" && return
    fail "$EX_FAILED" "$(mount_field "$1" source) ($(mount_field "$1" type)) is mounted at $1" "umount it, or choose another --mount"
  fi
  [[ ! -e $1 || -d $1 ]] || fail "$EX_FAILED" "$1 is not a directory" "choose another --mount"
  [[ ! -d $1 || -z $(ls -A -- "$1") ]] || fail "$EX_FAILED" "$1 is not empty, and a mount would hide what is in it" \
    "move that away, or choose another --mount"
}

undo_mount() { run umount "$MOUNT"; }
undo_directory() { run rmdir "$MOUNT"; }

# ensure_mount NODE TYPE DIRECTORY: status 0 mounted now, 1 was mounted already.
ensure_mount() {
  [[ -z $(mount_field "$3" id) ]] || return 1
  if [[ ! -d $3 ]]; then
    run mkdir -p -- "$3"
    undo_push undo_directory
  fi
  run mount -t "$2" -o dax=always "$ROOT/dev/$1" "$3" ||
    fail "$EX_FAILED" "$3 could not be mounted with DAX" "dmesg | tail says why; a kernel before 5.8 has -o dax only"
  undo_push undo_mount
  checkpoint
}

# verify_dax DIRECTORY PROVIDER: the mount's own options first (xfs drops dax silently where it cannot), then a file there.
verify_dax() {
  local options facts attributes granted=refused
  options=$(mount_field "$1" options)
  case ",$options," in
    *,dax=always,* | *,dax,*) ;;
    *) fail "$EX_FAILED" "$1 is mounted without DAX (its options: $options)" \
         "umount $1 and run this again; if it stays off, dmesg | tail says what the kernel misses" ;;
  esac
  if ! command -v xfs_io >/dev/null; then
    note "ndctl-setup: dax is in the mount table; to have a file checked as well: apt-get install xfsprogs (xfs_io)"
    return
  fi
  # An unnamed file (O_TMPFILE): leaves nothing behind. 0x200000 is STATX_ATTR_DAX.
  facts=$(xfs_io -T -c 'truncate 8192' -c 'statx -r' "$1" 2>&1) || fail "$EX_FAILED" "no file can be made in $1: $facts" "is it mounted read-only?"
  attributes=$(awk '$1 == "stat.attributes" { print $3 }' <<<"$facts")
  ((${attributes:-0} & 0x200000)) || fail "$EX_FAILED" "the mount table says dax, but a file in $1 is not in DAX mode" \
    "dmesg | tail; FS_XFLAG_DAX and dax=inode have no say here"
  if xfs_io -T -c 'truncate 8192' -c 'mmap -S 0 4096' "$1" >/dev/null 2>&1; then granted=granted; fi
  # Where a CPU flush is not durable the grant says nothing: the kernel can grant it there after a namespace was
  # disabled and enabled a few times: the new device then presumably inherits the mark of an old one.
  if [[ $2 == ramdax ]]; then
    note "ndctl-setup: DAX is on in $1, but ramdax is ordinary memory: nothing there outlives a power loss (MAP_SYNC is $granted; do not go by that)"
  elif [[ $2 == virtio-pmem ]]; then
    note "ndctl-setup: DAX is on in $1, but on virtio-pmem a store is durable only after msync (MAP_SYNC is $granted; do not go by that)"
  elif [[ $granted == granted ]]; then
    note "ndctl-setup: DAX is on in $1, and MAP_SYNC is granted"
  else
    note "ndctl-setup: DAX is on in $1, but MAP_SYNC is refused: a store there is durable only after msync"
  fi
}

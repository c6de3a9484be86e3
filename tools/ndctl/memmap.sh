# shellcheck shell=bash disable=SC2154 # the EX_ constants are set in common.sh
# memmap: a kernel parameter that makes emulated persistent memory of ordinary memory, safe for this very machine.

readonly FOUR_GIB=$((4 << 30)) MIB=$((1 << 20))

# ram_from_iomem FILE: "START END" (end exclusive) of each System RAM range, cut where firmware or crash kernel lie in it.
ram_from_iomem() {
  local line start end depth low=0 high=0
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line =~ ^(\ *)([0-9a-fA-F]+)-([0-9a-fA-F]+)\ :\ (.*)$ ]] || continue
    depth=${#BASH_REMATCH[1]} start=$((16#${BASH_REMATCH[2]})) end=$((16#${BASH_REMATCH[3]} + 1))
    if ((depth == 0)); then
      ((high <= low)) || printf '%s %s\n' "$low" "$high"
      low=0 high=0
      [[ ${BASH_REMATCH[4]} != 'System RAM' ]] || { low=$start high=$end; }
    # The kernel's own image is placed anew at each boot, around such a parameter; everything else stays where it is.
    elif [[ ${BASH_REMATCH[4]} != Kernel* ]] && ((high > low && start < high && end > low)); then
      ((start <= low)) || printf '%s %s\n' "$low" "$start"
      low=$end
    fi
  done <"$1"
  ((high <= low)) || printf '%s %s\n' "$low" "$high"
}

# ram_from_firmware: the firmware's own map, without what this boot's command line already took from it.
ram_from_firmware() {
  local entry start end taken
  taken=$(grep -o 'memmap=[^ ]*' "$ROOT/proc/cmdline" 2>/dev/null | sed 's/^memmap=//' | tr ',' '\n' | grep '!' || true)
  for entry in "$ROOT"/sys/firmware/memmap/[0-9]*; do
    [[ -f $entry/type && $(<"$entry/type") == 'System RAM' ]] || continue
    start=$(<"$entry/start") end=$(<"$entry/end")
    without_taken $((start)) $((end + 1)) "$taken"
  done
}

# without_taken START END "SIZE!START...": the parts of a range that no parameter has taken.
without_taken() {
  local low=$1 high=$2 part from to
  for part in $3; do
    if ! from=$(address "${part#*!}") || ! to=$(address "${part%%!*}"); then continue; fi
    to=$((from + to))
    if ((from < high && to > low)); then
      without_taken "$low" "$from" "$3"
      without_taken "$to" "$high" "$3"
      return
    fi
  done
  ((low >= high)) || printf '%s %s\n' "$low" "$high"
}

# address TEXT: as the kernel's command line writes it, 0x100000000 or 4G.
address() { if [[ $1 =~ ^0[xX][0-9a-fA-F]{1,15}$ ]]; then printf '%s' $(($1)); else bytes "$1"; fi; }

memory_map() {
  local iomem=${DAXNATIVE_IOMEM:-$ROOT/proc/iomem}
  # To others than root the kernel prints zeros for addresses.
  if [[ -r $iomem ]] && grep -qE '^0*[1-9a-fA-F][0-9a-fA-F]*-[0-9a-fA-F]+ : System RAM|-0*[1-9a-fA-F][0-9a-fA-F]* : System RAM' "$iomem"; then
    note "memory map: $iomem"
    ram_from_iomem "$iomem"
  elif [[ -z ${DAXNATIVE_IOMEM:-} && -r $ROOT/sys/firmware/memmap/0/start ]]; then
    note "memory map: $ROOT/sys/firmware/memmap (root also sees what the kernel has reserved: run this with sudo to be sure)"
    ram_from_firmware
  else
    fail "$EX_FAILED" "the memory map of this machine cannot be read" "run it as root (sudo $SETUP memmap)"
  fi
}

# place SIZE: where it fits above 4 GiB. The coarsest alignment first: 1 GiB allows 1 GiB pages on all of it, 128 MiB is
# the kernel's memory section.
place() {
  local size=$1 alignment low high start
  for alignment in $((1 << 30)) $((128 * MIB)); do
    while read -r low high; do
      start=$((low > FOUR_GIB ? low : FOUR_GIB))
      start=$(((start + alignment - 1) / alignment * alignment))
      if ((start + size <= high)); then printf '%s' "$start"; return; fi
    done <<<"$RANGES"
  done
  return 1
}

memmap_command() {
  local size=0 text total=0 low high keep start try remain most remedy
  while [[ $# -gt 0 ]]; do
    case $1 in
      --size) text=$(option_value "$1" "$@"); shift
        size=$(bytes "$text") || usage_error "'$text' is not a size" "write bytes or K, M, G, T: --size 2G" ;;
      *) usage_error "memmap does not know '$1'" "it takes --size only" ;;
    esac
    shift
  done
  ((size % (16 * MIB) == 0)) || usage_error "$(human "$size") is not a multiple of 16M, which namespaces are aligned to" \
    "ask for $(human $(((size / (16 * MIB) + 1) * 16 * MIB)))"
  RANGES=$(memory_map)
  while read -r low high; do [[ -z $low ]] || total=$((total + high - low)); done <<<"$RANGES"
  # What is given away is gone for everything else: a quarter of the memory stays, and 2 GiB at least.
  keep=$((total / 4 > 2 << 30 ? total / 4 : 2 << 30))
  if ((size > 0)); then
    remain=$((total - size))
    most=$(((total - keep) / MIB & ~15))
    remedy="ask for ${most}M or less"
    ((most > 0)) || remedy="this machine is too small for it: use a VM (docs/setup.md)"
    ((remain >= keep)) || fail "$EX_FAILED" \
      "$(human "$size") of $((total / MIB))M would leave less than the $((keep / MIB))M that the system should keep" "$remedy"
    start=$(place "$size") || fail "$EX_FAILED" "no range of ordinary memory above 4G holds $(human "$size") in one piece" \
      "ask for a smaller --size, or use a VM (docs/setup.md)"
  else
    start=''
    for try in 2048 1024 512 256 128; do
      size=$((try * MIB))
      ((total - size >= keep)) && start=$(place "$size") && break
    done
    [[ -n $start ]] || fail "$EX_FAILED" "this machine has no 128M to spare above 4G" "use a VM instead (docs/setup.md)"
  fi
  text="$(human "$size")!$(human "$start")"
  printf 'memmap=%s\n' "$text"
  note "of $((total / MIB))M ordinary memory, $(((total - size) / MIB))M stay; what the parameter takes is lost to everything else, and"
  note "it is EMULATED: nothing in it survives a power cut."
  note "GRUB: in /etc/default/grub add it to GRUB_CMDLINE_LINUX, written memmap=${text/!/\\!} (! is escaped for the shells that"
  note "read that file), then update-grub and reboot. After that, /proc/cmdline must show memmap=$text"
  if grep -qs 'memmap=[^ ]*!' "$ROOT/proc/cmdline" && [[ -z ${DAXNATIVE_IOMEM:-} ]]; then
    note "This boot already has a memmap= parameter: keep that one as well if you want both (separate them by a comma)."
  fi
}

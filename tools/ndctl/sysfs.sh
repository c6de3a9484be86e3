# shellcheck shell=bash
# What the kernel says about regions and namespaces, read from sysfs: needs neither jq nor ndctl.

readonly ND=$ROOT/sys/bus/nd/devices

# attribute DEVICE NAME: its text, empty where the kernel has none or will not tell.
attribute() {
  local value=''
  { IFS= read -r value <"$ND/$1/$2"; } 2>/dev/null || true
  value=${value%"${value##*[![:space:]]}"}
  printf '%s' "$value"
}

# number DEVICE NAME: the attribute as decimal (the kernel writes some as 0x...), 0 where there is none.
number() {
  local value=''
  { IFS= read -r value <"$ND/$1/$2"; } 2>/dev/null || true
  [[ $value =~ ^(0[xX][0-9a-fA-F]+|[0-9]+)$ ]] || value=0
  printf '%s' $((value))
}

# Only persistent regions: nd_volatile regions hold ordinary memory. An array's indices come in numerical order.
regions() {
  local path type ids=() id
  for path in "$ND"/region[0-9]*; do
    { IFS= read -r type <"$path/devtype"; } 2>/dev/null || continue
    [[ $type != nd_pmem ]] || ids[${path##*region}]=1
  done
  for id in "${!ids[@]}"; do printf 'region%s\n' "$id"; done
}

require_pmem() {
  [[ -n $(regions) ]] || fail "$EX_UNAVAILABLE" "this machine has no persistent memory (no region in $ND)" \
    "modprobe nd_e820 nfit nd_pmem; if none appears, '$SETUP memmap' proposes emulated persistent memory"
}

# The kernel keeps an unused namespace of size 0 in each labelled region as a seed; it is not one.
namespaces_of() {
  local path size ids=() id
  for path in "$ND/$1"/namespace[0-9]*; do
    { IFS= read -r size <"$path/size"; } 2>/dev/null || continue
    [[ $size == 0 ]] || ids[${path##*.}]=1
  done
  for id in "${!ids[@]}"; do printf 'namespace%s.%s\n' "${1#region}" "$id"; done
}

region_of() { local id=${1#namespace}; printf 'region%s' "${id%%.*}"; }

# The region is a link into the device tree, so that .. is its bus.
region_provider() { attribute "$1/.." provider; }

# nstype 5: namespaces from labels; 4: one namespace, as large as the region.
region_has_labels() { [[ $(attribute "$1" nstype) == 5 ]]; }

region_dimms() {
  local path line
  for path in "$ND/$1"/mapping[0-9]*; do
    [[ -f $path ]] || continue
    IFS= read -r line <"$path"
    printf '%s\n' "${line%%,*}"
  done
}

# region_labels REGION: initialised, none (they could be) or unsupported.
region_labels() {
  local dimm dimms commands
  if region_has_labels "$1"; then printf initialised; return; fi
  dimms=$(region_dimms "$1")
  [[ -n $dimms ]] || { printf unsupported; return; }
  for dimm in $dimms; do
    commands=" $(attribute "$dimm" commands) "
    [[ $commands == *' get_data '* && $commands == *' set_data '* ]] || { printf unsupported; return; }
  done
  printf none
}

# The device that holds a namespace's content: pfnN.M, daxN.M or bttN.M, or the namespace itself.
namespace_device() {
  local holder
  holder=$(attribute "$1" holder)
  printf '%s' "${holder:-$1}"
}

# namespace_mode NAMESPACE: fsdax, devdax, sector or raw. A legacy namespace that nobody has configured is fsdax too.
namespace_mode() {
  case $(attribute "$1" holder_class) in
    pfn) printf fsdax ;; dax) printf devdax ;; btt) printf sector ;;
    *) case $(attribute "$1" mode) in memory) printf fsdax ;; dax) printf devdax ;; safe) printf sector ;; *) printf raw ;; esac ;;
  esac
}

# namespace_align NAMESPACE: 0 while nothing has configured it.
namespace_align() {
  local device
  device=$(namespace_device "$1")
  if [[ $device == "$1" ]]; then printf 0; else number "$device" align; fi
}

# namespace_usable NAMESPACE: bytes that are left for content, below its size when the page structures lie in it.
namespace_usable() {
  local usable
  usable=$(number "$(namespace_device "$1")" size)
  printf '%s' "${usable:-0}"
}

# namespace_node NAMESPACE: pmem0 or dax0.0; nothing while the namespace is disabled.
namespace_node() {
  local device path
  device=$(namespace_device "$1")
  for path in "$ND/$device"/block/* "$ND/$device"/dax[0-9]*.[0-9]*; do
    [[ -d $path ]] && { printf '%s' "${path##*/}"; return; }
  done
  return 0
}

# all_namespaces: of every region.
all_namespaces() {
  local region
  for region in $(regions); do namespaces_of "$region"; done
}

# namespace_called WORD: a namespace by its own name, its device node or the directory where it is mounted.
namespace_called() {
  local namespace node mounted=''
  [[ $1 != /* ]] || mounted=$(mount_field "$(realpath -m -- "$1")" id)
  for namespace in $(all_namespaces); do
    node=$(namespace_node "$namespace")
    if [[ $1 == "$namespace" || ( -n $node && ${1#/dev/} == "$node" ) ]] ||
       [[ -n $mounted && $node == pmem* && $'\n'$(block_ids "$node")$'\n' == *$'\n'"$mounted"$'\n'* ]]; then
      printf '%s' "$namespace"
      return
    fi
  done
}

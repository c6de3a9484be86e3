# shellcheck shell=bash disable=SC2154 # the EX_ constants are set in common.sh
# Which region a new namespace goes to, and getting the region ready for it.


# unit_of REGION ALIGN: sizes there are multiples of it: the interleave alignment (16 MiB a DIMM), or a larger page.
unit_of() {
  local unit
  unit=$(number "$1" align)
  ((unit > 0)) || unit=$((16 << 20))
  ((unit % $2 == 0)) || unit=$(($2 > unit ? $2 : unit))
  printf '%s' "$unit"
}

region_capacity() {
  local capacity
  if region_has_labels "$1"; then number "$1" max_available_extent; return; fi
  capacity=$(number "$1" available_size)   # without labels: what initialising them would free
  ((capacity > 0)) || capacity=$(number "$1" size)
  printf '%s' "$capacity"
}

# size_in REGION SIZE ALIGN: the size that a namespace gets there; SIZE 0 is all that is free.
size_in() {
  local unit
  unit=$(unit_of "$1" "$3")
  if (($2 > 0)); then printf '%s' "$2"; else printf '%s' $(($(region_capacity "$1") / unit * unit)); fi
}

# size_obstacle REGION SIZE ALIGN
size_obstacle() {
  local region=$1 size align=$3 unit capacity
  unit=$(unit_of "$region" "$align")
  capacity=$(region_capacity "$region")
  if [[ $(region_labels "$region") == unsupported ]]; then
    capacity=$(number "$region" size)
    if (($2 > 0 && $2 != capacity)); then
      printf 'it has no labels, so its one namespace always takes the whole %s: leave --size out' "$(human "$capacity")"; return
    fi
    size=$capacity
  else
    size=$(size_in "$region" "$2" "$align")
  fi
  if ((size > capacity || size == 0)); then printf 'only %s of it are free in one piece' "$(human "$capacity")"
  elif ((size % unit)); then
    printf '%s is not a multiple of %s; the sizes next to it are %s and %s' "$(human "$size")" "$(human "$unit")" \
      "$(human $((size / unit * unit)))" "$(human $(((size / unit + 1) * unit)))"
  elif ((align == GIB && size < 2 * GIB)); then
    printf 'align 1G needs a namespace of 2G or more (the page structures take the first part), this one would have %s' "$(human "$size")"
  fi
}

# data_obstacle REGION: what a label-less region already holds. Users that nothing can be taken from stop --force as well.
data_obstacle() {
  local namespace reasons
  for namespace in $(namespaces_of "$1"); do
    if $FORCE; then reasons=$(users_of "$namespace"); else reasons=$(data_in "$namespace"); fi
    [[ -z $reasons ]] || { printf '%s holds data: %s' "$namespace" "$(paste -sd';' <<<"$reasons")"; return; }
  done
}

# shared_dimm_obstacle REGION: labels belong to a whole DIMM, also to the part of it in another region.
shared_dimm_obstacle() {
  local other dimm
  for other in $(regions); do
    [[ $other == "$1" ]] && continue
    for dimm in $(region_dimms "$1"); do
      if region_dimms "$other" | grep -qx "$dimm"; then
        printf '%s shares %s with it, so initialising labels would touch both: do that with ndctl init-labels' "$other" "$dimm"; return
      fi
    done
  done
}

# obstacle REGION MODE SIZE ALIGN CHOSEN: why a namespace cannot go there; nothing when it can.
obstacle() {
  local region=$1 mode=$2 size=$3 align=$4 chosen=$5 labels reason=''
  labels=$(region_labels "$region")
  if [[ $(attribute "$region" read_only) == 1 ]]; then
    printf 'it is read-only (a DIMM is not armed, or somebody wrote 1 to %s/read_only)' "$ND/$region"; return
  fi
  case $(region_provider "$region") in
    virtio-pmem)
      if [[ $mode == devdax ]] && ! $FORCE; then
        printf 'it is virtio-pmem, where a CPU flush is not durable and a device has no msync: use fsdax there'; return
      fi
      $chosen || { printf 'it is virtio-pmem (DAX, but no MAP_SYNC): name it with --region if you want that'; return; } ;;
    ramdax)
      $chosen || { printf 'it is ramdax, ordinary memory that looks like an NVDIMM and loses everything with the power: name it with --region if you want that'; return; } ;;
  esac
  [[ $labels == initialised ]] || reason=$(data_obstacle "$region")
  [[ -n $reason || $labels != none ]] || reason=$(shared_dimm_obstacle "$region")
  [[ -n $reason ]] || reason=$(size_obstacle "$region" "$size" "$align")
  printf '%s' "$reason"
}

# choose_region MODE SIZE ALIGN [REGION]: prints the region, or fails with what stands in each one's way.
choose_region() {
  local region reason remedy list=''
  if [[ -n ${4:-} ]]; then
    reason=$(obstacle "$4" "$1" "$2" "$3" true)
    [[ -z $reason ]] && { printf '%s' "$4"; return; }
    remedy="choose another --region or --size: $SETUP list shows what is free"
    [[ $reason != *'holds data'* ]] || remedy="save what you need from it; then the same command with --force gives the data up"
    [[ $reason != *'holds data'* ]] || ! $FORCE || remedy="--force does not take it from who uses it: stop that first (see $SETUP list)"
    fail "$EX_FAILED" "$4 cannot take the namespace: $reason" "$remedy"
  fi
  for region in $(regions); do
    reason=$(obstacle "$region" "$1" "$2" "$3" false)
    [[ -z $reason ]] && { printf '%s' "$region"; return; }
    list+=$'\n'"    $region: $reason"
  done
  fail "$EX_FAILED" "no region can take the namespace:$list" \
    "ask for a smaller --size, destroy a namespace, or name the region whose data you give up: --region REGION --force"
}

undo_disabled_region() { run ndctl enable-region "$1"; }

# Writes label index blocks on the DIMMs of a region that could have them, so that it can hold several namespaces.
initialise_labels() {
  local region=$1 dimms
  mapfile -t dimms <<<"$(region_dimms "$region")"
  note "ndctl-setup: $region has DIMMs that can keep labels, and none yet: initialising them"
  undo_push undo_disabled_region "$region"
  run_whole ndctl disable-region "$region" ||
    fail "$EX_FAILED" "$region could not be disabled" "something uses it: see $SETUP list, unmount it and run this again"
  checkpoint
  # No --force: ndctl itself then refuses to write over labels that somebody made in the meantime.
  run_whole ndctl init-labels "${dimms[@]}" ||
    fail "$EX_FAILED" "labels could not be initialised on ${dimms[*]}" "ndctl check-labels ${dimms[*]} says what is on them"
  run_whole ndctl enable-region "$region" || fail "$EX_FAILED" "$region could not be enabled again" "dmesg | tail says why; ndctl enable-region $region"
  undo_pop
  checkpoint
  $DRY_RUN || region_has_labels "$region" || fail "$EX_FAILED" "$region still has no labels" "dmesg | tail says why"
}

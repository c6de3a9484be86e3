# shellcheck shell=bash disable=SC2154 # the EX_ constants are set in common.sh
# create: one namespace, with what belongs on it, once.

parse_create() {
  MODE='' REGION='' SIZE=0 ALIGN='' FS='' MOUNT='' NAME=''
  local text
  while [[ $# -gt 0 ]]; do
    case $1 in
      --mode) MODE=$(option_value "$1" "$@"); shift ;;
      --region) REGION=$(option_value "$1" "$@"); shift ;;
      --size) text=$(option_value "$1" "$@"); shift
        SIZE=$(bytes "$text") || usage_error "'$text' is not a size" "write bytes or K, M, G, T: --size 512M" ;;
      --align) ALIGN=$(option_value "$1" "$@"); shift ;;
      --fs) FS=$(option_value "$1" "$@"); shift ;;
      --mount) MOUNT=$(option_value "$1" "$@"); shift ;;
      --name) NAME=$(option_value "$1" "$@"); shift ;;
      --force) FORCE=true ;;
      --dry-run) DRY_RUN=true ;;
      *) usage_error "create does not know '$1'" "--help lists its options" ;;
    esac
    shift
  done
  case $MODE in
    fsdax) : "${FS:=ext4}" ;;
    devdax) [[ -z $FS$MOUNT ]] || usage_error "--fs and --mount belong to --mode fsdax: a device has no file system" "leave them out, or use --mode fsdax" ;;
    '') usage_error "create wants --mode" "--mode fsdax for files, --mode devdax for a /dev/dax device" ;;
    *) usage_error "unknown mode '$MODE'" "--mode fsdax or --mode devdax" ;;
  esac
  : "${ALIGN:=2M}"
  case $MODE:$ALIGN in
    fsdax:4K | fsdax:2M | devdax:4K | devdax:2M | devdax:1G) ;;
    *) usage_error "--align $ALIGN does not go with --mode $MODE" "devdax takes 4K, 2M or 1G, fsdax 4K or 2M" ;;
  esac
  case $FS in '' | ext4 | xfs) ;; *) usage_error "--fs $FS cannot do DAX here" "--fs ext4 or --fs xfs" ;; esac
  [[ -z $REGION || $REGION =~ ^region[0-9]+$ ]] || usage_error "'$REGION' is not the name of a region" "names look like region0: $SETUP list"
  [[ -z $MOUNT || $MOUNT == /* ]] || usage_error "--mount $MOUNT is not an absolute path" "write --mount /..."
  [[ ${#NAME} -le 63 && $NAME != *[![:alnum:]._:/-]* ]] || usage_error "--name '$NAME' does not fit in a label" "up to 63 of letters, digits and . _ : / -"
  ! $FORCE || [[ -n $REGION ]] || usage_error "--force gives up the data of a region, so it wants --region" "name the region: $SETUP list"
  ALIGN_BYTES=$(bytes "$ALIGN")
  # realpath: the mount table knows only the canonical name.
  [[ -z $MOUNT ]] || MOUNT=$(realpath -m -- "$MOUNT")
  # The default name is made of the arguments: that is how the second run finds what the first one made.
  local size=$SIZE
  ((size == 0)) && size=all || size=$(human "$size")
  [[ -n $NAME ]] || NAME=daxnative:$MODE:$size:$ALIGN${FS:+:$FS}${MOUNT:+:$MOUNT}
  # A label has room for 63 bytes.
  ((${#NAME} <= 63)) || NAME=${NAME:0:52}:$(cksum <<<"$NAME" | cut -d' ' -f1)
}

# legacy_uuid REGION: a region without labels can keep no name; its file system keeps this UUID instead. Made of
# the name and the physical address, because region numbers change with the hardware.
legacy_uuid() {
  local sum
  sum=$(printf '%s@%s' "$NAME" "$(attribute "$1" resource)" | sha256sum)
  printf '%s-%s-8%s-8%s-%s' "${sum:0:8}" "${sum:8:4}" "${sum:13:3}" "${sum:17:3}" "${sum:20:12}"
}

# is_asked_for NAMESPACE: made by an earlier run with these arguments.
is_asked_for() {
  local region node
  region=$(region_of "$1")
  if region_has_labels "$region"; then
    [[ $(attribute "$1" alt_name) == "$NAME" ]]
    return $?    # spelt out: in the undo, which runs in a trap, a bare return gives the status from before the trap
  fi
  node=$(namespace_node "$1")
  case $MODE in
    # A device has no room for a mark: the mode and align that were asked for are all there is to compare.
    devdax) [[ $(namespace_mode "$1") == devdax && $(namespace_align "$1") == "$ALIGN_BYTES" && $(region_provider "$region") != virtio-pmem ]] &&
      ((SIZE == 0 || SIZE == $(number "$region" size))) ;;
    fsdax) [[ $node == pmem* && $(blkid -p -o value -s UUID "$ROOT/dev/$node" 2>/dev/null) == "$(legacy_uuid "$region")" ]] ;;
  esac
}

find_asked_for() {
  local region namespace
  for region in ${REGION:-$(regions)}; do
    for namespace in $(namespaces_of "$region"); do
      if is_asked_for "$namespace"; then printf '%s' "$namespace"; return; fi
    done
  done
}

# check_found NAMESPACE: with --name of one's own, the rest may differ.
check_found() {
  local size
  size=$(number "$1" size)
  if [[ $(namespace_mode "$1") != "$MODE" || $(namespace_align "$1") != "$ALIGN_BYTES" ]] || ((SIZE > 0 && SIZE != size)); then
    fail "$EX_FAILED" "$1 has the name '$NAME', but is $(namespace_mode "$1") of $(human "$size") with align $(human "$(namespace_align "$1")")" \
      "give the new one another --name, or remove that: $SETUP destroy $1"
  fi
  ! users_of "$1" | grep -q 'system RAM' || fail "$EX_FAILED" "$1 is in use as system RAM" \
    "daxctl offline-memory $(namespace_node "$1"); daxctl reconfigure-device --mode=devdax $(namespace_node "$1")"
}

undo_labelled_namespace() {
  local namespace
  namespace=$(REGION=$1 find_asked_for)
  [[ -z $namespace ]] || run ndctl destroy-namespace --force "$namespace"
}

undo_legacy_namespace() {
  [[ -z $(attribute "$1" holder) ]] || run ndctl destroy-namespace --force "$1" || return $?
  [[ -n $(namespace_node "$1") ]] || run ndctl enable-namespace "$1"
}

# make_namespace REGION: sets NAMESPACE.
make_namespace() {
  local region=$1 labels options=(--mode="$MODE" --map=dev --align="$ALIGN")
  labels=$(region_labels "$region")
  if [[ $labels == unsupported ]]; then
    NAMESPACE=$(namespaces_of "$region" | head -n 1)
    release "$NAMESPACE"
    undo_push undo_legacy_namespace "$NAMESPACE"
    # ndctl's --force only means: disable it first. Whether it holds data was asked before.
    run_whole ndctl create-namespace --force --reconfig="$NAMESPACE" "${options[@]}" || namespace_failed "$region"
  else
    if [[ $labels == none ]]; then
      for NAMESPACE in $(namespaces_of "$region"); do release "$NAMESPACE"; done
      NAMESPACE=namespace${region#region}.0
      initialise_labels "$region"
    else
      NAMESPACE=$(attribute "$region" namespace_seed)
    fi
    undo_push undo_labelled_namespace "$region"
    run_whole ndctl create-namespace --region="$region" "${options[@]}" --size="$(size_in "$region" "$SIZE" "$ALIGN_BYTES")" --name="$NAME" ||
      namespace_failed "$region"
    $DRY_RUN || NAMESPACE=$(REGION=$region find_asked_for)
  fi
  checkpoint
  $DRY_RUN || [[ -n $NAMESPACE && -n $(namespace_node "$NAMESPACE") ]] || namespace_failed "$region"
}

namespace_failed() {
  fail "$EX_FAILED" "no namespace could be made on $1" "ndctl's message is above, the kernel's in dmesg | tail; $SETUP list shows what is there now"
}

create_command() {
  local region fresh=false changed=false node uuid=''
  parse_create "$@"
  require_root
  require_tool ndctl ndctl
  require_tool wipefs util-linux
  case $FS in ext4) require_tool mkfs.ext4 e2fsprogs ;; xfs) require_tool mkfs.xfs xfsprogs ;; esac
  require_pmem
  [[ -z $REGION || -d $ND/$REGION ]] || fail "$EX_FAILED" "there is no $REGION" "$SETUP list shows: $(regions | paste -sd' ')"

  NAMESPACE=$(find_asked_for)
  if [[ -n $NAMESPACE ]]; then
    check_found "$NAMESPACE"
    [[ -n $(namespace_node "$NAMESPACE") ]] || run_whole ndctl enable-namespace "$NAMESPACE" ||
      fail "$EX_FAILED" "$NAMESPACE could not be enabled" "dmesg | tail says why; to start over: $SETUP destroy $NAMESPACE --force"
    [[ -z $MOUNT ]] || check_mount_point "$MOUNT" "$(namespace_node "$NAMESPACE")"
  else
    [[ -z $MOUNT ]] || check_mount_point "$MOUNT"
    region=$(choose_region "$MODE" "$SIZE" "$ALIGN_BYTES" "$REGION")
    make_namespace "$region"
    fresh=true changed=true
  fi
  region=$(region_of "$NAMESPACE")

  node=$(namespace_node "$NAMESPACE")
  if $DRY_RUN && $fresh; then node=pmem${NAMESPACE#namespace}; node=${node%.0}; fi
  if [[ $MODE == fsdax ]]; then
    region_has_labels "$region" || uuid=$(legacy_uuid "$region")
    if ! $fresh && [[ -z $(signatures "$NAMESPACE") ]]; then changed=true; fi
    ensure_file_system "$NAMESPACE" "$node" "$FS" "$fresh" "$uuid"
    if [[ -n $MOUNT ]]; then
      ensure_mount "$node" "$FS" "$MOUNT" && changed=true
      $DRY_RUN || verify_dax "$MOUNT" "$(region_provider "$region")"
    fi
  fi
  checkpoint
  undo_forget
  report "$changed" "$node"
}

report() {
  local verb='already there, nothing was changed:' what="/dev/$2"
  ! $1 || verb='ready:'
  if $DRY_RUN; then
    $1 || note "ndctl-setup: $NAMESPACE is already there; nothing to run"
    return 0
  fi
  [[ -z $FS ]] || what+=" $FS"
  printf '%s %s %s %s %s%s\n' "$verb" "$NAMESPACE" "$MODE" "$(human "$(namespace_usable "$NAMESPACE")")" "$what" "${MOUNT:+ $MOUNT}"
  if [[ $MODE == devdax ]] && ! $1 && ! region_has_labels "$(region_of "$NAMESPACE")"; then
    note "ndctl-setup: a region without labels keeps no name: make sure that this device is yours before you write to it"
  fi
}

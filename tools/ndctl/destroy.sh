# shellcheck shell=bash disable=SC2154 # the EX_ constants are set in common.sh
# destroy: a namespace and, when told to, what is in it.

# release NAMESPACE: unmounts it. Reached with something mounted only when --force was given.
release() {
  local directory
  # The topmost mount first.
  while IFS= read -r directory; do
    [[ -n $directory ]] || continue
    run umount -- "$directory" || fail "$EX_FAILED" "$directory could not be unmounted" "fuser -vm $directory shows who uses it"
  done <<<"$(mounts_of "$1" | tac)"
}

# empty_again NAMESPACE: a region without labels keeps its one namespace. It is enabled, and its start is zeroed, so
# that what lay there is not taken for data by the next create.
empty_again() {
  local node
  run_whole ndctl enable-namespace "$1" || fail "$EX_FAILED" "$1 could not be enabled again" "ndctl enable-namespace $1; dmesg | tail says why"
  node=$(namespace_node "$1")
  $DRY_RUN && node=pmem${1#namespace} && node=${node%.0}
  [[ $node == pmem* ]] || return 0
  $DRY_RUN || ! first_mebibyte_is_zero "$node" || return 0
  run dd if=/dev/zero of="$ROOT/dev/$node" bs=1M count=1 conv=fsync status=none
}

destroy_command() {
  local target='' namespace node reasons region
  while [[ $# -gt 0 ]]; do
    case $1 in
      --force) FORCE=true ;;
      --dry-run) DRY_RUN=true ;;
      --*) usage_error "destroy does not know '$1'" "--help lists its options" ;;
      *) [[ -z $target ]] || usage_error "destroy takes one name, not '$target' and '$1'" "run it once for each"; target=$1 ;;
    esac
    shift
  done
  [[ -n $target ]] || usage_error "destroy wants a name" "$SETUP list shows the namespaces"
  require_root
  require_tool ndctl ndctl
  require_tool wipefs util-linux
  require_pmem

  namespace=$(namespace_called "$target")
  [[ -n $namespace ]] || fail "$EX_FAILED" "no namespace is called '$target', nor is one mounted there" "$SETUP list shows them"
  region=$(region_of "$namespace")
  node=$(namespace_node "$namespace")
  reasons=$(data_in "$namespace")
  if [[ -n $reasons ]] && ! $FORCE; then
    fail "$EX_FAILED" "$namespace holds data: $(paste -sd';' <<<"$reasons")" "save what you need from it; then the same command with --force gives the data up"
  fi
  reasons=$(users_of "$namespace" | grep -v '^mapped by' || true)
  [[ -z $reasons ]] || fail "$EX_FAILED" "$namespace cannot be taken from who uses it: $reasons" \
    "dmsetup remove, vgchange -an, swapoff or daxctl reconfigure-device first, then run this again"

  if ! region_has_labels "$region" && [[ -z $(attribute "$namespace" holder) && -z $(data_in "$namespace") ]]; then
    printf '%s has no labels: its one namespace stays, and it is empty already\n' "$region"
    return
  fi
  release "$namespace"
  checkpoint
  if [[ -n $(signatures "$namespace") ]]; then run wipefs --quiet --all "$ROOT/dev/$node"; fi
  run_whole ndctl destroy-namespace --force "$namespace" ||
    fail "$EX_FAILED" "$namespace could not be destroyed" "ndctl's message is above; stop who still has /dev/$node open"
  if ! region_has_labels "$region"; then empty_again "$namespace"; fi
  $DRY_RUN || printf 'destroyed: %s\n' "$namespace"
}

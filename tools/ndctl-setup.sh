#!/usr/bin/env bash
# Makes and removes DAX file systems and device-dax devices on the persistent memory of this machine or VM.
# The rooms are in ndctl/: this file only reads the command line.
set -euo pipefail

HERE=$(readlink -f -- "${BASH_SOURCE[0]}")
HERE=${HERE%/*}
for room in common sysfs data memmap list destroy filesystem region create; do
  # shellcheck source=/dev/null
  source "$HERE/ndctl/$room.sh"
done

usage() {
  cat <<USAGE
Usage: $SETUP COMMAND [OPTIONS]

  create --mode fsdax|devdax    a namespace, and for fsdax a file system on it
      --region REGION           where (default: the first region that is free for it)
      --size SIZE               512M, 2G (default: all that the region has free)
      --align 4K|2M|1G          device-dax: what every mapping must be a multiple of;
                                fsdax: 4K or 2M (default: 2M)
      --fs ext4|xfs             fsdax only (default: ext4)
      --mount DIR               fsdax only: mount there with dax=always, and check that DAX is really on
      --name NAME               tells namespaces apart that have the same arguments otherwise
      --force                   give up the data that the named --region (its namespace) holds
  list [--json]                 regions, namespaces, file systems, mounts; changes nothing
  destroy NAME [--force]        NAME: namespace0.0, /dev/pmem0, dax0.0 or a mount point; --force gives up its data
  memmap [--size SIZE]          a kernel parameter that turns ordinary memory into emulated persistent memory
  --dry-run                     with create and destroy: print the commands, run none
  --help

Running create again with the same arguments changes nothing and says so. Every command that is run is
printed first (+ command, standard error).

Exit status: 0 done, 1 failed or refused, 64 wrong usage, 69 no persistent memory or a missing tool,
77 not root, 128+N ended by signal N (what the run had made is removed again).
USAGE
}

main() {
  local command='' words=() word
  for word in "$@"; do    # --x=y is --x y
    case $word in --*=*) words+=("${word%%=*}" "${word#*=}") ;; *) words+=("$word") ;; esac
  done
  set -- "${words[@]+"${words[@]}"}"
  for word in "$@"; do
    case $word in -h | --help) usage; exit 0 ;; esac
  done
  if [[ ${1:-} == --dry-run ]]; then shift; set -- "$@" --dry-run; fi
  [[ $# -gt 0 ]] || fail "$EX_USAGE" "no command was given" "say one of create, list, destroy, memmap; --help explains them"
  command=$1; shift
  case $command in
    create) create_command "$@" ;;
    list) list_command "$@" ;;
    destroy) destroy_command "$@" ;;
    memmap) memmap_command "$@" ;;
    *) fail "$EX_USAGE" "unknown command '$command'" "say one of create, list, destroy, memmap; --help explains them" ;;
  esac
}

catch_signals
main "$@"

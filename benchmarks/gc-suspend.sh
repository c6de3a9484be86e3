#!/usr/bin/env bash
# Does a long flush hold the garbage collector up? `gc-suspend.sh --help` says what it does.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: benchmarks/gc-suspend.sh [--gib N] [--turns N] [--no-build]

Prints, separated by tabs, how long garbage collections waited until every thread had stopped: while one thread stores to a
range of N GiB (default 1) on /dev/shm, while it also persists the range in one call, and while it fills it in one call. All
three take turns (default 5 each) beside threads that do nothing but allocate.
HELP
}

say() { printf 'gc-suspend: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

gib=1 turns=5 build=1
while (($# > 0)); do
  case $1 in
    --gib | --turns)
      [[ ${2-} =~ ^[1-9][0-9]{0,3}$ ]] || { say "$1 wants a number (--help)"; exit 2; }
      if [[ $1 == --gib ]]; then gib=$2; else turns=$2; fi
      shift ;;
    --no-build) build=0 ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done

if ((build)); then build_program DaxNative.Benchmarks || exit 1; fi
make_scratch
attended dotnet "$program" gc-suspend "$scratch" "$gib" "$turns"

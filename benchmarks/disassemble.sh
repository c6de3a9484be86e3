#!/usr/bin/env bash
# The machine code of our hot paths: `disassemble.sh --help` says what it does.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: benchmarks/disassemble.sh [--no-build] [METHOD]...

Prints the machine code that the JIT ends up with (its own listing, last tier only) after two busy seconds. METHOD is as in
DOTNET_JitDisasm: a method of the library that the JIT does not inline, such as FlushPieces, or one of these, which
are nothing but one call of the public API with all that the JIT inlines there:

  PersistEight (the default)  PersistEightAtByteGranularity  *HotLoop:Persist  *HotLoop:Write  *HotLoop:Fill
  AddToBatch
HELP
}

say() { printf 'disassemble: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build=1 methods=()
while (($# > 0)); do
  case $1 in
    --no-build) build=0 ;;
    --help | -h) usage && exit 0 ;;
    -*) say "unknown option $1 (--help)"; exit 2 ;;
    *) methods+=("$1") ;;
  esac
  shift
done
((${#methods[@]} > 0)) || methods=(PersistEight)

if ((build)); then build_program DaxNative.Benchmarks || exit 1; fi
make_scratch
listing_of "${methods[@]}"

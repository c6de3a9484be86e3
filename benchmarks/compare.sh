#!/usr/bin/env bash
# Ours beside the peers: `compare.sh --help` says what it does.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: benchmarks/compare.sh [--rounds N] [--case GLOB] [--once] [--update-docs] [--no-build]

Measures DaxNative's public API beside C with nothing but the instructions, libpmem, libpmem2 and, where there is a JDK, its
write-back: in turns, in rounds, on the same memory (a file on /dev/shm). Standard output has one line a case and peer,
separated by tabs:

  name  ours_ns  peer  peer_ns  ratio  ratio_low  ratio_high  difference_ns  rounds  note

Times are medians of nanoseconds an operation; ratio (ours by theirs) and difference are medians over the rounds, with the
95 % confidence interval of the ratio; rounds is how many of them nothing disturbed; where
hardly any is, disturbed ones count too and the note says so. Progress goes to standard error.

  --rounds N      undisturbed rounds to collect for each case (default 251)
  --case GLOB     only the cases whose name matches, for example 'copy/*/aligned' (default all)
  --once          each case once, for what it leaves in memory: no time is taken or judged
  --update-docs   measures the garbage collector's waits too, and writes both into docs/performance.md and its chart
  --no-build      uses the program as it was last built

As root on Debian it installs the packages that are missing, else it names them. Leave the machine alone meanwhile.
HELP
}

say() { printf 'compare: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds=251 glob='*' update=0 build=1
while (($# > 0)); do
  case $1 in
    --rounds | --case)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      if [[ $1 == --rounds ]]; then rounds=$2; else glob=$2; fi
      shift ;;
    --once) rounds=0 ;;
    --update-docs) update=1 ;;
    --no-build) build=0 ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
[[ $rounds =~ ^[0-9]{1,5}$ ]] || { say "--rounds wants a number (--help)"; exit 2; }
if ((update)) && [[ $rounds -eq 0 || $glob != '*' ]]; then
  say "--update-docs wants all cases measured in one run: leave --once and --case out"
  exit 2
fi

version_of() { dpkg-query --showformat='${Version}' --show "$1" 2>/dev/null || echo 'of an unknown version'; }

build_peers || exit 1
if ((build)); then build_program || exit 1; fi
make_scratch

# The memory is taken for persistent by those who would ask; everything else of theirs is at its default.
export PMEM_IS_PMEM_FORCE=1 PMEM2_FORCE_GRANULARITY=CACHE_LINE
result=$native/compare.tsv suspensions=$native/gc-suspend.tsv listing=$native/persist.asm
if ((update)); then
  attended dotnet "$program" compare "$native" "$scratch" "$rounds" "$glob" >"$result"
  cat "$result"
  attended dotnet "$program" gc-suspend "$scratch" 1 5 >"$suspensions"
  listing_of PersistEight >"$listing"
  attended dotnet "$program" document "$result" "$suspensions" "$listing" "$root/docs" "$rounds" \
    "$(version_of libpmem1)" "$(java --version 2>/dev/null | awk 'NR == 1 { print $2 }')"
else
  attended dotnet "$program" compare "$native" "$scratch" "$rounds" "$glob"
fi

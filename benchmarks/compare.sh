#!/usr/bin/env bash
# Ours beside the peers: `compare.sh --help` says what it does.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: benchmarks/compare.sh [--rounds N] [--processes N] [--case GLOB] [--once] [--update-docs] [--no-build]

Measures DaxNative's public API beside C with nothing but the instructions, libpmem, libpmem2 and, where there is a JDK, its
write-back: in turns, in rounds, on the same memory (a file on tmpfs; in pages of 2 MiB for root, as on a DAX file system).
The log also beside FasterLog, RocksDB, LMDB, SQLite and a FileStream, there and on the disk of the folder for temporary files.
Standard output has one line a case and peer, separated by tabs:

  name  ours_ns  peer  peer_ns  ratio  ratio_low  ratio_high  difference_ns  rounds  note

Times are medians of nanoseconds an operation; ratio (ours by theirs) and difference are medians over the rounds, with the
95 % confidence interval of the ratio; rounds is how many of them nothing disturbed; where
hardly any is, disturbed ones count too and the note says so. Progress goes to standard error.

  --rounds N      undisturbed rounds to collect for each case (default 251; 101 with --update-docs)
  --processes N   do all of it in so many processes, and print each line as the process has it whose ratio is the middle one
                  (default 1; 5 with --update-docs): where its memory and code happen to lie makes a process slower for as long as it runs
  --case GLOB     only the cases whose name matches, for example 'copy/*/aligned' (default all)
  --once          each case once, for what it leaves in memory: no time is taken or judged
  --update-docs   measures the garbage collector's waits too, and writes both into docs/performance.md and its chart, and the
                  machine code of Persist into docs/performance-method.md
  --no-build      uses the program as it was last built

As root on Debian it installs the packages that are missing, else it names them. Leave the machine alone meanwhile.
HELP
}

say() { printf 'compare: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds='' processes='' glob='*' update=0 build=1
while (($# > 0)); do
  case $1 in
    --rounds | --processes | --case)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      case $1 in
        --rounds) rounds=$2 ;;
        --processes) processes=$2 ;;
        --case) glob=$2 ;;
      esac
      shift ;;
    --once) rounds=0 ;;
    --update-docs) update=1 ;;
    --no-build) build=0 ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
if ((update)); then
  rounds=${rounds:-101} processes=${processes:-5}
fi
rounds=${rounds:-251} processes=${processes:-1}
[[ $rounds =~ ^[0-9]{1,5}$ ]] || { say "--rounds wants a number (--help)"; exit 2; }
[[ $processes =~ ^[1-9][0-9]?$ ]] || { say "--processes wants a number from 1 to 99 (--help)"; exit 2; }
if ((update)) && [[ $rounds -eq 0 || $glob != '*' ]]; then
  say "--update-docs wants all cases measured in one run: leave --once and --case out"
  exit 2
fi

version_of() { dpkg-query --showformat='${Version}' --show "$1" 2>/dev/null || echo 'of an unknown version'; }

build_peers || exit 1
if ((build)); then build_program DaxNative.Benchmarks.Peers || exit 1; fi
make_scratch

# compared PROGRAM: its comparisons, on standard output; 2 where it has no case of that name.
compared() {
  local status=0
  mkdir "$scratch/work"
  attended dotnet "$1" compare "$native" "$scratch/work" "$rounds" "$glob" "$names" || status=$?
  rm -rf "${scratch:?}/work"
  return "$status"
}

# compare_all: those of both programs. The packages' libraries are in a process of their own.
compare_all() {
  local ours=0 peers=0
  rm -f "$names"
  compared "$program" || ours=$?
  ((ours == 0 || ours == 2)) || return "$ours"
  compared "$peers_program" || peers=$?
  if ((ours == 2 && peers == 2)); then
    say "no case matches $glob; there are:"
    cat "$names" >&2
  fi
  # One of the two has it.
  return $((ours == 2 ? peers : peers == 2 ? ours : peers))
}

# measure: the comparisons, on standard output.
measure() {
  local i files=()
  if ((rounds == 0 || processes == 1)); then
    compare_all
    return
  fi
  for ((i = 1; i <= processes; i++)); do
    say "process $i of $processes"
    files+=("$native/compare-$i.tsv")
    compare_all >"${files[-1]}" || return
  done
  dotnet "$program" middle "${files[@]}"
}

# The memory is taken for persistent by those who would ask; everything else of theirs is at its default.
export PMEM_IS_PMEM_FORCE=1 PMEM2_FORCE_GRANULARITY=CACHE_LINE
result=$native/compare.tsv suspensions=$native/gc-suspend.tsv listing=$native/persist.asm names=$native/cases.txt
if ((update)); then
  measure >"$result"
  cat "$result"
  attended dotnet "$program" gc-suspend "$scratch" 1 5 >"$suspensions"
  listing_of PersistEight >"$listing"
  attended dotnet "$program" document "$result" "$suspensions" "$listing" "$root/docs" "$rounds" "$processes" \
    "$(if [[ -n $mounted ]]; then echo 'pages of 2 MiB'; else echo 'pages of 4 KiB'; fi)" "$(version_of libpmem1)" "$(java --version 2>/dev/null | awk 'NR == 1 { print $2 }')"
else
  measure
fi

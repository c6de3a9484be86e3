#!/usr/bin/env bash
# Crashes the transactional log in as many images as one has time for: `explore-log.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/explore-log.sh [--images N] [--seed S]

Explores crash images of the transactional log, as the test LogCrashTests does with a few hundred thousand, until N were recovered and
checked: every kind of operation, two recoveries deep, on all CPUs. Goes from seed to seed and prints a line for each, with the
images so far. Images of different seeds overlap where a moment has few, so N counts them once a seed.

  --images N   how many (default 100000000, about an hour on two cores)
  --seed S     the first seed (default 1); Ctrl-C, and go on with the seed that was under way

Exit 0 when every image was sound; 1 when one was not: the report says which, and how to repeat it.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
say() { printf 'explore-log: %s\n' "$*" >&2; }

images=100000000 seed=1
while (($# > 0)); do
  case $1 in
    --images | --seed)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      [[ $2 =~ ^[1-9][0-9]{0,11}$ ]] || { say "$1 wants a whole number, not $2"; exit 2; }
      if [[ $1 == --images ]]; then images=$2; else seed=$2; fi
      shift ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done

assembly=$root/src/DaxNative.Tests/bin/Release/net10.0/DaxNative.Tests.dll
dotnet build "$root/src/DaxNative.Tests" -c Release --nologo -v quiet --disable-build-servers >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for ((done = 0; done < images; seed++)); do
  since=$SECONDS
  # More than a seed's worth of memory for the images seen; the last seed explores no more than is left, twice over for doubles.
  left=$(((images - done) * 2))
  ((left > 1000000)) || left=1000000
  if ! DAXNATIVE_CRASH_IMAGES=$((left < 20000000 ? left : 20000000)) DAXNATIVE_CRASH_SEED=$seed dotnet vstest "$assembly" \
    '--TestCaseFilter:FullyQualifiedName~LogCrashTests.Recovery_' '--logger:console;verbosity=detailed' >"$log" 2>&1; then
    cat "$log"
    say "with seed $seed an image was not sound, or the run broke off"
    exit 1
  fi
  explored=$(awk '/^ [0-9,]+ distinct crash images$/ { gsub(",", "", $1); print $1 }' "$log")
  [[ $explored =~ ^[1-9][0-9]*$ ]] || { cat "$log"; say "seed $seed explored nothing"; exit 1; }
  done=$((done + explored))
  printf 'seed %s: %s distinct images in %s s, all sound; %s so far\n' "$seed" "$explored" $((SECONDS - since)) "$done"
done

#!/usr/bin/env bash
# Traces the probe, so that tests can compare what the library says with what the CPU did: `conformance.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/trace/conformance.sh [--out DIR] [--kernel 7.3|6.12|6.1]

Runs src/DaxNative.Tests.Probe under tools/trace/trace.sh, in one virtual machine: with tiered compilation, without it,
and once in a build of the library with faults in it (configuration Faults). Leaves in DIR (default ./machine-trace)
trace.bin and extents.tsv, NAME.tsv for each of the processes tiered, optimised and faulty: what it says of its operations,
and NAME.history.tsv: what a log of its must hold after each of them. The tests of the trait MachineTrace run this and read it.

The solution must have been built: dotnet build -c Release. The build with faults is made here.
HELP
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$(dirname "$here")")
say() { printf 'conformance: %s\n' "$*" >&2; }

out=machine-trace kernel=6.12
while (($# > 0)); do
  case $1 in
    --out | --kernel) (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; } ;;&
    --out) out=$2 && shift ;;
    --kernel) kernel=$2 && shift ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
probe=$root/src/DaxNative.Tests.Probe
library() { printf '%s\n' "$probe/bin/$1/net10.0/DaxNative.Tests.Probe.dll"; }
[[ -s $(library Release) ]] || { say "the probe is not built: dotnet build -c Release"; exit 2; }
dotnet build "$probe" -c Faults --nologo -v quiet --disable-build-servers || { say "the build with faults failed: see above"; exit 1; }

# What the runtime compiles itself is what is traced.
unset DAXNATIVE_PRECOMPILED
exec "$here/trace.sh" --out "$out" --kernel "$kernel" -- "$here/conformance-guest.sh" "$(library Release)" "$(library Faults)"

#!/usr/bin/env bash
# Run inside the guest by conformance.sh. Usage: conformance-guest.sh PROBE PROBE_WITH_FAULTS
set -euo pipefail
[[ $# == 2 && -n ${DAXNATIVE_TRACE_DIR:-} ]] || { echo "usage: conformance-guest.sh PROBE PROBE_WITH_FAULTS (under trace.sh)" >&2; exit 2; }
probe=$1 faulty=$2

trace() { # ASSEMBLY VERB NAME [ARGUMENT...]
  local assembly=$1 verb=$2 name=$3 since=$SECONDS
  shift 3
  dotnet "$assembly" "$verb" "$DAXNATIVE_TRACE_DIR" "$name" "$@" >"$DAXNATIVE_VM_OUT/$name.tsv"
  echo "$name: $((SECONDS - since)) s"
}

# The runtime counts from the first call on, and does not count twice (PGO): a fraction of the time that it takes by default.
DOTNET_TC_CallCountingDelayMs=0 DOTNET_TieredPGO=0 trace "$probe" machine-trace tiered 40 "$DAXNATIVE_VM_OUT/tiered.history.tsv"
# Without tiers everything is compiled with every optimisation at its first call, and more is inlined into the caller.
# And as on a CPU where no store goes past the caches unasked.
DOTNET_TieredCompilation=0 DAXNATIVE_NON_TEMPORAL_THRESHOLD=1000000 trace "$probe" machine-trace optimised 0 "$DAXNATIVE_VM_OUT/optimised.history.tsv"
trace "$faulty" machine-trace-faults faulty

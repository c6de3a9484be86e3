#!/usr/bin/env bash
# Run inside the guest of pmem-vm.sh by test.sh: sets up the devices and runs the tests that want them.
# Usage: run-tests.sh TEST_ASSEMBLY FILTER [SECONDS]   (SECONDS without a test that begins or ends: then the run is ended)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Some tests are an ordinary user, who has to get at what is run, also where the checkout is below /root: in this guest alone.
folder=$here
while [[ $folder != / ]]; do chmod a+rx "$folder"; folder=$(dirname "$folder"); done
"$here/test-devices.sh" /run/devices.env
# shellcheck source=/dev/null
. /run/devices.env
# Software emulation starts processes slowly; instrumented code costs there and never pays.
export VSTEST_CONNECTION_TIMEOUT=300 DOTNET_TieredPGO=0
status=0
dotnet vstest "$1" "--TestCaseFilter:$2" "--ResultsDirectory:$DAXNATIVE_VM_OUT" \
  "--logger:trx;LogFileName=results.trx" "--logger:console;verbosity=normal" \
  "--Blame:CollectHangDump;TestTimeout=${3:-600}s;HangDumpType=None" || status=$?
echo "run-tests: $(cut -d ' ' -f 1 /proc/uptime) s after the start of the kernel" >&2
exit "$status"

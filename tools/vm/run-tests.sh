#!/usr/bin/env bash
# Run inside the guest of pmem-vm.sh by test.sh: sets up the devices and runs the tests that want them.
# Usage: run-tests.sh TEST_ASSEMBLY NAMES   (NAMES: a file with the full name of a test method in each line)
# The results are lines of the file results.tsv in $DAXNATIVE_VM_OUT.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Some tests are an ordinary user, who has to get at what is run, also where the checkout is below /root: in this guest alone.
folder=$here
while [[ $folder != / ]]; do chmod a+rx "$folder"; folder=$(dirname "$folder"); done
"$here/test-devices.sh" /run/devices.env
# shellcheck source=/dev/null
. /run/devices.env
# Instrumented code costs under emulation, and never pays.
export DOTNET_TieredPGO=0
status=0
dotnet "$1" "$2" "$DAXNATIVE_VM_OUT/results.tsv" || status=$?
echo "run-tests: $(cut -d ' ' -f 1 /proc/uptime) s after the start of the kernel" >&2
exit "$status"

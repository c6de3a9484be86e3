#!/usr/bin/env bash
# The test command of the repository: `test.sh --help` says what it does.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/test.sh [--host-only] [--kernel 7.3|6.12|6.1|arm64]... [--everywhere] [--filter EXPRESSION]

Builds the solution, runs the tests on this machine, then those that touch the kernel (trait Category=Kernel) in a virtual
machine with emulated persistent memory, on each kernel: 7.3 and 6.12, where the NVDIMM has the persistence domain cpu_cache,
6.1, where it has memory_controller, and arm64, which is 7.3 on Arm64 and has memory_controller too. Then it cuts the power of
one with 7.3 (tools/power-cut.sh), and traces what the CPU of another one does (tools/trace/conformance.sh). A kernel test must pass on each kernel, or on those that tools/vm/kernel-tests.list
gives it, with the reason. The results are merged by test name: failed anywhere is failed; passed anywhere and failed nowhere is
passed; what ran nowhere is an error, unless tools/test-exceptions.txt names it with a reason, or it wants instructions that this
CPU does not have. The last line is "N passed, N failed, N skipped"; skipped are the tests that ran nowhere.

  --host-only           a quick turn without virtual machines: skipped tests are only counted
  --kernel 7.3|6.12|6.1|arm64
                        only this kernel (may be repeated)
  --everywhere          every kernel test on every kernel that can run it, on Arm64 also the library's tests that want no kernel,
                        and the power cuts and the trace on every kernel: an hour more
  --filter EXPRESSION   only the tests that match, for example FullyQualifiedName~Mapping

A run is ended when it no longer moves, never because it is slow: when for ten minutes no test began or ended (the test is
then named), or a machine gave no sign of life.

Results (TRX files and logs) are left in TestResults/. As root on Debian 12 it installs the packages that are missing
(tools/packages.list), else it names them. Once they are there, a test that skips for lack of a package is an error.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
say() { printf 'test: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=vm/packages.sh
. "$tools/vm/packages.sh"
# shellcheck source-path=SCRIPTDIR source=vm/attended.sh
. "$tools/vm/attended.sh"
# shellcheck source-path=SCRIPTDIR source=vm/machines.sh
. "$tools/vm/machines.sh"

host_only=0 everywhere=0 filter='' kernels=()
while (($# > 0)); do
  case $1 in
    --host-only) host_only=1 ;;
    --everywhere) everywhere=1 ;;
    --kernel | --filter)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      if [[ $1 == --kernel ]]; then kernels+=("$2"); else filter=$2; fi
      shift ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
hint='A full run, tools/test.sh without options, provides the devices and the kernels.'
((${#kernels[@]} > 0)) || kernels=("${kernels_of_x86[@]}" arm64)
for kernel in "${kernels[@]}"; do machine_options "$kernel" || { say "there is no kernel $kernel (--help)"; exit 2; }; done
((!host_only)) || kernels=()
# The power is cut, and the CPU traced, on the first.
alone=("${kernels[@]:0:1}")
((!everywhere)) || alone=("${kernels[@]}")

results=$root/TestResults
assembly=$root/src/DaxNative.Tests/bin/Release/net10.0/DaxNative.Tests.dll
lines=$results/lines.tsv
left_out=$results/left-out.tsv

# Seconds without a sign of life. VSTest names the test that was running, so it comes first; its log grows with every test.
test_limit=600 log_limit=700

# What a run that broke off says of itself: the reason, and the tests that were running (VSTest's words, and our own runner's).
last_words() {
  grep -E -A 1 'run was aborted|^pmem-vm: |^Fatal error|^Unhandled exception' "$1" | grep -v '^ *at ' | head -n 6
  awk '/test(s)? running when the crash occurred/ { on = 1 } /^$/ { on = 0 } on' "$1"
  awk '/^  Begun / { running[substr($0, 9)] = 1 } /^  \[[0-9.]+ s\] / { sub(/^[^]]*\] [A-Za-z]+ /, ""); delete running[$0] }
    END { for (test in running) print "running: " test }' "$1"
}

# collect RUN RESULTS LOG STATUS: a run without results, or one that broke off, counts as a failure of its own.
collect() {
  local run=$1 file=$2 log=$3 status=$4 found=0 failed=0 words
  if [[ -s $file ]]; then
    if [[ $file == *.trx ]]; then awk -f "$tools/vm/trx.awk" "$file"; else cat "$file"; fi >"$results/one.tsv"
    found=$(wc -l <"$results/one.tsv")
    failed=$(awk -F '\t' '$1 != "Passed" && $1 != "NotExecuted"' "$results/one.tsv" | wc -l)
    sed "s/^/$run\t/" "$results/one.tsv" >>"$lines"
  fi
  if ((found == 0 || status > 1 || (status == 1 && failed == 0))) || grep -q '^Test Run Aborted' "$log"; then
    words=$(last_words "$log" | tr -d '\r' | tr '\t' ' ' | cut -c 1-200 | awk '{ printf "%s\\n", $0 }')
    printf '%s\tFailed\tthe test run (%s)\t%sstatus %s, %s results; see %s\t\n' "$run" "$run" "$words" "$status" "$found" "$log" >>"$lines"
  fi
}

timed() { # WHAT SINCE
  say "$1: $((SECONDS - $2)) s"
}

build() {
  local since=$SECONDS
  if ! attended dotnet build "$root/DaxNative.slnx" -c Release --nologo -v quiet --disable-build-servers; then
    say "the build failed: see above"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
  fi
  timed build "$since"
}

# What runs in the virtual machine of a name, in native code: for each processor once.
# (Not for the trace, which is of what the runtime itself compiles.)
precompile() { # NAME
  local since=$SECONDS folders
  machine_options "$1"
  export DAXNATIVE_PRECOMPILED=$results/precompiled-$machine_arch
  [[ ! -d $DAXNATIVE_PRECOMPILED ]] || return 0
  mapfile -t folders < <(find "$root/src" "$root/samples" -type d -path '*/bin/Release/net10.0' | sort)
  if ! attended "$tools/vm/precompile.sh" --arch "$machine_arch" "$DAXNATIVE_PRECOMPILED" "${folders[@]}"; then
    rm -rf "$DAXNATIVE_PRECOMPILED"
    unset DAXNATIVE_PRECOMPILED
    say "the virtual machines run without it, which takes more than twice as long: see above"
  fi
  timed "compiling ahead for $machine_arch" "$since"
}

# has_tests RUN FILTER: writes their names to RUN.names, so that no machine boots for nothing. Where there must be some, none is a
# failure, as a list is that cannot be had: else they would be missing from a green run.
has_tests() {
  local run=$1 log=$results/$1.list status=0
  attended dotnet vstest "$assembly" --ListFullyQualifiedTests "--ListTestsTargetPath:$results/$run.names" "--TestCaseFilter:$2" >"$log" 2>&1 || status=$?
  if ((status == 0)); then
    [[ ! -s $results/$run.names ]] || return 0
    [[ -z $filter ]] || { say "no test matches $2"; return 1; }
  fi
  printf '%s\tFailed\tthe list of the tests (%s)\tno test was found for %s, status %s; see %s\t\n' "$run" "$run" "$2" "$status" "$log" >>"$lines"
  return 1
}

run_on_host() {
  local since=$SECONDS status=0 tests="Category!=PowerCut&Category!=MachineTrace${filter:+&($filter)}"
  [[ -z $filter ]] || has_tests host "$tests" || return 0
  # shellcheck disable=SC2094 # its size is looked at, not what is in it
  attended "$tools/vm/idle.sh" "$log_limit" "$results/host.log" -- dotnet vstest "$assembly" "--TestCaseFilter:$tests" \
    "--ResultsDirectory:$results/host" "--logger:trx;LogFileName=results.trx" "--logger:console;verbosity=normal" \
    "--Blame:CollectHangDump;TestTimeout=${test_limit}s;HangDumpType=None" >"$results/host.log" 2>&1 || status=$?
  collect host "$results/host/results.trx" "$results/host.log" "$status"
  timed "tests on this machine" "$since"
}

run_in_vm() { # RUN KERNEL NAMES: a file
  local since status=0
  precompile "$2"
  # The one that binds QEMU's CXL device.
  [[ $2 != 6.1 ]] || machine_options+=(--cxl)
  since=$SECONDS
  attended "$tools/pmem-vm.sh" run "${machine_options[@]}" --idle "$log_limit" --out "$results/$1" -- \
    "$tools/vm/run-tests.sh" "$assembly" "$3" >"$results/$1.log" 2>&1 || status=$?
  grep -E '^test-devices: [^ ]' "$results/$1.log" >&2 || true
  collect "$1" "$results/$1/results.tsv" "$results/$1.log" "$status"
  timed "tests on $1" "$since"
}

# given_to KERNEL NAMES: those of the tests that the kernel does not leave out.
given_to() {
  awk -F '\t' -v kernel="$1" 'FILENAME == ARGV[1] { if ($1 == kernel) out[$2] = 1; next }
    { for (part in out) if (index($0, "." part)) next; print }' "$left_out" "$2" | sort -u
}

run_kernel_tests() { # KERNEL
  given_to "$1" "$results/kernels.names" >"$results/$1.names"
  if [[ -s $results/$1.names ]]; then run_in_vm "$1" "$1" "$results/$1.names"; fi
}

# Tests that boot machines of their own, each of which has its own limit: the hour is for what none of them foresees.
run_alone() { # NAME CATEGORY VARIABLE=KERNEL: the variable lets them do it
  local name=$1 category="Category=$2${filter:+&($filter)}" variable=$3 since=$SECONDS status=0
  has_tests "$name" "$category" || return 0
  attended env "$variable" timeout --kill-after=10 3600 dotnet vstest "$assembly" "--TestCaseFilter:$category" \
    "--ResultsDirectory:$results/$name" "--logger:trx;LogFileName=results.trx" "--logger:console;verbosity=normal" \
    >"$results/$name.log" 2>&1 || status=$?
  collect "$name" "$results/$name/results.trx" "$results/$name.log" "$status"
  timed "$name" "$since"
}

# The library's tests that want neither a device nor the SDK, by the folders that have them: on Arm64 they run other code.
library_folders=(BadBlocks Checksums Files Flush Guarantee Inspection Interop Lifetime Log Mapping Opening Proc Static Stores Sysfs WriteBack)
run_library_tests() {
  has_tests library "Category!=Kernel&Category!=PowerCut&Category!=MachineTrace${filter:+&($filter)}" || return 0
  (cd "$root/src/DaxNative.Tests" && find "${library_folders[@]}" -name '*Tests.cs') | sed 's|.*/||; s|\.cs$||' |
    awk 'FILENAME == "-" { is[$0] = 1; next } { split($0, part, "."); if (part[3] in is) print }' - "$results/library.names" >"$results/all-library.names"
  given_to arm64 "$results/all-library.names" >"$results/arm64-library.names"
  if [[ -s $results/arm64-library.names ]]; then run_in_vm arm64-library arm64 "$results/arm64-library.names"; fi
}

cd "$root"
# As an ordinary user a quick turn may go without: what a test lacks is then counted. Once all is there, a test that skips for
# lack of a package is an error: it asks for what tools/packages.list does not have.
purposes=(tests peers) complete=1
((host_only)) || purposes+=(vm tracer)
[[ " ${kernels[*]} " != *" arm64 "* ]] || purposes+=(arm64)
require_packages "the tests" "${purposes[@]}" || { ((host_only)) || exit 1; complete=0; }
rm -rf "$results"
mkdir -p "$results"
: >"$lines"
awk -v kernels="${kernels[*]}" -v everywhere="$everywhere" -f "$tools/vm/kernel-tests.awk" "$tools/vm/kernel-tests.list" >"$left_out" ||
  { say "tools/vm/kernel-tests.list: see above"; exit 1; }
build
run_on_host
kernel_filter="Category=Kernel${filter:+&($filter)}"
((${#kernels[@]} == 0)) || has_tests kernels "$kernel_filter" || kernels=()
for kernel in "${kernels[@]}"; do run_kernel_tests "$kernel"; done
if ((everywhere)) && [[ " ${kernels[*]} " == *" arm64 "* ]]; then run_library_tests; fi
for kernel in "${alone[@]}"; do
  precompile "$kernel"
  run_alone "power-cut-$kernel" PowerCut "DAXNATIVE_POWER_CUT=$kernel"
  # tools/trace knows the instructions of x86-64.
  [[ $kernel == arm64 ]] || run_alone "machine-trace-$kernel" MachineTrace "DAXNATIVE_MACHINE_TRACE=$kernel"
done
rm -f "$results/one.tsv"
awk -v exceptions="$tools/test-exceptions.txt" -v host_only="$host_only" -v hint="$hint" -v partial="${filter:+1}" -v complete="$complete" \
  -v kernels="${kernels[*]}" -v left_out="$left_out" \
  -f "$tools/vm/merge.awk" "$lines"

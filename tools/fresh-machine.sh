#!/usr/bin/env bash
# What the README says must hold where nothing but Debian 12 and the SDK is: `fresh-machine.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/fresh-machine.sh [--host-only | --all]

Makes a bare Debian 12 in a folder, puts this machine's SDK and a clone of HEAD into it, and runs the README's two commands
there: `dotnet run --project samples/TransactionalLog -- demo`, then `tools/test.sh`, which has to install all that it needs.
Nothing of this machine is changed, and nothing of the fresh one stays: mounts and processes end with the script.

  --host-only   the second command is `tools/test.sh --host-only` (the default)
  --all         it is `tools/test.sh`: virtual machines too

It wants root, the right to mount, and the packages debootstrap and git, which it installs. The bare system is made once
and kept in ${XDG_CACHE_HOME:-~/.cache}/daxnative-fresh (remove it to get a newer one); its packages come from where this
machine's package sources take Debian from, with this machine's settings for apt, NuGet and certificates.

The output is the commands', with "fresh: " before each line; the last line is that of tools/test.sh without it. Exit status: 0 when
both commands succeeded and no test was skipped for lack of a package; 1 when not; 2 for wrong usage; 125 when the machine could not
be made.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
say() { printf 'fresh: [%s s] %s\n' "$SECONDS" "$*" >&2; }
fail() { local status=$1; shift; say "$@"; exit "$status"; }
# shellcheck source-path=SCRIPTDIR source=vm/packages.sh
. "$tools/vm/packages.sh"
# shellcheck source-path=SCRIPTDIR source=fresh/machine.sh
. "$tools/fresh/machine.sh"

tests=(tools/test.sh --host-only)
while (($# > 0)); do
  case $1 in
    --host-only) tests=(tools/test.sh --host-only) ;;
    --all) tests=(tools/test.sh) ;;
    --help | -h) usage && exit 0 ;;
    *) fail 2 "unknown option $1 (--help)" ;;
  esac
  shift
done
demo=(dotnet run --project samples/TransactionalLog -- demo)

# Whatever ends this ends the fresh machine: its first process dies with unshare, and with that process all others and the mounts.
machine='' child=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM HUP
  [[ -z $child ]] || { kill -KILL "$child" 2>/dev/null && wait "$child" 2>/dev/null; } || true
  [[ -z $machine ]] || remove "$machine"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# in_machine NAME COMMAND...: runs it in the clone; its output goes to the file NAME as well.
in_machine() {
  local log=$machine/$1.log status=0
  shift
  say "in the fresh machine: $*"
  : >"$log"
  start_in_machine "$@" > >(tee "$log" | sed -u 's/^/fresh:   /') 2>&1 &
  child=$!
  wait "$child" || status=$?
  child=''
  ((status == 0)) || say "failed with status $status: $*"
  return "$status"
}

# last_word: the line of tools/test.sh that counts.
last_word() { grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$machine/tests.log" | tail -n 1; }

cd "$root"
for command in "${demo[*]}" "${tests[0]}"; do
  grep -qF "$command" README.md || fail 1 "the README has no longer the command $command"
done
check_here
make_base
make_machine
in_machine demo "${demo[@]}" || exit 1
status=0
in_machine tests "${tests[@]}" || status=1
# The last words of a log may still be on their way.
for _ in {1..50}; do [[ -z $(last_word) ]] || break; sleep 0.1; done
grep -qx '0 tests were skipped for lack of a package' "$machine/tests.log" || { say "tests were skipped for lack of a package: see above"; status=1; }
((status != 0)) || say "passed: both commands of the README on a bare Debian 12"
last_word || true
exit "$status"

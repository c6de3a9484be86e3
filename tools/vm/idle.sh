#!/usr/bin/env bash
# A limit for what no longer moves, however slow it is: `idle.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/vm/idle.sh SECONDS PATH... [-- COMMAND...]

Runs COMMAND and ends it (TERM, ten seconds later KILL) once none of the PATHs has changed for SECONDS: a file in its size or
time, a folder in any file below it, /proc/PID/io of a process in what it has read and written. The seconds are counted in
looks, so on a slow or suspended machine they are longer. Exit status: the command's; 124 when it was ended.

Without COMMAND it only waits until nothing has changed for so long, and exits with 0.
HELP
}

[[ ${1:-} != --help && ${1:-} != -h ]] || { usage; exit 0; }
[[ ${1:-} =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
limit=$1 paths=()
shift
while (($# > 0)) && [[ $1 != -- ]]; do paths+=("$1"); shift; done
((${#paths[@]} > 0)) || { usage >&2; exit 2; }

# What the paths are like now. One that is not there yet, or not any more, is one of the things that can change.
mark() {
  local path
  for path in "${paths[@]}"; do
    if [[ $path == /proc/* ]]; then cat "$path"; else find "$path" -printf '%p %s %T@\n'; fi 2>/dev/null || true
  done
}

child=''
alive() { [[ -z $child ]] || kill -0 "$child" 2>/dev/null; }
# Looks each second, ten times in a limit that is short; false once the command has ended. It counts looks, not the clock's
# seconds: after a suspended machine, a clock that was set or a slow fork, what is watched has had no time to move either.
until_still() {
  local before='' now same=0 looks=$limit pause=1
  ((limit > 10)) || { looks=$((limit * 10)); pause=0.1; }
  while alive; do
    now=$(mark)
    if [[ $now == "$before" ]]; then same=$((same + 1)); else before=$now same=0; fi
    ((same < looks)) || return 0
    sleep "$pause"
  done
  return 1
}

if (($# == 0)); then
  until_still
  exit 0
fi
shift

# Whatever ends this ends the command and what it has started: all that is in its process group.
set -m
# shellcheck disable=SC2317 # the trap calls it
end_child() {
  trap '' INT TERM HUP
  [[ -n $child ]] || return 0
  kill -TERM -- "-$child" 2>/dev/null || true
  for _ in {1..100}; do kill -0 -- "-$child" 2>/dev/null || break; sleep 0.1; done
  kill -KILL -- "-$child" 2>/dev/null || true
  wait "$child" 2>/dev/null || true
}
trap end_child EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# A shell that starts this in the background has SIGINT ignored, which would go down to the command's own children.
setpriv --pdeathsig TERM env --default-signal=INT,QUIT "$@" <&0 &
child=$!
set +m # which would print a line about its end
if until_still; then
  printf 'idle: nothing moved for %s s (%s): %s is ended\n' "$limit" "${paths[*]}" "$1" >&2
  exit 124
fi
status=0
wait "$child" || status=$?
child=''
exit "$status"

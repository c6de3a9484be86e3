# shellcheck shell=bash
# The guest's nd regions, and namespaces made in them. Sourced; the caller has a function `complain` that writes one line to stderr.

# regions_below PATTERN: the nd regions whose device path has PATTERN in it, in order.
regions_below() {
  local link path
  for link in $(printf '%s\n' /sys/bus/nd/devices/region* | sort -V); do
    path=$(readlink -f "$link")
    [[ $path != *$1* ]] || printf '%s\n' "${path##*/}"
  done
}
# field NAME: the first such field of ndctl's answer on stdin.
field() { awk -F '"' -v name="$1" '$2 == name { print $4; exit }'; }

# make_namespace WHAT OUTPUT_FIELD ARGUMENTS...: prints the new device's node.
make_namespace() {
  local what=$1 output=$2 answer
  shift 2
  if ! answer=$(ndctl create-namespace "$@" 2>&1); then
    complain "$what: ndctl create-namespace $*: ${answer//$'\n'/ }"
    return 1
  fi
  printf '/dev/%s\n' "$(field "$output" <<<"$answer")"
}

# shellcheck shell=bash
# Runs commands that end with the script that sources this, whatever ends it.

child=''
# attended COMMAND...: runs it, waits for its end, returns its status. A trap of bash has to wait for a command in the foreground.
attended() {
  local status=0
  setpriv --pdeathsig TERM "$@" &
  child=$!
  wait "$child" || status=$?
  child=''
  return "$status"
}
end_child() {
  trap '' INT TERM HUP
  [[ -z $child ]] || { kill -TERM "$child" 2>/dev/null && wait "$child"; } || true
}
trap end_child EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# shellcheck shell=bash disable=SC2034 # what is set here is read in the other rooms
# What every command shares: errors that name the remedy, running commands in the open, undoing a broken run, sizes.

readonly GIB=$((1 << 30))
readonly EX_FAILED=1 EX_USAGE=64 EX_UNAVAILABLE=69 EX_NOPERM=77
# As whoever reads a message calls this: a program that has the script inside names itself.
readonly SETUP=${DAXNATIVE_SETUP_NAME:-ndctl-setup.sh}
# Stands for / in every path of the kernel, so that the script also runs on a recorded tree (tests).
readonly ROOT=${DAXNATIVE_SETUP_ROOT:-}
DRY_RUN=false
FORCE=false
SIGNALLED=''
UNDO=()

note() { printf '%s\n' "$*" >&2; }

# fail STATUS WHAT REMEDY. What failed because of a signal ends with the signal's status.
fail() {
  printf 'ndctl-setup: %s\n  remedy: %s\n' "$2" "$3" >&2
  exit "${SIGNALLED:-$1}"
}

usage_error() { fail "$EX_USAGE" "$1" "$2"; }

# Runs a command that changes something: printed first, its own chatter to standard error. A dry run only prints,
# to standard output, because there the commands are the result.
run() {
  local line
  printf -v line '%q ' "$@"
  if $DRY_RUN; then printf '+ %s\n' "${line% }"; return 0; fi
  printf '+ %s\n' "${line% }" >&2
  "$@" >&2
}

# ndctl writes labels and binds drivers in several steps: Ctrl-C waits until it has ended, then the undo knows what is there.
run_whole() {
  local status=0
  if $DRY_RUN; then run "$@"; return $?; fi
  ( trap '' INT TERM HUP; run "$@" ) || status=$?
  return "$status"
}

# Undo steps run last made first, on any failure or signal, until undo_forget says that the result stands.
undo_push() { UNDO+=("$*"); }
undo_pop() { unset 'UNDO[-1]'; }
undo_forget() { UNDO=(); }

undo_all() {
  local status=$? i
  trap '' INT TERM HUP
  if [[ ${#UNDO[@]} -gt 0 ]] && ! $DRY_RUN; then
    note "ndctl-setup: removing what this run had made"
    for ((i = ${#UNDO[@]} - 1; i >= 0; i--)); do
      ${UNDO[i]} || note "ndctl-setup: still there: could not undo '${UNDO[i]}'; do it by hand, then look with: $SETUP list"
    done
  fi
  exit "$status"
}

# A signal only leaves a mark; checkpoint acts on it where the undo list is complete.
catch_signals() {
  trap 'SIGNALLED=130' INT
  trap 'SIGNALLED=143' TERM
  trap 'SIGNALLED=129' HUP
  trap undo_all EXIT
}

checkpoint() {
  [[ -z $SIGNALLED ]] || { note "ndctl-setup: ended by a signal"; exit "$SIGNALLED"; }
}

require_root() {
  [[ $(id -u) -eq 0 ]] || $DRY_RUN || fail "$EX_NOPERM" "this changes the machine's persistent memory and you are not root" \
    "run it with sudo, or look first with --dry-run"
}

# require_tool PROGRAM PACKAGE
require_tool() {
  command -v "$1" >/dev/null || fail "$EX_UNAVAILABLE" "'$1' is not installed" "apt-get install $2 (the package of Debian and Ubuntu)"
}

# bytes TEXT: 512M -> 536870912; nothing and status 1 for what is no size.
bytes() {
  [[ $1 =~ ^([0-9]{1,12})([KMGT]?)(i?B)?$ ]] || return 1
  local n=$((10#${BASH_REMATCH[1]})) shift=0
  case ${BASH_REMATCH[2]} in K) shift=10 ;; M) shift=20 ;; G) shift=30 ;; T) shift=40 ;; esac
  ((n > 0 && n <= (1 << (62 - shift)))) || return 1
  printf '%s' $((n << shift))
}

# human BYTES: exact, in the largest unit that divides it.
human() {
  local n=$1
  if ((n == 0)); then printf 0
  elif ((n % (1 << 30) == 0)); then printf '%sG' $((n >> 30))
  elif ((n % (1 << 20) == 0)); then printf '%sM' $((n >> 20))
  elif ((n % (1 << 10) == 0)); then printf '%sK' $((n >> 10))
  else printf '%s' "$n"; fi
}

# No process substitution anywhere: it needs /dev/fd, which a system without udev may lack.

# option_value OPTION "$@": the word after an option, which must be there.
option_value() {
  [[ $# -ge 3 && -n $3 && $3 != --* ]] || usage_error "$1 wants a value" "write $1 VALUE; --help shows which"
  printf '%s' "$3"
}

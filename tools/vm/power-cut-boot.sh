# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # options and folders come from power-cut.sh
# One boot of the machine whose power is cut: starts it, follows how far it gets, kills it. Sourced by power-cut.sh.

window_ms=3000     # a kill comes within this time after every log has acknowledged something
mounting_ms=4000   # from mounting to the last listing; measured in each boot that gets so far
opening_ms=1000    # from opening the logs to the last listing; measured as well
panics=0           # of boots, one after another
patience=400       # seconds without a sign of life until a boot is given up

accounts() { printf '%s/accounts\n' "$work"; }
boot_folder() { printf '%s/accounts/boot-%04d\n' "$work" "$1"; }
milliseconds() { local now=$EPOCHREALTIME; printf '%s\n' $((${now%.*} * 1000 + 10#${now#*.} / 1000)); }
pause() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }

# random LIMIT WORDS...: the same for the same seed and words.
random() { local limit=$1; shift; printf '%s\n' $(($(printf '%s ' "$seed" "$@" | cksum | cut -d ' ' -f 1) % limit)); }

start_boot() { # MODE BOOT KILLED: 1 where its first process is to be killed
  local folder
  folder=$(boot_folder "$2")
  mkdir -p "$folder"
  setpriv --pdeathsig TERM "$tools/pmem-vm.sh" run "${machine_options[@]}" --nvdimm "$work/nvdimm.img" --nvdimm-size 3G --idle "$patience" \
    --out "$(accounts)" -- "$tools/vm/power-cut-log-guest.sh" "$1" "$(printf %04d "$2")" "$3" "$seed" "$program" "${devices[@]}" \
    >"$folder/output" 2>&1 &
  child=$!
}

reached() { grep -qx "$2" "$(boot_folder "$1")/phases" 2>/dev/null; }
phase() { tail -n 1 "$(boot_folder "$1")/phases" 2>/dev/null || true; }

# Whether each log, the control too, has said more than that it is being opened.
all_acknowledge() { # BOOT
  local name file
  for name in "${devices[@]}" control; do
    file=$(boot_folder "$1")/$name.events
    [[ -e $file ]] && (($(stat -c %s "$file") > 3 * 24)) || return 1
  done
}

# until_boot BOOT CONDITION...: waits. False where the emulated machine itself fell over; any other end is a failure. One that
# stands still is ended by its own limit.
until_boot() {
  local boot=$1
  shift
  until "$@"; do
    if ! kill -0 "$child" 2>/dev/null; then boot_ended "$boot"; return 1; fi
    sleep 0.02
  done
}

# Under emulation a boot panics now and then while the kernel patches its own code ("Oops: int3"). That is no cut that somebody
# made, so it is not counted as one; what was acknowledged before it must be there all the same.
boot_ended() { # BOOT
  local console status=0
  console=$(accounts)/.vm/console.log
  wait "$child" || status=$?
  child=''
  [[ ! -s $console ]] || cp "$console" "$(boot_folder "$1")/console.log"
  if is_panic "$status" && ((++panics < 3)); then
    say "boot $1 panicked in the phase \"$(phase "$1")\"; it is not counted, the next one goes on"
    return
  fi
  ((status != 125)) || [[ -s $console ]] || { tail -n 20 "$(boot_folder "$1")/output" >&2; exit 125; }
  give_up "$1" "ended by itself with status $status"
}

give_up() { # BOOT WHY
  say "boot $1 $2 in the phase \"$(phase "$1")\":"
  tail -n 20 "$(boot_folder "$1")/output" >&2
  keep_evidence
  exit 1
}

# The virtual machine's own process, by the number that it wrote down: no shutdown, no sync.
cut_power() { # BOOT: false where there was no power any more
  if ! kill -KILL "$(<"$(accounts)/.vm/qemu.pid")" 2>/dev/null; then boot_ended "$1"; return 1; fi
  wait "$child" || true
  child=''
}

# For a boot that has done its work: all that is left to it is to end.
finish_boot() { # BOOT
  local status=0
  wait "$child" || status=$?
  child=''
  ((status == 0)) || is_panic "$status" || give_up "$1" "ended with status $status"
}

is_panic() { (($1 == 125)) && grep -qs 'Kernel panic' "$(accounts)/.vm/console.log"; } # STATUS

keep_evidence() {
  keep=1
  say "kept: the NVDIMM's image $work/nvdimm.img, the accounts $(accounts)"
}

# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # options and folders come from power-cut.sh
# One boot of the machine whose power is cut: starts it, follows how far it gets, kills it. Sourced by power-cut.sh.

window_ms=3000     # a kill comes within this time after every log has acknowledged something
recovery_ms=4000   # from mounting to the last listing; measured in each boot that gets so far
patience=400       # seconds until a boot that does not go on is given up

accounts() { printf '%s/accounts\n' "$work"; }
boot_folder() { printf '%s/accounts/boot-%04d\n' "$work" "$1"; }
milliseconds() { local now=$EPOCHREALTIME; printf '%s\n' $((${now%.*} * 1000 + 10#${now#*.} / 1000)); }
pause() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }

# random LIMIT WORDS...: the same for the same seed and words.
random() { local limit=$1; shift; printf '%s\n' $(($(printf '%s ' "$seed" "$@" | cksum | cut -d ' ' -f 1) % limit)); }

start_boot() { # MODE BOOT
  local folder
  folder=$(boot_folder "$2")
  mkdir -p "$folder"
  "$tools/pmem-vm.sh" run --kernel "$kernel" --nvdimm "$work/nvdimm.img" --nvdimm-size 3G --timeout $((2 * patience)) \
    --out "$(accounts)" -- "$tools/vm/power-cut-log-guest.sh" "$1" "$(printf %04d "$2")" "$seed" "$program" "${devices[@]}" \
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

# until_boot BOOT CONDITION...: waits; a boot that ends by itself, or stands still, is a failure.
until_boot() {
  local boot=$1 deadline=$((SECONDS + patience))
  shift
  until "$@"; do
    kill -0 "$child" 2>/dev/null || boot_failed "$boot" "ended by itself"
    ((SECONDS < deadline)) || boot_failed "$boot" "stands still"
    sleep 0.02
  done
}

boot_failed() { # BOOT WHAT
  local folder status=0
  folder=$(boot_folder "$1")
  kill -TERM "$child" 2>/dev/null || true
  wait "$child" || status=$?
  child=''
  say "boot $1 $2 (status $status) in the phase \"$(phase "$1")\":"
  tail -n 20 "$folder/output" >&2
  ((status != 125)) || [[ -e $folder/phases ]] || exit 125
  keep_evidence
  exit 1
}

# The virtual machine's own process, by the number that it wrote down: no shutdown, no sync.
cut_power() {
  kill -KILL "$(<"$(accounts)/.vm/qemu.pid")" || true
  wait "$child" || true
  child=''
}

finish_boot() { # BOOT
  local status=0
  wait "$child" || status=$?
  child=''
  ((status == 0)) || { say "boot $1 ended with status $status:"; tail -n 20 "$(boot_folder "$1")/output" >&2; keep_evidence; exit 1; }
}

keep_evidence() {
  keep=1
  say "kept: the NVDIMM's image $work/nvdimm.img, the accounts $(accounts)"
}

# shellcheck shell=bash
# shellcheck disable=SC2154 # options and folders come from power-cut.sh
# One cut over files that are mapped and allocated in different ways. Sourced by power-cut.sh.

boot_files() { # PHASE: in the background; its output in $work/PHASE.log, its folder $work/PHASE
  mkdir -p "$work/$1"
  setpriv --pdeathsig TERM "$tools/pmem-vm.sh" run "${machine_options[@]}" --nvdimm "$work/nvdimm.img" --nvdimm-size 3G --idle "$patience" \
    --out "$work/$1" -- "$tools/vm/power-cut-guest.sh" "$1" >"$work/$1.log" 2>"$work/$1.err" &
  child=$!
}
finish_files() { # PHASE
  local status=0
  wait "$child" || status=$?
  child=''
  ((status == 0)) || { say "the boot to $1 failed with status $status:"; tail -n 20 "$work/$1.log" "$work/$1.err" >&2; exit 1; }
}

cut_files() {
  export DAXNATIVE_PROBE=$root/src/DaxNative.Tests.Probe/bin/Release/net10.0/DaxNative.Tests.Probe.dll
  [[ -s $DAXNATIVE_PROBE ]] || fail 2 "the probe is not built: dotnet build -c Release"
  boot_files prepare
  finish_files prepare

  boot_files store
  until grep -q '^READY' "$work/store.log" 2>/dev/null; do
    if ! kill -0 "$child" 2>/dev/null; then
      say "the stores were never made:"
      tail -n 20 "$work/store.log" "$work/store.err" >&2
      exit 1
    fi
    sleep 0.2
  done
  sleep "$seconds"
  # The virtual machine's own process, by the number that it wrote down: no shutdown, no sync.
  kill -KILL "$(<"$work/store/.vm/qemu.pid")"
  wait "$child" || true
  child=''

  boot_files look
  finish_files look

  # before: "FS FILE MAPPING seen"; after: the same with present or lost.
  awk '
    NR == FNR { if ($1 == "STORED") before[$2 " " $3 " " $4] = $5; next }
    $1 == "FOUND" {
      key = $2 " " $3 " " $4
      printf "%-5s %-10s %-6s %-8s %s\n", $2, $3, $4, before[key], $5
      count++
      if (before[key] != "present") broken = 1
      if ($4 != "plain" && $5 != "present") broken = 1
      if ($4 == "plain" && $3 != "written" && $5 == "present") idle = 1
      if ($4 == "plain" && $3 == "written" && $5 != "present") broken = 1
    }
    END {
      if (count != 14) { print "power-cut: " count + 0 " of 14 files were found" > "/dev/stderr"; exit 1 }
      if (broken) exit 1
      if (idle) exit 3
    }' "$work/store.log" "$work/look.log"
}

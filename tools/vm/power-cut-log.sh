# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # options and folders come from power-cut.sh
# The log, cut again and again: what is in the work folder is all that is known. Sourced by power-cut.sh.
#   settings   the options that a run cannot change; judged   the last boot whose logs were judged
#   cuts.tsv   a line a cut: boot, cut, phase when it came, seconds; boots that an interruption ended are in none
#   result.tsv a line a cut and log: cut, log, phase, acknowledged, found, unacknowledged, dropped, verdict, seconds

progress() { if ((json)); then cat >&2; else cat; fi; }
boots_after() { # BOOT: the folders of the later ones
  local folder
  for folder in "$(accounts)"/boot-*; do
    [[ ! -d $folder ]] || ((10#${folder##*-} <= $1)) || printf '%s\n' "$folder"
  done
}

open_work() {
  local settings="seed $seed, kernel $kernel, device $device" judged folders
  if [[ -e $work/settings && $(<"$work/settings") != "$settings" ]]; then
    fail 2 "$work has a run with $(<"$work/settings"), not with $settings: use the same options, or another folder"
  fi
  # A kernel's lock goes with the process, however it ends.
  exec {work_lock}>"$work/lock"
  flock -n "$work_lock" || fail 2 "another run uses $work: wait for its end, or use another folder"
  printf '%s\n' "$settings" >"$work/settings"
  # Before the first judgement there is nothing to go on from.
  [[ -e $work/judged ]] || rm -rf "$work/nvdimm.img" "$work/accounts" "$work/cuts.tsv" "$work/result.tsv"
  mkdir -p "$(accounts)"
  touch "$work/cuts.tsv" "$work/result.tsv"
  judged=$(cat "$work/judged" 2>/dev/null || echo 0)
  mapfile -t folders < <(boots_after 0)
  ((${#folders[@]} == 0)) || boot=$((10#${folders[-1]##*-}))
  done_cuts=$(wc -l <"$work/cuts.tsv")
  ((judged == 0)) || say "going on in $work: $done_cuts cuts were made in $boot boots"
}

# judge BOOT: compares what it listed with all that was acknowledged since the last boot that was judged.
judge() {
  local judged status=0 base=- folders answer
  answer=$(boot_folder "$1")/judgement
  judged=$(cat "$work/judged" 2>/dev/null || echo 0)
  ((judged == 0)) || base=$(boot_folder "$judged")
  mapfile -t folders < <(boots_after "$judged")
  dotnet "$program" power-cut-judge "$seed" "$names" "$base" "${folders[@]}" >"$answer" || status=$?
  awk -F '\t' -f "$tools/vm/power-cut-result.awk" "$answer" "$work/cuts.tsv" >"$answer.tsv"
  cat "$answer.tsv" >>"$work/result.tsv"
  awk -v wanted="$cuts" -f "$tools/vm/power-cut-lines.awk" "$answer.tsv" | progress
  if ((status != 0)); then
    awk -F '\t' '$1 == "log" && $3 == "broken" { print "power-cut: " $2 ": " $4 }' "$answer" >&2
    ((status == 2)) || say "the judge itself failed with status $status"
    summarise || true
    keep_evidence
    exit 1
  fi
  printf '%s\n' "$1" >"$work/judged"
}

note_cut() { # BOOT SINCE
  panics=0
  done_cuts=$((done_cuts + 1))
  printf '%s\t%s\t%s\t%s\n' "$1" "$done_cuts" "$(phase "$1")" $((SECONDS - $2)) >>"$work/cuts.tsv"
}

# For whoever wants to see this fail: claim is an acknowledgement of what was never appended, corrupt a changed byte.
spoil() { # BOOT
  [[ -n ${DAXNATIVE_POWER_CUT_SPOIL:-} && $(phase "$1") =~ ^(writing|again)$ && ! -e $work/spoiled ]] || return 0
  dotnet "$program" power-cut-spoil "$DAXNATIVE_POWER_CUT_SPOIL" "$seed" "${devices[0]}" "$(boot_folder "$1")" "$work/nvdimm.img"
  say "spoiled on purpose: $DAXNATIVE_POWER_CUT_SPOIL in ${devices[0]}"
  touch "$work/spoiled"
}

summarise() {
  awk -v json="$json" -v seed="$seed" -v kernel="$kernel" -v boots="$boot" -f "$tools/vm/power-cut-summary.awk" "$work/result.tsv"
}

boot_and_cut() { # MODE BOOT
  local boot=$2 since=$SECONDS next=$((done_cuts + 1)) early='' killed=0 mounting opening
  # Every third cut comes before the writing: in turn in all that recovers, and in what the log's own program does.
  if [[ $1 == write ]] && (((next + seed) % 3 == 0)); then
    if ((next % 2)); then early=mounting; else early=opening; fi
  # And every third one comes after a kill of the process and a recovery by another one.
  elif [[ $1 == write ]] && (((next + seed) % 3 == 1)); then
    killed=1
  fi
  start_boot "$1" "$boot" "$killed"
  if [[ -n $early ]]; then
    until_boot "$boot" reached "$boot" "$early" || return 0
    if [[ $early == mounting ]]; then pause "$(random "$mounting_ms" "$next" early)"; else pause "$(random "$opening_ms" "$next" early)"; fi
    cut_power "$boot" || return 0
    note_cut "$boot" "$since"
    ! reached "$boot" listed || judge "$boot"
    return 0
  fi
  until_boot "$boot" reached "$boot" mounting || return 0
  mounting=$(milliseconds)
  until_boot "$boot" reached "$boot" opening || return 0
  opening=$(milliseconds)
  until_boot "$boot" reached "$boot" listed || return 0
  mounting_ms=$(($(milliseconds) - mounting)) opening_ms=$(($(milliseconds) - opening))
  judge "$boot"
  if [[ $1 == look ]]; then finish_boot "$boot"; return 0; fi
  touch "$(boot_folder "$boot")/go"
  until_boot "$boot" all_acknowledge "$boot" || return 0
  if ((killed)); then
    pause "$(random "$window_ms" "$next" killing)"
    touch "$(boot_folder "$boot")/kill"
    until_boot "$boot" reached "$boot" again || return 0
  fi
  pause "$(random "$window_ms" "$next" writing)"
  cut_power "$boot" || return 0
  note_cut "$boot" "$since"
  spoil "$boot"
}

cut_log() {
  local boot=0 done_cuts=0 mode status=0
  program=$root/src/DaxNative.Tests.Probe/bin/Release/net10.0/DaxNative.Tests.Probe.dll
  [[ -s $program ]] || fail 2 "the probe is not built: dotnet build -c Release"
  if [[ $device == all ]]; then devices=(ext4 xfs devdax); else devices=("$device"); fi
  names=$(IFS=,; printf '%s\n' "${devices[*]},control")
  open_work
  # Until the last cut was looked at.
  while ((done_cuts < cuts)) || awk -v judged="$(cat "$work/judged")" '$1 >= judged { found = 1 } END { exit !found }' "$work/cuts.tsv"; do
    mode="write"
    ((done_cuts < cuts)) || mode=look
    [[ -e $work/judged ]] || mode=create
    boot=$((boot + 1))
    boot_and_cut "$mode" "$boot"
  done
  summarise || status=$?
  ((status != 3)) || say "inconclusive: a control lost nothing, so the cuts prove nothing"
  return "$status"
}

# The table, or JSON, of all cuts. Used by power-cut-log.sh. Exit status: 1 something was lost; 3 no control lost anything,
# or one kept everything.
# Usage: awk -v json=0|1 -v seed=S -v kernel=K -v boots=N -f power-cut-summary.awk RESULT
BEGIN { FS = "\t" }
{
  # An interruption may have left a line twice.
  if (seen[$1, $2]++) next
  if (!($2 in cuts)) names[++count] = $2
  if (!(number[$1]++)) { total++; seconds += $9 }
  cuts[$2]++
  if ($3 != "writing" && $3 != "again") early[$2]++
  if ($3 == "again") killed[$2]++
  acknowledged[$2] += $4
  unacknowledged[$2] += $6
  dropped[$2] += $7
  verdicts[$2, $8]++
  if ($8 == "broken") broken++
}
END {
  lost = verdicts["control", "lost"] + 0
  kept = verdicts["control", "kept"] + 0
  status = broken ? 1 : (lost == 0 || kept > 0) ? 3 : 0
  verdict = status == 0 ? "held" : status == 1 ? "broken" : "inconclusive"
  if (json) {
    printf "{\"verdict\":\"%s\",\"seed\":%d,\"kernel\":\"%s\",\"cuts\":%d,\"boots\":%d,\"seconds\":%d,\"controls_lost\":%d,\"controls_kept\":%d,\"logs\":[", \
      verdict, seed, kernel, total, boots, seconds, lost, kept
    for (i = 1; i <= count; i++) {
      name = names[i]
      if (name == "control") continue
      printf "%s{\"device\":\"%s\",\"cuts\":%d,\"cuts_before_writing\":%d,\"cuts_after_a_kill\":%d,\"acknowledged\":%d,\"unacknowledged\":%d,\"dropped\":%d,\"held\":%d,\"broken\":%d}", \
        separator, name, cuts[name], early[name], killed[name], acknowledged[name], unacknowledged[name], dropped[name], verdicts[name, "held"], verdicts[name, "broken"]
      separator = ","
    }
    printf "]}\n"
    exit status
  }
  printf "\n%-8s %6s %15s %12s %13s %15s %8s %6s %7s\n", "log", "cuts", "before writing", "after a kill", "acknowledged", "unacknowledged", "dropped", "held", "broken"
  for (i = 1; i <= count; i++) {
    name = names[i]
    if (name == "control") continue
    printf "%-8s %6d %15d %12d %13d %15d %8d %6d %7d\n", \
      name, cuts[name], early[name], killed[name], acknowledged[name], unacknowledged[name], dropped[name], verdicts[name, "held"], verdicts[name, "broken"]
  }
  printf "\n%d cuts in %d boots, %d s; %d controls of %d acknowledged records lost some of them, %d kept all: %s\n", \
    total, boots, seconds, lost, acknowledged["control"], kept, verdict
  exit status
}

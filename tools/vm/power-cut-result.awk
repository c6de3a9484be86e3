# Joins a judgement with the cuts that it judges: a line a cut and log. Used by power-cut-log.sh.
# Usage: awk -F '\t' -f power-cut-result.awk JUDGEMENT CUTS
BEGIN { OFS = "\t" }
NR == FNR && $1 == "acknowledged" { acknowledged[$2, $3] = $4; if ($3 > last) last = $3; next }
NR == FNR { logs[++count] = $2; verdict[$2] = $3; found[$2] = $4; unacknowledged[$2] = $5; dropped[$2] = $6; next }
{
  # Of several cuts since the last judgement only the last can say what was found behind the acknowledged.
  for (i = 1; i <= count; i++) {
    log_name = logs[i]
    if (!((log_name, $1) in acknowledged)) continue
    is_known = verdict[log_name] != "broken"
    is_last = is_known && $1 + 0 == last + 0
    print $2, log_name, $3, acknowledged[log_name, $1], is_known ? found[log_name] : "-", \
      is_last ? unacknowledged[log_name] : "-", is_last ? dropped[log_name] : "-", verdict[log_name], $4
  }
}

# Prints cuts for a person. Used by power-cut-log.sh.
# Usage: awk -v wanted=CUTS -f power-cut-lines.awk RESULT
BEGIN { FS = "\t" }
{
  printf "cut %d/%d %-7s in %-9s %6s acknowledged, %6s found (%s unacknowledged, %s dropped): %s; %d s\n", \
    $1, wanted, $2, $3, $4, $5, $6, $7, $8, $9
}

# Makes a Markdown table of tools/guarantees.sh: a row for each kind that one of the kernels has. Input: KERNEL TAB KIND TAB RESULT TAB REASON. Variable: kernels, in the columns' order.
# Two boots of a kernel must agree on what both have.
BEGIN { FS = "\t"; columns = split(kernels, kernel, " ") }
{
  if (!($2 in seen)) order[++kinds] = $2
  seen[$2] = 1
  if (!(($2, $1) in result) || result[$2, $1] == "-") result[$2, $1] = $3
  else if ($3 != "-" && result[$2, $1] != $3) { print $2 " on " $1 ": " result[$2, $1] ", and then " $3; differ++ }
}
END {
  if (differ) exit 1
  head = "| memory |"; rule = "|---|"
  for (c = 1; c <= columns; c++) { head = head " " kernel[c] " |"; rule = rule "---|" }
  print head; print rule
  # The NVDIMM's two domains come from two boots, and belong together.
  for (pass = 1; pass <= 2; pass++) for (i = 1; i <= kinds; i++) {
    if ((order[i] ~ /^NVDIMM/) != (pass == 1)) continue
    line = "| " order[i] " |"; found = 0
    for (c = 1; c <= columns; c++) {
      cell = ((order[i], kernel[c]) in result) ? result[order[i], kernel[c]] : "-"
      if (cell != "-") found = 1
      line = line " " cell " |"
    }
    if (found) { print line; rows++ }
  }
  if (rows == 0) exit 1
}

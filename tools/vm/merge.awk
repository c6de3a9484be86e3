# Merges the results of several runs by test name. Input: lines of trx.awk with the run's name before them.
# Variables: exceptions (a file), host_only, hint (the command that provides what is missing), partial (a filter was given),
# complete (every package of the tests is installed).
# Failed anywhere is failed; passed anywhere and failed nowhere is passed; the rest ran nowhere and counts as skipped: an
# error, unless what it wants are instructions that this CPU does not have.
BEGIN {
  FS = "\t"
  while ((getline line < exceptions) > 0) {
    if (line ~ /^[ \t]*#/) { reason = line; continue }
    if (line !~ /[^ \t]/) { reason = ""; continue }
    if (reason == "") { print "Exception without a reason (a # line above it): " line; unexplained++ }
    allowed[line] = 1
  }
}
{
  if (!($3 in seen)) order[++names] = $3
  seen[$3] = 1
  if ($2 == "Passed") passed[$3] = 1
  else if ($2 == "NotExecuted") {
    if ($4 ~ /apt-get install /) lacking[$3] = $4
    if ($4 ~ /^This CPU has no /) other_cpu[$3] = $4
    why[$3] = why[$3] "\n      " $1 ": " ($4 == "" ? "skipped" : $4)
  }
  else { failed[$3] = 1; failures[$3] = failures[$3] "\n    " $1 ": " $2 "\n      " $4 "\n" $5 }
}
function shown(text) { gsub(/\\n/, "\n      ", text); return text }
function base(name) { sub(/\(.*/, "", name); return name }
END {
  for (i = 1; i <= names; i++) {
    name = order[i]
    if (name in failed) { failed_count++; print "FAILED  " name shown(failures[name]) }
    else if (name in passed) passed_count++
    else {
      skipped_count++
      if (name in allowed || base(name) in allowed) continue
      if (name in other_cpu) { print "  OTHER CPU  " name "\n      " other_cpu[name]; other_cpus++; continue }
      nowhere[++nowhere_count] = name
    }
  }
  for (i = 1; i <= names; i++) matched[order[i]] = matched[base(order[i])] = 1
  if (!partial) for (line in allowed) if (!(line in matched)) print "Exception for a test that does not exist: " line
  if (nowhere_count > 0) {
    print nowhere_count " tests ran nowhere" (host_only ? "" : ", which is an error") ". " hint
    if (!host_only) for (i = 1; i <= nowhere_count; i++) print "  NOWHERE  " nowhere[i] shown(why[nowhere[i]])
  }
  if (other_cpus) print other_cpus " tests want a CPU with other instructions, which no command provides"
  for (i = 1; i <= names; i++) {
    if (!(order[i] in lacking)) continue
    print "  LACKING  " order[i] "\n      " shown(lacking[order[i]])
    lacking_count++
  }
  print (lacking_count + 0) " tests were skipped for lack of a package" (lacking_count > 0 && complete ? ", which is an error: all that is named is installed" : "")
  printf "%d passed, %d failed, %d skipped\n", passed_count, failed_count, skipped_count
  exit (failed_count > 0 || unexplained > 0 || (lacking_count > 0 && complete) || names == 0 || (nowhere_count > 0 && !host_only)) ? 1 : 0
}

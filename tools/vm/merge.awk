# Merges the results of several runs by test name. Input: lines of trx.awk with the run's name before them.
# Variables: exceptions (a file), host_only, hint (the command that provides what is missing), partial (a filter was given),
# complete (every package of the tests is installed), kernels (those that were booted), left_out (a file of
# kernel-tests.awk: which kernel need not pass which kernel test).
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
  booted = split(kernels, kernel, " ")
  for (k = 1; k <= booted; k++) is_kernel[kernel[k]] = 1
  while (booted > 0 && (getline line < left_out) > 0) {
    split(line, field)
    spared[++spares] = field[1]
    is_device[spares] = field[2] ~ /^DAXNATIVE_TEST_/
    spared_name[spares] = is_device[spares] ? field[2] " " : "." field[2]
  }
}
{
  if (!($3 in seen)) order[++names] = $3
  seen[$3] = 1
  if ($1 in is_kernel) { in_guest[$3] = 1; if ($2 == "NotExecuted") skip[$3, $1] = $4 }
  if ($2 == "Passed") { passed[$3] = 1; passed_on[$3, $1] = 1 }
  else if ($2 == "NotExecuted") {
    # The guest of Arm64 has a Debian of its own, without what compiles and disassembles for others.
    if ($4 ~ /apt-get install / && $1 !~ /^arm64/) lacking[$3] = $4
    if ($4 ~ /^This CPU has no /) other_cpu[$3] = $4
    why[$3] = why[$3] "\n      " $1 ": " ($4 == "" ? "skipped" : $4)
  }
  else { failed[$3] = 1; failures[$3] = failures[$3] "\n    " $1 ": " $2 "\n      " $4 "\n" $5 }
}
function shown(text) { gsub(/\\n/, "\n      ", text); return text }
# Whether a kernel has to pass a kernel test.
function must_pass(name, on,   s) {
  for (s = 1; s <= spares; s++) if (spared[s] == on && index(is_device[s] ? skip[name, on] : name, spared_name[s])) return 0
  return 1
}
function exists(part,   i) {
  for (i = 1; i <= names; i++) if (index(order[i], part)) return 1
  return 0
}
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
  for (i = 1; i <= names; i++) {
    name = order[i]
    if (!(name in in_guest) || name in failed) continue
    for (k = 1; k <= booted; k++) {
      if (!must_pass(name, kernel[k]) || (name, kernel[k]) in passed_on) continue
      print "  NOT ON " kernel[k] "  " name shown(why[name])
      not_everywhere++
    }
  }
  if (booted > 0) print (not_everywhere + 0) " kernel tests did not run on a kernel that has to pass them" (not_everywhere > 0 ? ", which is an error: mend it, or give tools/vm/kernel-tests.list the reason" : "")
  for (s = 1; s <= spares && !partial; s++) if (!is_device[s] && !exists(spared_name[s])) { print "Kernels for a test that does not exist: " substr(spared_name[s], 2); unexplained++ }
  if (other_cpus) print other_cpus " tests want a CPU with other instructions, which no command provides"
  for (i = 1; i <= names; i++) {
    if (!(order[i] in lacking)) continue
    print "  LACKING  " order[i] "\n      " shown(lacking[order[i]])
    lacking_count++
  }
  print (lacking_count + 0) " tests were skipped for lack of a package" (lacking_count > 0 && complete ? ", which is an error: all that is named is installed" : "")
  printf "%d passed, %d failed, %d skipped\n", passed_count, failed_count, skipped_count
  exit (failed_count > 0 || unexplained > 0 || not_everywhere > 0 || (lacking_count > 0 && complete) || names == 0 || (nowhere_count > 0 && !host_only)) ? 1 : 0
}

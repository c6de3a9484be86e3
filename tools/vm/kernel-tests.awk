# Reads tools/vm/kernel-tests.list: prints KERNEL TAB CLASS[.METHOD] for each test that a kernel leaves out, and KERNEL TAB DEVICE
# for each device that it does not have. The one reader of the list:
# tools/test.sh makes its filters from this, and merge.awk what must have passed where.
# Variables: kernels (those that are booted), everywhere (its "enough" does not count).
BEGIN { OFS = "\t"; booted = split(kernels, kernel, " ") }
/^#/ || NF == 0 { next }
{
  split("", runs_on)
  for (i = 3; i <= NF && $i ~ /^([0-9.]+|arm64)$/; i++) runs_on[$i] = 1
  if (i == 3 || i > NF || $2 !~ /^(only|enough)$/) { print "a line without a kernel or a reason: " $0 >"/dev/stderr"; broken = 1 }
  for (k = 1; k <= booted; k++) if (!(kernel[k] in runs_on) && !($2 == "enough" && everywhere)) print kernel[k], $1
}
END { exit broken }

# Reads one TRX file; writes a line for each result: outcome, test name, message, stack (tab-separated, newlines as \n).
# Written for mawk, the awk of a plain Debian.
BEGIN { RS = "<UnitTestResult " }

function attribute(text, name) {
  if (!match(text, "(^|[ \t\n])" name "=\"[^\"]*\"")) return ""
  text = substr(text, RSTART, RLENGTH)
  sub(/^[^"]*"/, "", text)
  sub(/"$/, "", text)
  return decoded(text)
}
function element(text, name,    from, to) {
  from = index(text, "<" name ">")
  to = index(text, "</" name ">")
  if (from == 0 || to == 0) return ""
  from += length(name) + 2
  return decoded(substr(text, from, to - from))
}
function decoded(text) {
  gsub(/\r/, "", text)
  gsub(/&#xD;/, "", text)
  gsub(/\n|&#xA;/, "\\n", text)
  gsub(/\t|&#x9;/, " ", text)
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;|&#39;/, "'", text)
  gsub(/&amp;/, "\\&", text)
  return text
}

NR > 1 {
  sub(/<\/Results>.*/, "")
  tag = $0
  sub(/>.*/, "", tag)
  printf "%s\t%s\t%s\t%s\n", attribute(tag, "outcome"), attribute(tag, "testName"), element($0, "Message"), element($0, "StackTrace")
}

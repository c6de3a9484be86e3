#!/usr/bin/env bash
# The documentation as a site: `site.sh --help` says what it does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'HELP'
Usage: tools/site.sh [--open]

Makes the site of the documentation in TestResults/site: every page of docs/, and the reference of the libraries' public API, from
their sources. A warning of docfx is an error: a link that leads nowhere, a documentation comment that names what is not there. Then a browser
without a window renders the first page and a page of the reference, which must have their title, their text and the
navigation; the pictures are beside the site.

  --open   then shows the site in this user's browser, until Ctrl-C

Needs the .NET SDK and Chromium; as root on Debian it installs Chromium, else it names the package.
Exit status: 0 done, 1 something is wrong with the site or missing here, 64 wrong usage, 130 interrupted.
HELP
}

say() { printf 'site: [%s s] %s\n' "$SECONDS" "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=vm/packages.sh
. tools/vm/packages.sh
# shellcheck source-path=SCRIPTDIR source=vm/attended.sh
. tools/vm/attended.sh

opens=0
while (($# > 0)); do
  case $1 in
    --open) opens=1 ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 64 ;;
  esac
  shift
done

results=TestResults/site site=TestResults/site/html
scratch=$(mktemp -d)
trap 'end_child; rm -rf "$scratch"' EXIT

# rendered PAGE: what a browser makes of it. It reads the files as they lie there, so nothing is served.
rendered() {
  local options=(--headless --disable-gpu --hide-scrollbars --user-data-dir="$scratch/profile" --allow-file-access-from-files)
  local name=${1%.html}
  ((EUID != 0)) || options+=(--no-sandbox)
  attended timeout 60 chromium "${options[@]}" --window-size=1400,1000 --virtual-time-budget=10000 \
    --screenshot="$PWD/$results/${name//\//-}.png" --dump-dom "file://$PWD/$site/$1" >"$scratch/page" 2>"$scratch/browser" ||
    { say "chromium did not render $1:"; cat "$scratch/browser" >&2; return 1; }
}

# must_have PAGE TEXT...: each TEXT is in what the browser made of the page.
must_have() {
  local page=$1 text status=0
  shift
  rendered "$page" || return 1
  # The navigation breaks names at capitals and dots.
  sed -E 's/<!--[^>]*-->//g; s/<wbr>//g' "$scratch/page" >"$scratch/text"
  for text in "$@"; do
    grep -qF -- "$text" "$scratch/text" || { say "$page, rendered, has no: $text"; status=1; }
  done
  return "$status"
}

require_packages "rendering the site" site || exit 1
rm -rf "$results"
mkdir -p "$results"

attended dotnet tool restore --verbosity quiet >"$scratch/restore" || { cat "$scratch/restore" >&2; say "docfx is not restored"; exit 1; }
say "docfx is there"
attended dotnet docfx docfx.json --warningsAsErrors --logLevel warning >"$scratch/docfx" 2>&1 ||
  { cat "$scratch/docfx" >&2; say "docfx has found something: see above"; exit 1; }
say "$(find "$site" -name '*.html' | wc -l) pages are made in $site"

# The navigation is put together in the browser: the links of the bar above, and of the contents beside a page.
must_have index.html '<title>DaxNative' 'href="getting-started.html"' 'Documentation</a>' 'API</a>' 'Changes</a>'
must_have api/DaxNative.PersistentMapping.html 'Class PersistentMapping' 'API</a>' 'RangeInspector</a>'
# What a crash test leaves for a browser, of a queue with a mistake: the place of the failing store is in what the browser shows.
attended dotnet run --project samples/PersistentQueue -c Release -- --bug --html "$site/crash.html" >"$scratch/crash" 2>&1 || (($? == 1)) ||
  { cat "$scratch/crash" >&2; say "the crash test made no page"; exit 1; }
place=$(grep -oE 'PersistentQueue\.cs:[0-9]+' "$scratch/crash" | head -n 1)
[[ -n $place ]] || { cat "$scratch/crash" >&2; say "the crash test names no place"; exit 1; }
must_have crash.html "$place" 'What is missing:' 'here the power went' 'CrashExplorer.Repeat' '<svg'
say "they render, as $results/*.png show"

if ((opens)); then
  say "Ctrl-C ends it"
  attended dotnet docfx serve "$site" --open-browser
fi

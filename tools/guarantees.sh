#!/usr/bin/env bash
# Opens memory of every kind on every kernel, and writes down what was guaranteed: `guarantees.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/guarantees.sh [--kernel 7.3|6.12|6.1]... [--persistence cpu|mem-ctrl]... [--update-docs]

Boots a virtual machine (tools/pmem-vm.sh) for each kernel and each persistence domain of the NVDIMM, makes memory of every kind
there, and opens it by DaxNative. Prints a Markdown table: what each kind opens as, with the evidence, or the error that it is
refused with; "-" where that kernel or that machine does not have the kind. About a minute and a half for each of the six boots.

  --kernel SERIES      only this kernel (may be repeated)
  --persistence DOMAIN only this domain (may be repeated)
  --update-docs        put the table of all of them into docs/guarantees.md, with today's date

Exit status: 0; 1 when a boot failed, or one kind opened differently in two boots of a kernel; 2 for wrong usage.
Build first: dotnet build -c Release.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
say() { printf 'guarantees: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=vm/attended.sh
. "$tools/vm/attended.sh"

kernels=() domains=() update=0
while (($# > 0)); do
  case $1 in
    --kernel | --persistence)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      if [[ $1 == --kernel ]]; then kernels+=("$2"); else domains+=("$2"); fi
      shift ;;
    --update-docs) update=1 ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
((!update || ${#kernels[@]} + ${#domains[@]} == 0)) || { say "--update-docs wants all of them: leave --kernel and --persistence out"; exit 2; }
((${#kernels[@]} > 0)) || kernels=(7.3 6.12 6.1)
((${#domains[@]} > 0)) || domains=(cpu mem-ctrl)
probe=$root/src/DaxNative.Tests.Probe/bin/Release/net10.0
[[ -s $probe/DaxNative.Tests.Probe.dll ]] || { say "the probe is not built: dotnet build -c Release"; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/daxnative-guarantees.XXXXXX")
trap 'end_child; rm -rf "$work"' EXIT
"$tools/vm/precompile.sh" "$work/precompiled" "$probe"
export DAXNATIVE_PRECOMPILED=$work/precompiled

for kernel in "${kernels[@]}"; do
  for domain in "${domains[@]}"; do
    say "$kernel with an NVDIMM of $domain"
    status=0
    attended "$tools/pmem-vm.sh" run --kernel "$kernel" --persistence "$domain" --cxl --out "$work/$kernel-$domain" -- \
      "$tools/vm/guarantees-guest.sh" "$probe/DaxNative.Tests.Probe.dll" >"$work/answer" 2>"$work/log" || status=$?
    if ((status != 0)); then
      tail -n 30 "$work/log" >&2
      say "$kernel with $domain ended with status $status: see above"
      exit 1
    fi
    grep -E '^(test-devices|guarantees): [^ ]' "$work/log" >&2 || true
    awk -F '\t' '$2 == "-" { print "guarantees: no " $1 ": " $3 }' "$work/answer" >&2
    sed "s/^/$kernel\t/" "$work/answer" >>"$work/all.tsv"
  done
done

table=$work/table.md
awk -f "$tools/vm/guarantees.awk" -v kernels="${kernels[*]}" "$work/all.tsv" >"$table" || { cat "$table" >&2; exit 1; }
cat "$table"
if ((update)); then
  awk -v table="$table" -v date="$(date +%Y-%m-%d)" '
    /^<!-- from tools\/guarantees.sh/ { print; print ""; print "Seen on " date ":"; print ""; while ((getline line < table) > 0) print line; print ""; off = 1; next }
    /^<!-- end -->/ { off = 0 }
    !off' "$root/docs/guarantees.md" >"$work/guarantees.md"
  cat "$work/guarantees.md" >"$root/docs/guarantees.md"
fi

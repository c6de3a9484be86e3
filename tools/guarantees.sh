#!/usr/bin/env bash
# Opens memory of every kind on every kernel, and writes down what was guaranteed: `guarantees.sh --help` says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/guarantees.sh [--kernel 7.3|6.12|6.1|arm64]... [--persistence cpu|mem-ctrl]... [--update-docs]

Boots a virtual machine (tools/pmem-vm.sh) for each kernel (arm64: 7.3 on Arm64) and each persistence domain of the NVDIMM,
makes memory of every kind there, and opens it by DaxNative. Prints two Markdown tables, of x86-64 and of Arm64: what each kind
opens as, with the evidence, or the error that it is refused with; "-" where that kernel or that machine does not have the kind.
About a minute for each of the eight boots.

  --kernel SERIES      only this kernel (may be repeated)
  --persistence DOMAIN only this domain (may be repeated)
  --update-docs        put the tables of all of them into docs/guarantees.md, with today's date

Exit status: 0; 1 when a boot failed, or one kind opened differently in two boots of a kernel; 2 for wrong usage.
Build first: dotnet build -c Release.
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tools")
say() { printf 'guarantees: %s\n' "$*" >&2; }
# shellcheck source-path=SCRIPTDIR source=vm/attended.sh
. "$tools/vm/attended.sh"
# shellcheck source-path=SCRIPTDIR source=vm/machines.sh
. "$tools/vm/machines.sh"

kernels=() domains=() update=0
while (($# > 0)); do
  case $1 in
    --kernel | --persistence)
      (($# > 1)) || { say "$1 wants a value (--help)"; exit 2; }
      if [[ $1 == --persistence ]]; then domains+=("$2"); else
        machine_options "$2" || { say "there is no kernel $2 (--help)"; exit 2; }
        kernels+=("$2")
      fi
      shift ;;
    --update-docs) update=1 ;;
    --help | -h) usage && exit 0 ;;
    *) say "unknown option $1 (--help)"; exit 2 ;;
  esac
  shift
done
((!update || ${#kernels[@]} + ${#domains[@]} == 0)) || { say "--update-docs wants all of them: leave --kernel and --persistence out"; exit 2; }
((${#kernels[@]} > 0)) || kernels=("${kernels_of_x86[@]}" arm64)
((${#domains[@]} > 0)) || domains=(cpu mem-ctrl)
probe=$root/src/DaxNative.Tests.Probe/bin/Release/net10.0
[[ -s $probe/DaxNative.Tests.Probe.dll ]] || { say "the probe is not built: dotnet build -c Release"; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/daxnative-guarantees.XXXXXX")
trap 'end_child; rm -rf "$work"' EXIT

for kernel in "${kernels[@]}"; do
  machine_options "$kernel"
  export DAXNATIVE_PRECOMPILED=$work/precompiled-$machine_arch
  [[ -d $DAXNATIVE_PRECOMPILED ]] || "$tools/vm/precompile.sh" --arch "$machine_arch" "$DAXNATIVE_PRECOMPILED" "$probe"
  # The table has what QEMU's CXL device is on every kernel.
  [[ $machine_arch == arm64 ]] || machine_options+=(--cxl)
  for domain in "${domains[@]}"; do
    say "$kernel with an NVDIMM of $domain"
    status=0
    attended "$tools/pmem-vm.sh" run "${machine_options[@]}" --persistence "$domain" --out "$work/$kernel-$domain" -- \
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

# table NAME KERNEL...: prints the table of these kernels, and with --update-docs puts it into the document as well.
table() {
  local name=$1 table=$work/table.md
  shift
  awk -f "$tools/vm/guarantees.awk" -v kernels="$*" "$work/all.tsv" >"$table" || { cat "$table" >&2; exit 1; }
  printf '%s\n' "$(<"$table")" ""
  ((update)) || return 0
  awk -v table="$table" -v date="$(date +%Y-%m-%d)" -v start="<!-- from tools/guarantees.sh: $name -->" '
    $0 == start { print; print ""; print "Seen on " date ":"; print ""; while ((getline line < table) > 0) print line; print ""; off = 1; next }
    /^<!-- end -->/ { off = 0 }
    !off' "$root/docs/guarantees.md" >"$work/guarantees.md"
  cat "$work/guarantees.md" >"$root/docs/guarantees.md"
}
x86=()
for kernel in "${kernels[@]}"; do [[ $kernel == arm64 ]] || x86+=("$kernel"); done
((${#x86[@]} == 0)) || table x86-64 "${x86[@]}"
[[ " ${kernels[*]} " != *" arm64 "* ]] || table Arm64 arm64

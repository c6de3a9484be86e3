#!/usr/bin/env bash
# Compiles programs to native code before they run under emulation, where the runtime's own compiler is what costs most: the tests of
# one kernel take less than half of the time (`precompile.sh --help` says how it is called).
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/vm/precompile.sh TARGET FOLDER...

Writes each assembly (.dll) of the FOLDERs, compiled by the SDK's ahead-of-time compiler (ReadyToRun, from the package
Microsoft.NETCore.App.Crossgen2), below TARGET by the same absolute path: `cp -r TARGET/. /` puts them in place. The code is the
same, and so are its results; the runtime still compiles anew what runs often. What several folders have is compiled once.
HELP
}

[[ ${1:-} != --help && ${1:-} != -h ]] || { usage; exit 0; }
(($# >= 2)) || { usage >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$1
shift

property() { dotnet msbuild "$here/precompile/Precompile.csproj" -nologo "-getProperty:$1"; }
# Not by the next line: msbuild restores nothing where it is asked for a property.
dotnet restore "$here/precompile/Precompile.csproj" --verbosity quiet
compiler=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//; s|/*$||')/$(property CompilerPath)
framework=$(property FrameworkPath)
[[ -f $compiler && -d $framework ]] || { echo "precompile: no $compiler or no $framework" >&2; exit 1; }

store=$target.store
rm -rf "$target" "$store"
mkdir -p "$target" "$store"
for folder in "$@"; do
  folder=$(realpath "$folder")
  mkdir -p "$target$folder"
  for assembly in "$folder"/*.dll; do
    # The C# compiler is large, and no test under emulation compiles.
    [[ ${assembly##*/} != Microsoft.CodeAnalysis* ]] || continue
    compiled=$store/$(sha256sum "$assembly" | cut -c 1-32).dll
    if [[ ! -f $compiled ]] && ! answer=$("$compiler" "$assembly" --out "$compiled" --reference "$framework/*.dll" \
      --reference "$folder/*.dll" --targetos linux --targetarch x64 --optimize 2>&1); then
      printf 'precompile: %s: %s\n' "$assembly" "$answer" >&2
      exit 1
    fi
    ln "$compiled" "$target$assembly"
  done
done
rm -rf "$store"

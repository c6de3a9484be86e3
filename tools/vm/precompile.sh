#!/usr/bin/env bash
# Compiles programs to native code before they run under emulation, where the runtime's own compiler is what costs most: the tests of
# one kernel take less than half of the time (`precompile.sh --help` says how it is called).
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/vm/precompile.sh [--arch x64|arm64] TARGET FOLDER...
       tools/vm/precompile.sh --runtime x64|arm64

Writes each assembly (.dll) of the FOLDERs, compiled by the SDK's ahead-of-time compiler (ReadyToRun, from the package
Microsoft.NETCore.App.Crossgen2), below TARGET by the same absolute path: `cp -r TARGET/. /` puts them in place. The code is the
same, and so are its results; the runtime still compiles anew what runs often. What several folders have is compiled once.

  --arch x64|arm64     the processor (default x64)
  --runtime x64|arm64  only print the folder of the runtime's package for it, which has lib/ and native/
HELP
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
arch=x64 only_runtime=0
case ${1:-} in
  --help | -h) usage && exit 0 ;;
  --arch | --runtime)
    [[ ${2:-} == x64 || ${2:-} == arm64 ]] || { usage >&2; exit 2; }
    [[ $1 == --arch ]] || only_runtime=1
    arch=$2
    shift 2 ;;
esac
((only_runtime || $# >= 2)) || { usage >&2; exit 2; }

project=$here/precompile/Precompile.csproj
property() { dotnet msbuild "$project" -nologo "-getProperty:$1" "-p:Architecture=$arch"; }
# Not by the next line: msbuild restores nothing where it is asked for a property.
dotnet restore "$project" --verbosity quiet "-p:Architecture=$arch" >&2
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//; s|/*$||')
compiler=$packages/$(property CompilerPath)
runtime=$packages/$(property RuntimePath)
framework=$(echo "$runtime"/lib/*)
[[ -f $compiler && -d $framework ]] || { echo "precompile: no $compiler or no $runtime" >&2; exit 1; }
if ((only_runtime)); then printf '%s\n' "$runtime"; exit 0; fi

target=$1
shift
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
      --reference "$folder/*.dll" --targetos linux --targetarch "$arch" --optimize 2>&1); then
      printf 'precompile: %s: %s\n' "$assembly" "$answer" >&2
      exit 1
    fi
    ln "$compiled" "$target$assembly"
  done
done
rm -rf "$store"

# shellcheck shell=bash
# What the scripts of this folder share. Sourced; the caller has set -euo pipefail and a function `say` that writes one
# line to stderr.

benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$benchmarks")
native=$benchmarks/native/bin
# shellcheck disable=SC2034  # for those who source this
program=$benchmarks/DaxNative.Benchmarks/bin/Release/net10.0/DaxNative.Benchmarks.dll
# shellcheck disable=SC2034
peers_program=$benchmarks/DaxNative.Benchmarks.Peers/bin/Release/net10.0/DaxNative.Benchmarks.Peers.dll
# shellcheck source-path=SCRIPTDIR source=../tools/vm/packages.sh
. "$root/tools/vm/packages.sh"

# A folder in memory that goes with the script, however it ends; and the program that it was waiting for.
scratch='' mounted='' child=''
clean_up() {
  trap '' INT TERM HUP
  [[ -z $child ]] || { kill -TERM "$child" 2>/dev/null && wait "$child"; } || true
  [[ -z $mounted ]] || umount "$mounted" || true
  [[ -z $scratch ]] || rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# In pages of 2 MiB where this user may mount, as a file on a DAX file system has them: with those of 4 KiB, a store behind a fence
# waits for the page table, longer or shorter by where the kernel found memory for whom.
make_scratch() {
  scratch=$(mktemp -d /dev/shm/daxnative-benchmarks.XXXXXX)
  if ((EUID == 0)) && mount -t tmpfs -o huge=always,size=90% daxnative-benchmarks "$scratch" 2>/dev/null; then
    mounted=$scratch
  fi
}

# attended COMMAND...: runs it so that a signal to this script is acted upon at once.
attended() {
  local status=0
  "$@" &
  child=$!
  wait "$child" || status=$?
  child=''
  return "$status"
}

# build_program PROJECT: with what it needs.
build_program() {
  say "building the program"
  attended dotnet build "$benchmarks/$1" -c Release --nologo -v quiet --disable-build-servers >&2
}

# The peers: C against the distribution's libraries, and Java where there is a JDK.
build_peers() {
  local cc=(gcc -O2 -std=gnu11 -Wall -Wextra -Werror -fPIC -shared -I "$benchmarks/native") library
  require_packages "the peers" peers || return 1
  say "building the peers"
  rm -rf "$native"
  mkdir -p "$native"
  "${cc[@]}" -o "$native/liblimit.so" "$benchmarks"/native/limit-*.c "$benchmarks/native/control.c" \
    "$benchmarks/native/dirty.c"
  for library in libpmem libpmem2 libpmemlog libpmemobj; do
    "${cc[@]}" -o "$native/libpeer-$library.so" "$benchmarks/native/peer-$library.c" "-l${library#lib}"
  done
  if command -v javac >/dev/null && command -v java >/dev/null; then
    javac -nowarn --add-exports java.base/jdk.internal.misc=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED \
      -d "$native" "$benchmarks/java/WriteBack.java" 2>"$native/javac.log" || { cat "$native/javac.log" >&2; return 1; }
  fi
}

# listing_of METHOD...: the machine code of the last tier, as the JIT lists it, after two busy seconds.
listing_of() {
  DOTNET_JitDisasm="$*" DOTNET_JitStdOutFile=$scratch/listing attended dotnet "$program" hot-loop "$scratch"
  awk '/^; Assembly listing for method/ { last = /Tier1/ } last' "$scratch/listing"
}

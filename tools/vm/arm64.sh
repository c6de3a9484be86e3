# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the runner sets tools, and reads what is set here
# The root file system of an Arm64 guest: Debian's packages, unpacked, with the .NET runtime in /usr/share/dotnet. Made once, then
# taken from the cache. Sourced by pmem-vm.sh, behind packages.sh and kernel.sh.

arm64_packages=bash,coreutils,ndctl,daxctl,e2fsprogs,xfsprogs,kmod,mount,util-linux,procps,strace,dmsetup,fdisk,hostname,libstdc++6,busybox-static

# The host of the runtime (`dotnet`) is in no package: this calls the same library as that does.
write_dotnet_host() { # FILE LIBRARY
  aarch64-linux-gnu-gcc -Os -x c -o "$1" - <<C
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    void *library = dlopen("$2", RTLD_NOW);
    int (*run)(int, char **) = library ? (int (*)(int, char **))dlsym(library, "hostfxr_main") : 0;
    if (!run) {
        fprintf(stderr, "dotnet: %s\n", dlerror());
        return 1;
    }
    argv[0] = "/usr/share/dotnet/dotnet";
    return run(argc, argv);
}
C
}

# unpack_arm64_debian FOLDER: debootstrap unpacks what it calls required, and nobody can configure packages for another machine.
unpack_arm64_debian() {
  local mirror deb
  mirror=$(debian_mirror) || { say "this machine's package sources name no Debian mirror"; return 1; }
  debootstrap --arch=arm64 --variant=minbase --foreign "--include=$arm64_packages" bookworm "$1" "$mirror" >"$1.log" 2>&1 ||
    { tail -n 20 "$1.log" >&2; return 1; }
  for deb in "$1"/var/cache/apt/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$1" || return 1
  done
  rm -rf "$1/var/cache/apt/archives" "$1/debootstrap" "$1/proc"
  mkdir "$1/proc" || return 1
  # What the packages would do when they are configured.
  ln -sf mawk "$1/usr/bin/awk" && cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd" && cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
}

# put_arm64_runtime FOLDER: PACK is the runtime pack that precompile.sh restores.
put_arm64_runtime() {
  local version=$2 pack=$3 dotnet=$1/usr/share/dotnet library=host/fxr/$2/libhostfxr.so
  mkdir -p "$dotnet/${library%/*}" "$dotnet/shared/Microsoft.NETCore.App/$version" || return 1
  cp "$pack"/lib/*/* "$pack"/native/* "$dotnet/shared/Microsoft.NETCore.App/$version/" || return 1
  mv "$dotnet/shared/Microsoft.NETCore.App/$version/libhostfxr.so" "$dotnet/$library" || return 1
  write_dotnet_host "$dotnet/dotnet" "/usr/share/dotnet/$library" && ln -sf ../share/dotnet/dotnet "$1/usr/bin/dotnet"
}

# prepare_arm64_root: sets guest_root. Its caller looks at the status: there is no set -e in here.
prepare_arm64_root() {
  local cache version pack work
  cache=$(cache_root)
  mkdir -p "$cache" || return 1
  pack=$("$tools/vm/precompile.sh" --runtime arm64) || return 1
  version=$(basename "$(dirname "$(dirname "$pack")")")
  guest_root=$cache/arm64-$(printf '%s\n' "$version" "$(cat "${BASH_SOURCE[0]}")" | cksum | cut -d ' ' -f 1)
  exec {cache_lock}>"$cache/lock" || return 1
  flock "$cache_lock" || return 1
  if [[ ! -d $guest_root ]]; then
    say "making the root file system of the Arm64 guest in $guest_root (once; a minute or two)"
    work=$guest_root.new
    rm -rf --one-file-system "$work"
    if ! unpack_arm64_debian "$work" || ! put_arm64_runtime "$work" "$version" "$pack" || ! mv -T "$work" "$guest_root"; then
      rm -rf --one-file-system "$work"
      say "the root file system of the Arm64 guest could not be made: see above"
      return 1
    fi
  fi
  exec {cache_lock}>&-
}

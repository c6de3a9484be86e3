# shellcheck shell=bash
# shellcheck disable=SC2034 # the runner reads what is set here
# The guest's kernel and initramfs, downloaded and built once, then taken from the cache. Sourced by pmem-vm.sh.
# Nothing is installed on this machine: the kernel package is only unpacked.

# Modules that the guest always has. Their order is the order of loading: checksums before the file systems that want
# them at once, the bus before the devices. kmem is left out on purpose: it would take the soft-reserved range for system
# memory before anybody could look at it. It loads on demand (`modprobe kmem`), as brd does.
guest_modules=(virtio_pci virtio_console fuse virtiofs overlay virtio_blk crc32c_generic crc32c-intel ext4 xfs dm_mod loop
  libnvdimm nd_e820 nfit nd_btt nd_pmem virtio_pmem device_dax dax_pmem dax_hmem cxl_acpi cxl_pci cxl_mem cxl_pmem)

cache_root() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/daxnative-vm"; }

# kernel_package 6.12|6.1: the name of the newest kernel package of that series.
kernel_package() {
  local meta=linux-image-6.12-cloud-amd64
  [[ $1 == 6.12 ]] || meta=linux-image-amd64
  apt-cache depends "$meta" 2>/dev/null | awk '/Depends: linux-image-/ { print $2; exit }'
}

# download_kernel SERIES FOLDER: unpacks the kernel package into FOLDER, whole or not at all.
download_kernel() {
  local series=$1 target=$2 package='' work=$2.new
  rm -rf "$work"
  mkdir -p "$work/deb"
  if command -v apt-cache >/dev/null; then
    package=$(kernel_package "$series")
    # Old package lists name no kernel, or one that the mirror has replaced since: read them again, once.
    if [[ -z $package ]] || ! (cd "$work/deb" && apt_quietly download "$package" 2>/dev/null); then
      ((EUID != 0)) || apt_quietly update || true
      package=$(kernel_package "$series")
      [[ -z $package ]] || (cd "$work/deb" && apt_quietly download "$package") || package=''
    fi
  fi
  if [[ -z $package || $package != linux-image-"$series".* ]]; then
    rm -rf "$work"
    say "no package of a $series kernel can be had here (the kernels of this recipe are in Debian 12: run apt-get update)"
    say "give a kernel by hand instead: --image /boot/vmlinuz-VERSION --modules / (a folder that has lib/modules/VERSION)"
    return 1
  fi
  say "unpacking $package into $target (once)"
  dpkg -x "$work"/deb/*.deb "$work"
  rm -rf "$work/deb"
  depmod -b "$work" "$(ls "$work/lib/modules")"
  mv -T "$work" "$target"
}

# image_version VMLINUZ: the version that the boot header of an x86 kernel image names.
image_version() {
  local offset
  [[ $(dd if="$1" bs=1 skip=514 count=4 status=none | tr -d '\0') == HdrS ]] || return 1
  offset=$(od -An -tu2 -j 526 -N 2 "$1")
  dd if="$1" bs=1 skip=$((offset + 512)) count=100 status=none | tr '\0' '\n' | awk 'NR == 1 { print $1 }'
}

# build_initramfs VERSION MODULE_ROOT INIT TARGET
build_initramfs() {
  local version=$1 modules=$2 init=$3 target=$4 root module name number=100
  root=$(mktemp -d "$target.XXXXXX")
  mkdir -p "$root"/{bin,mods,proc,sys,dev,newroot,lower,upper}
  cp "$(command -v busybox)" "$root/bin/busybox"
  cp "$init" "$root/init"
  chmod +x "$root/init"
  while read -r module; do
    name=$(basename "$module")
    case $name in
      *.xz) xz -dc "$module" >"$root/mods/$number-${name%.xz}" ;;
      *.zst) zstd -dcq "$module" >"$root/mods/$number-${name%.zst}" ;;
      *.gz) gzip -dc "$module" >"$root/mods/$number-${name%.gz}" ;;
      *) cp "$module" "$root/mods/$number-$name" ;;
    esac
    number=$((number + 1))
  done < <(for module in "${guest_modules[@]}"; do
    # A kernel may lack one, or have it built in: that must not end the list.
    modprobe -d "$modules" -S "$version" --ignore-install --show-depends "$module" 2>/dev/null | awk '/^insmod/ { print $2 }' || true
  done | awk '!seen[$0]++')
  (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$target.new"
  rm -rf "$root"
  mv "$target.new" "$target"
}

# prepare_kernel SERIES IMAGE MODULES INIT: sets kernel_image, kernel_version, kernel_modules and kernel_initramfs.
# IMAGE and MODULES are empty for the cached kernel of the series.
prepare_kernel() {
  local series=$1 image=$2 modules=$3 init=$4 cache key
  cache=$(cache_root)
  mkdir -p "$cache"
  # Runs that start together build the cache one after the other; the lock goes with the descriptor, however this ends.
  exec {cache_lock}>"$cache/lock"
  flock "$cache_lock"
  if [[ -n $image ]]; then
    kernel_image=$image
    kernel_modules=${modules:-/}
  else
    [[ -d $cache/$series ]] || download_kernel "$series" "$cache/$series" || return 1
    kernel_image=$(echo "$cache/$series"/boot/vmlinuz-*)
    kernel_modules=$cache/$series
  fi
  kernel_version=$(image_version "$kernel_image") || { say "$kernel_image is not an x86 kernel image (bzImage)"; return 1; }
  [[ -d $kernel_modules/lib/modules/$kernel_version ]] ||
    { say "no modules for $kernel_image: --modules must name the folder that has lib/modules/$kernel_version"; return 1; }
  key=$(printf '%s\n' "$kernel_modules" "${guest_modules[*]}" "$(declare -f build_initramfs)" "$(cat "$init")" | cksum | cut -d ' ' -f 1)
  kernel_initramfs=$cache/initramfs-$kernel_version-$key.gz
  [[ -s $kernel_initramfs ]] || build_initramfs "$kernel_version" "$kernel_modules" "$init" "$kernel_initramfs"
  exec {cache_lock}>&-
}

# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the runner sets debian_arch and guest_busybox, and reads what is set here
# The guest's kernel and initramfs, downloaded and built once, then taken from the cache. Sourced by pmem-vm.sh.
# Nothing is installed on this machine: the kernel package is only unpacked.

# Modules that the guest always has. Their order is the order of loading: checksums before the file systems that want
# them at once, the bus before the devices. kmem is left out on purpose: it would take the soft-reserved range for system
# memory before anybody could look at it. It loads on demand (`modprobe kmem`), as brd does.
guest_modules=(virtio_pci virtio_console fuse virtiofs overlay virtio_blk crc32c_generic crc32c-intel ext4 xfs dm_mod loop
  libnvdimm nd_e820 nfit nd_btt nd_pmem virtio_pmem device_dax dax_pmem dax_hmem cxl_acpi cxl_pci cxl_mem cxl_pmem)

cache_root() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/daxnative-vm"; }

# kernel_packages SERIES: the names of the newest packages of that series, and of debian_arch, that kernel_apt's lists have.
kernel_packages() {
  local version
  case $1 in
    6.12) apt-cache depends linux-image-6.12-cloud-amd64 2>/dev/null | awk '/Depends: linux-image-6\.12\./ { print $2; exit }' ;;
    6.1) apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image-6\.1\./ { print $2; exit }' ;;
    # Since 7.x the image package is empty and depends on these. The cloud flavour has no device-dax.
    7.3)
      version=$(apt-cache "${kernel_apt[@]}" pkgnames linux-binary-7.3. 2>/dev/null |
        sed -nE "s/^linux-binary-([0-9.]+\\+deb[0-9]+-$debian_arch)\$/\\1/p" | sort -V | tail -n 1)
      [[ -z $version ]] || printf '%s\n' "linux-base-$version" "linux-binary-$version" "linux-modules-$version" ;;
  esac
}

# own_lists FOLDER: package lists of the suite that has Linux 7, apart from this machine's, which stay as they are.
own_lists() {
  local mirror keyring=/usr/share/keyrings/debian-archive-trixie-automatic.gpg
  require_packages "Debian's newest kernel" kernel-7 || return 1
  mirror=$(debian_mirror) || { say "this machine's package sources name no Debian mirror"; return 1; }
  mkdir -p "$1"/{lists/partial,cache/archives/partial}
  printf 'deb [signed-by=%s] %s trixie-backports main\n' "$keyring" "$mirror" >"$1/sources.list"
  kernel_apt=(-o "Dir::Etc::sourcelist=$1/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache" -o Acquire::Languages=none)
  # What is installed here is of another architecture, and does not count.
  [[ $debian_arch == amd64 ]] || kernel_apt+=(-o "APT::Architecture=$debian_arch" -o "APT::Architectures::=$debian_arch" -o Dir::State::status=/dev/null)
}

# fetch_kernel SERIES FOLDER: downloads the packages into FOLDER/deb; sets packages to their names.
fetch_kernel() {
  local series=$1 folder=$2
  packages=() kernel_apt=()
  command -v apt-cache >/dev/null || return 1
  if [[ $series == 7.3 ]]; then
    own_lists "$folder/apt" || return 1
    apt_quietly "${kernel_apt[@]}" update || return 1
  else
    mapfile -t packages < <(kernel_packages "$series")
    if ((${#packages[@]} > 0)) && (cd "$folder/deb" && apt_quietly download "${packages[@]}" 2>/dev/null); then return 0; fi
    # Old package lists name no kernel, or one that the mirror has replaced since: read them again, once.
    ((EUID != 0)) || apt_quietly update || true
  fi
  mapfile -t packages < <(kernel_packages "$series")
  ((${#packages[@]} > 0)) && (cd "$folder/deb" && apt_quietly "${kernel_apt[@]}" download "${packages[@]}")
}

# unpack_kernel FOLDER: from FOLDER/deb into FOLDER.
unpack_kernel() {
  local work=$1 deb version
  for deb in "$work"/deb/*.deb; do dpkg -x "$deb" "$work" || return 1; done
  rm -rf "$work/deb" "$work/apt"
  if [[ -d $work/usr/lib/modules ]]; then
    mv "$work/usr/lib" "$work/lib" || return 1
    mkdir -p "$work/boot" || return 1
    for version in "$work"/lib/modules/*; do mv "$version/vmlinuz" "$work/boot/vmlinuz-${version##*/}" || return 1; done
  fi
  depmod -b "$work" "$(ls "$work/lib/modules")"
}

# download_kernel SERIES FOLDER: unpacks the kernel into FOLDER, whole or not at all: boot/vmlinuz-VERSION and lib/modules.
download_kernel() {
  local series=$1 target=$2 work=$2.new packages
  rm -rf "$work"
  mkdir -p "$work/deb" || return 1
  if ! fetch_kernel "$series" "$work"; then
    rm -rf "$work"
    say "no package of a $series kernel can be had here (6.12 and 6.1 are in Debian 12, 7.3 in Debian 13's backports on the same mirror)"
    say "give a kernel by hand instead: --image /boot/vmlinuz-VERSION --modules / (a folder that has lib/modules/VERSION)"
    return 1
  fi
  say "unpacking ${packages[*]} into $target (once)"
  if ! unpack_kernel "$work" || ! mv -T "$work" "$target"; then
    rm -rf "$work"
    say "the kernel could not be unpacked: see above"
    return 1
  fi
}

# image_version VMLINUZ: the version that the boot header of an x86 kernel image names.
image_version() {
  local offset
  [[ $(dd if="$1" bs=1 skip=514 count=4 status=none | tr -d '\0') == HdrS ]] || return 1
  offset=$(od -An -tu2 -j 526 -N 2 "$1")
  dd if="$1" bs=1 skip=$((offset + 512)) count=100 status=none | tr '\0' '\n' | awk 'NR == 1 { print $1 }'
}

# pack_initramfs VERSION MODULE_ROOT INIT FOLDER: makes its tree in FOLDER and writes it to the standard output.
pack_initramfs() {
  local version=$1 modules=$2 init=$3 root=$4 module name number=100
  mkdir -p "$root"/{bin,mods,proc,sys,dev,newroot,lower,upper} || return 1
  cp "$guest_busybox" "$root/bin/busybox" || return 1
  cp "$init" "$root/init" || return 1
  chmod +x "$root/init" || return 1
  while read -r module; do
    name=$(basename "$module")
    case $name in
      *.xz) xz -dc "$module" >"$root/mods/$number-${name%.xz}" ;;
      *.zst) zstd -dcq "$module" >"$root/mods/$number-${name%.zst}" ;;
      *.gz) gzip -dc "$module" >"$root/mods/$number-${name%.gz}" ;;
      *) cp "$module" "$root/mods/$number-$name" ;;
    esac || return 1
    number=$((number + 1))
  done < <(for module in "${guest_modules[@]}"; do
    # A kernel may lack one, or have it built in: that must not end the list.
    modprobe -d "$modules" -S "$version" --ignore-install --show-depends "$module" 2>/dev/null | awk '/^insmod/ { print $2 }' || true
  done | awk '!seen[$0]++')
  (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1)
}

# build_initramfs VERSION MODULE_ROOT INIT TARGET: whole or not at all.
build_initramfs() {
  local work status=0
  work=$(mktemp -d "$4.XXXXXX") || return 1
  pack_initramfs "$1" "$2" "$3" "$work/root" >"$work/image" && mv "$work/image" "$4" || status=1
  rm -rf "$work"
  ((status == 0)) || say "the initramfs could not be built: see above"
  return "$status"
}

# prepare_kernel SERIES IMAGE MODULES INIT: for debian_arch. Sets kernel_image, kernel_version, kernel_modules and kernel_initramfs.
# IMAGE and MODULES are empty for the cached kernel of the series. Its caller looks at the status, and then bash has no set -e in
# here: each step that can fail says so itself.
prepare_kernel() {
  local series=$1 image=$2 modules=$3 init=$4 cache key folder
  cache=$(cache_root)
  mkdir -p "$cache" || return 1
  # Runs that start together build the cache one after the other; the lock goes with the descriptor, however this ends.
  exec {cache_lock}>"$cache/lock" || return 1
  flock "$cache_lock" || return 1
  # What runs that were killed have left: nobody else builds now.
  rm -rf "$cache"/initramfs-*.gz.*
  if [[ -n $image ]]; then
    kernel_image=$image
    kernel_modules=${modules:-/}
    kernel_version=$(image_version "$image") || { say "$image is not an x86 kernel image (bzImage)"; return 1; }
  else
    folder=$cache/$series
    [[ $debian_arch == amd64 ]] || folder+=-$debian_arch
    [[ -d $folder ]] || download_kernel "$series" "$folder" || return 1
    kernel_image=$(echo "$folder"/boot/vmlinuz-*)
    kernel_modules=$folder
    kernel_version=${kernel_image##*/vmlinuz-}
  fi
  [[ -d $kernel_modules/lib/modules/$kernel_version ]] ||
    { say "no modules for $kernel_image: --modules must name the folder that has lib/modules/$kernel_version"; return 1; }
  key=$(printf '%s\n' "$kernel_modules" "${guest_modules[*]}" "$(declare -f pack_initramfs)" "$(cat "$init")" | cksum | cut -d ' ' -f 1)
  kernel_initramfs=$cache/initramfs-$kernel_version-$key.gz
  [[ -s $kernel_initramfs ]] || build_initramfs "$kernel_version" "$kernel_modules" "$init" "$kernel_initramfs" || return 1
  exec {cache_lock}>&-
}

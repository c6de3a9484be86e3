#!/usr/bin/env bash
# Runs one command on a real Linux kernel with emulated persistent memory: `pmem-vm.sh --help` says how.
# shellcheck disable=SC2034,SC2154 # the parts below tools/vm share these variables
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: tools/pmem-vm.sh run [OPTIONS] -- COMMAND [ARGUMENT...]
       tools/pmem-vm.sh run [OPTIONS] --shell [-- COMMAND...]

Boots a throw-away virtual machine (QEMU, software emulation) and runs COMMAND in it as root, in the same folder, over
this machine's own root file system: everything installed and built here is there. What the command writes is gone
afterwards, except in the folder $DAXNATIVE_VM_OUT (--out) and on the NVDIMM file (--nvdimm).
Output and exit status are the command's own.

  --arch x86-64|arm64    the architecture (default x86-64). The Arm64 guest has a root file system of its own (Debian 12, the .NET
                         runtime, no SDK); this checkout is in its own place there too, and this machine's root at /host
  --kernel 6.12|6.1|7.3  the kernel series (default 6.12, with arm64 7.3, which alone has DAX there): Debian packages, unpacked
                         into the cache, not installed
  --image VMLINUZ        another kernel image, with
  --modules DIR            the folder that has its lib/modules/VERSION (default /)
  --persistence cpu|mem-ctrl
                         the persistence domain of the NVDIMM (default mem-ctrl on 6.1 and on Arm64, else cpu)
  --nvdimm FILE          the NVDIMM's contents, kept from boot to boot (made, sparse, if missing; default: a fresh one)
  --nvdimm-size SIZE     its size (default 8G)
  --cxl                  add a CXL type 3 device (bound by 6.1; for discovery and mapping, its data does not stick)
  --memory SIZE          ordinary memory beside the persistent (default 4G)
  --idle SECONDS         end it when nothing has moved for so long: the output, the console, the files in --out
                         (default 600; a slow machine is no reason to end it, one that stands still is)
  --timeout SECONDS      end it after so long even while it moves (default 14400)
  --out DIR              the host's folder behind $DAXNATIVE_VM_OUT
  --keep                 keep disks and logs and say where they are
  --append ARGUMENTS     more for the kernel's command line
  --cpus NUMBER          the guest's CPUs (default 2)
  --qemu ARGUMENT        one more argument for QEMU (may be repeated)
  --kvm                  hardware virtualisation instead of software emulation
  --shell                an interactive shell on the console (after COMMAND, if there is one)

The guest has: six e820 regions (2 GiB and 5 x 512 MiB), one labelled NVDIMM, three virtio-pmem devices, a plain
virtio disk, a volatile soft-reserved range for dax_hmem. The Arm64 guest has the NVDIMM and the disk alone.
Variables DAXNATIVE_* and DOTNET_* go into it. What DAXNATIVE_PRECOMPILED names (tools/vm/precompile.sh) is put in place there.
While it runs, DIR/.vm of --out has qemu.pid and console.log.

Exit status: the command's; 124 when one of the two limits ended it; 125 when the VM could not start or ended without a result; 2 for
wrong usage. Cache: ${XDG_CACHE_HOME:-~/.cache}/daxnative-vm (remove it to get newer kernels).
HELP
}

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
say() { printf 'pmem-vm: %s\n' "$*" >&2; }
fail() { local status=$1; shift; say "$@"; exit "$status"; }
# shellcheck source-path=SCRIPTDIR source=vm/packages.sh
. "$tools/vm/packages.sh"
# shellcheck source-path=SCRIPTDIR source=vm/kernel.sh
. "$tools/vm/kernel.sh"
# shellcheck source-path=SCRIPTDIR source=vm/devices.sh
. "$tools/vm/devices.sh"
# shellcheck source-path=SCRIPTDIR source=vm/guest.sh
. "$tools/vm/guest.sh"
# shellcheck source-path=SCRIPTDIR source=vm/arm64.sh
. "$tools/vm/arm64.sh"

parse_options() {
  guest_arch=x86-64 series='' image='' modules='' persistence='' nvdimm_file='' nvdimm_size=8G memory=4G idle_limit=600 time_limit=14400 out='' kernel_arguments=''
  use_cxl=0 use_kvm=0 use_shell=0 keep=0 command=()
  cpus=2 more_qemu=()
  while (($# > 0)); do
    case $1 in
      --arch | --kernel | --image | --modules | --persistence | --nvdimm | --nvdimm-size | --memory | --idle | --timeout | --out | --append | --cpus | --qemu)
        (($# > 1)) || fail 2 "$1 wants a value (--help)" ;;&
      --arch) guest_arch=$2 && shift ;;
      --kernel) series=$2 && shift ;;
      --image) image=$2 && shift ;;
      --modules) modules=$2 && shift ;;
      --persistence) persistence=$2 && shift ;;
      --nvdimm) nvdimm_file=$2 && shift ;;
      --nvdimm-size) nvdimm_size=$2 && shift ;;
      --memory) memory=$2 && shift ;;
      --idle) idle_limit=$2 && shift ;;
      --timeout) time_limit=$2 && shift ;;
      --out) out=$2 && shift ;;
      --append) kernel_arguments=$2 && shift ;;
      --cpus) cpus=$2 && shift ;;
      --qemu) more_qemu+=("$2") && shift ;;
      --cxl) use_cxl=1 ;;
      --kvm) use_kvm=1 ;;
      --shell) use_shell=1 ;;
      --keep) keep=1 ;;
      --help | -h) usage && exit 0 ;;
      --) shift && command=("$@") && break ;;
      *) fail 2 "unknown option $1 (the command comes after --; see --help)" ;;
    esac
    shift
  done
  case $guest_arch in
    x86-64) series=${series:-6.12} ;;
    arm64)
      series=${series:-7.3}
      [[ $series == 7.3 ]] || fail 2 "--arch arm64 has kernel 7.3 alone: Debian's earlier ones for Arm64 have no DAX"
      [[ -z $image$modules && $use_cxl$use_kvm == 00 ]] || fail 2 "--image, --modules, --cxl and --kvm are not for --arch arm64" ;;
    *) fail 2 "--arch must be x86-64 or arm64, not $guest_arch" ;;
  esac
  case $series in 6.12 | 6.1 | 7.3) ;; *) fail 2 "--kernel must be 6.12, 6.1 or 7.3, not $series" ;; esac
  [[ -n $persistence ]] || { [[ $series == 6.1 || $guest_arch == arm64 ]] && persistence=mem-ctrl || persistence=cpu; }
  [[ $persistence == cpu || $persistence == mem-ctrl ]] || fail 2 "--persistence must be cpu or mem-ctrl, not $persistence"
  [[ $idle_limit =~ ^[1-9][0-9]*$ ]] || fail 2 "--idle must be a number of seconds, not $idle_limit"
  [[ $time_limit =~ ^[1-9][0-9]*$ ]] || fail 2 "--timeout must be a number of seconds, not $time_limit"
  [[ $cpus =~ ^[1-9][0-9]*$ ]] || fail 2 "--cpus must be a number, not $cpus"
  memory_mib=$(mib_of "$memory") || memory_mib=0
  ((memory_mib >= 1024)) || fail 2 "--memory must be a size of 1G or more, not $memory"
  mib_of "$nvdimm_size" >/dev/null || fail 2 "--nvdimm-size must be a size such as 8G, not $nvdimm_size"
  [[ -z $image || -r $image ]] || fail 2 "--image: $image cannot be read"
  ((use_shell || ${#command[@]} > 0)) || fail 2 "no command given: put it after -- (or use --shell)"
}

check_machine() {
  require_packages "the VM" vm || exit 125
  virtiofsd=$(find /usr/lib/qemu/virtiofsd /usr/libexec/virtiofsd -maxdepth 0 2>/dev/null | head -n 1 || true)
  ! ldd "$(command -v busybox)" >/dev/null 2>&1 ||
    fail 125 "busybox is linked dynamically and cannot run in an initramfs: apt-get install busybox-static"
  ((EUID == 0)) || fail 125 "needs root, because the guest's root file system is this machine's, served by virtiofsd: use sudo"
  [[ $guest_arch == x86-64 ]] || require_packages "the Arm64 VM" arm64 || exit 125
  ((!use_kvm)) || [[ -w /dev/kvm ]] || fail 125 "--kvm: /dev/kvm is not there or not writable; leave the option out"
}

# Whatever ends this script, what it started ends before it; setpriv does the same when it is killed outright.
started=()
run='' terminal=''
# The lock on the NVDIMM goes to QEMU alone: what a helper started may live on for a second (idle.sh's sleep), and held the next
# VM off. <&0: else bash gives it /dev/null.
start() {
  { [[ $1 == qemu-* ]] || exec {nvdimm_lock}<&-; exec setpriv --pdeathsig KILL "$@"; } <&0 &
  started+=($!)
}
any_alive() { local pid; for pid in "$@"; do ! kill -0 "$pid" 2>/dev/null || return 0; done; return 1; }
stop() {
  (($# > 0)) || return 0
  kill -TERM "$@" 2>/dev/null || true
  for _ in {1..50}; do any_alive "$@" || break; sleep 0.1; done
  kill -KILL "$@" 2>/dev/null || true
  wait "$@" 2>/dev/null || true
}
end_all() {
  stop "${started[@]}"
  [[ -z $terminal ]] || stty "$terminal" || true
  [[ -z $run ]] || { ((keep)) && say "kept: $run"; } || rm -rf "$run"
}
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM HUP
  end_all
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

prepare_folders() {
  run=$(mktemp -d "${TMPDIR:-/tmp}/daxnative-vm.XXXXXX")
  out=${out:-$run/out}
  mkdir -p "$out/.vm"
  out=$(cd "$out" && pwd)
  rm -f "$out/.vm/"{booted,exit-code,qemu.pid,console.log}
  mkfifo "$run/stdout" "$run/stderr"
  nvdimm_file=${nvdimm_file:-$run/nvdimm.img}
  [[ -s $nvdimm_file ]] || truncate -s "$(mib_of "$nvdimm_size")M" "$nvdimm_file"
  exec {nvdimm_lock}<"$nvdimm_file"
  flock -n "$nvdimm_lock" || fail 125 "$nvdimm_file is in use by another VM: wait for its end, or use another file"
}

# The folders that the guest sees: its root, the output, and where its root is not this machine's that one as well.
start_file_servers() {
  local share sources=("$guest_root" "$out" /) caches=(always none always) i ready
  shares=(root out)
  [[ -z $host ]] || shares+=(host)
  for i in "${!shares[@]}"; do
    share=${shares[i]}
    start "$virtiofsd" --socket-path="$run/$share.sock" -o source="${sources[i]}" -o cache="${caches[i]}" -o sandbox=chroot >"$run/$share.log" 2>&1
  done
  for _ in {1..100}; do
    ready=1
    for share in "${shares[@]}"; do [[ -S $run/$share.sock ]] || ready=0; done
    ((!ready)) || return 0
    sleep 0.1
  done
  cat "$run"/*.log >&2
  fail 125 "virtiofsd did not start (it needs root and the right to chroot)"
}

# Sets qemu_status; 124 after one of the limits, which ended_by then names.
run_qemu() {
  local pumps=() emulator limits=() still=() ended pump fd channel
  start cat "$run/stdout"; pumps+=("${started[-1]}")
  start cat "$run/stderr" >&2; pumps+=("${started[-1]}")
  local input=/dev/null output=$out/.vm/qemu.log
  if ((use_shell)); then
    input=/dev/stdin output=/dev/stdout
    terminal=$(stty -g 2>/dev/null || true)
  fi
  start "$qemu" "${qemu_machine[@]}" "${qemu_channels[@]}" "${qemu_cxl[@]}" "${more_qemu[@]}" -pidfile "$out/.vm/qemu.pid" \
    -kernel "$kernel_image" -initrd "$kernel_initramfs" -append "$(kernel_command_line)" <"$input" >"$output" 2>&1
  emulator=${started[-1]}
  qemu_status=0
  if ((use_shell)); then
    wait "$emulator" || qemu_status=$?
  else
    start sleep "$time_limit"; limits+=("${started[-1]}")
    for pump in "${pumps[@]}"; do still+=("/proc/$pump/io"); done
    start "$tools/vm/idle.sh" "$idle_limit" "${still[@]}" "$out"; limits+=("${started[-1]}")
    wait -n -p ended "$emulator" "${limits[@]}" "${pumps[@]}" || qemu_status=$?
    if [[ " ${pumps[*]} " == *" $ended "* ]]; then
      # Our reader has gone (`| head`), or QEMU is just closing the streams because it ends.
      if ((qemu_status != 0)); then exit 141; fi
      wait -n -p ended "$emulator" "${limits[@]}" || qemu_status=$?
    fi
    case $ended in
      "${limits[0]}") qemu_status=124 ended_by="no end after $time_limit s (--timeout)" ;;
      "${limits[1]}") qemu_status=124 ended_by="nothing moved for $idle_limit s (--idle)" ;;
    esac
    stop "$emulator" "${limits[@]}"
  fi
  # A pump whose QEMU never opened the other end would wait for ever: open and close that end for it.
  for channel in stdout stderr; do exec {fd}<>"$run/$channel"; exec {fd}>&-; done
  wait "${pumps[@]}" || true
}

# Under emulation a kernel falls over now and then while it patches its own code ("Oops: int3"), before the command has begun.
boot_again() {
  say "the emulated kernel panicked before the command began; booting once more"
  # Not clean_up: a signal that is ignored here would stay ignored in the second boot, which nobody could stop then.
  end_all
  trap - EXIT
  exec {nvdimm_lock}<&-
  DAXNATIVE_VM_SECOND_BOOT=1 exec "$tools/pmem-vm.sh" run "${arguments[@]}"
}

report() {
  local control=$out/.vm
  if [[ ! -e $control/booted && -z ${DAXNATIVE_VM_SECOND_BOOT:-} ]] && grep -qs 'Kernel panic' "$control/console.log"; then boot_again; fi
  ((qemu_status != 124)) || fail 124 "$ended_by: the VM was stopped"
  if [[ -s $control/exit-code ]]; then exit "$(<"$control/exit-code")"; fi
  tail -n 40 "$control/console.log" "$control/qemu.log" 2>/dev/null | tr -d '\r' >&2 || true
  fail 125 "the VM ended without a result (QEMU's status $qemu_status); its console is above"
}

case ${1:-} in
  run) shift ;;
  --help | -h | help) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
esac
arguments=("$@")
parse_options "$@"
check_machine
# One place for both streams keeps their lines in order.
merge_output=0
[[ $(readlink /proc/self/fd/1) != "$(readlink /proc/self/fd/2)" ]] || merge_output=1
architecture "$guest_arch"
guest_root=/ host='' guest_busybox=$(command -v busybox)
if [[ $guest_arch == arm64 ]]; then
  prepare_arm64_root || exit 125
  host=/host guest_busybox=$guest_root/bin/busybox
fi
prepare_kernel "$series" "$image" "$modules" "$tools/vm/guest-init" || exit 125
prepare_folders
write_guest_script "$out/.vm/guest.sh" "${command[@]}"
start_file_servers
machine_arguments "$run" "$nvdimm_file"
channel_arguments "$run" "$out/.vm"
cxl_arguments "$run"
run_qemu
report

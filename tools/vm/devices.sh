# shellcheck shell=bash
# shellcheck disable=SC2034,SC2054,SC2154 # options come from the runner; commas belong to QEMU
# The machine of the guest and its emulated persistent memory. Sourced by pmem-vm.sh.

# Ordinary RAM starts again at 4 GiB; there the kernel command line carves ranges out of it, one region each:
#   five e820 pmem ranges behind a large one, then 512 MiB of "specific purpose" memory for dax_hmem, which is volatile.
e820_ranges='2G!4G,512M!6G,512M!6656M,512M!7168M,512M!7680M,512M!8G'
hmem_range='512M%0x220000000-1+0xefffffff'
carved_mib=5120      # what the two lines above take from the RAM above 4 GiB
virtio_pmem_count=3  # ext4, devdax, and one left to the tests

# All that an architecture has of its own.
architecture() {
  case $1 in
    x86-64)
      debian_arch=amd64 qemu=qemu-system-x86_64 console=ttyS0 machine=q35 cpu=max firmware=()
      own_arguments=("memmap=$e820_ranges" "memmap=$hmem_range" no_timer_check) ;;
    arm64)
      # The CPU has DC CVAP. On QEMU 7.2's `max` the runtime ends with "Illegal instruction". No virtio-pmem there.
      debian_arch=arm64 qemu=qemu-system-aarch64 console=ttyAMA0 machine=virt,gic-version=3,acpi=on cpu=neoverse-n1
      # Linux finds an NVDIMM by ACPI, and ACPI by EFI.
      firmware=(-bios /usr/share/qemu-efi-aarch64/QEMU_EFI.fd)
      own_arguments=() carved_mib=0 virtio_pmem_count=0 ;;
  esac
}

mib_of() { # SIZE such as 8G or 512M: prints MiB
  local bytes
  bytes=$(numfmt --from=iec "${1%[iI]*}" 2>/dev/null) || return 1
  ((bytes >= 1 << 20)) && printf '%s\n' $((bytes >> 20))
}

# machine_arguments RUN_FOLDER NVDIMM_FILE: fills the array qemu_machine. Reads the options of the runner.
machine_arguments() {
  local run=$1 nvdimm=$2 i total nvdimm_mib
  total=$((memory_mib + carved_mib))
  nvdimm_mib=$(($(stat -c %s "$nvdimm") >> 20))
  qemu_machine=(-nodefaults -display none -monitor none -no-reboot -nic none
    -smp "$cpus" -m "${total}M,slots=4,maxmem=$((total + nvdimm_mib + 16384))M"
    # Shared, because virtiofsd reads and writes the guest's memory.
    -object "memory-backend-memfd,id=ram,size=${total}M,share=on" -numa node,memdev=ram
    -object "memory-backend-file,id=nv,share=on,mem-path=$nvdimm,size=${nvdimm_mib}M"
    -device nvdimm,id=nvdimm0,memdev=nv,label-size=2M)
  if ((use_kvm)); then qemu_machine+=(-accel kvm -cpu host); else qemu_machine+=(-accel "tcg,thread=multi" -cpu "$cpu"); fi
  for ((i = 0; i < virtio_pmem_count; i++)); do
    truncate -s 512M "$run/virtio-pmem$i.img"
    qemu_machine+=(-object "memory-backend-file,id=vp$i,share=on,mem-path=$run/virtio-pmem$i.img,size=512M"
      -device "virtio-pmem-pci,id=vpm$i,memdev=vp$i")
  done
  truncate -s 512M "$run/plain.img"
  qemu_machine+=(-drive "if=none,id=plain,file=$run/plain.img,format=raw,cache=unsafe" -device virtio-blk-pci,drive=plain)
  local cxl=''
  ((!use_cxl)) || cxl=,cxl=on,cxl-fmw.0.targets.0=cxl.1,cxl-fmw.0.size=4G
  qemu_machine+=(-M "$machine,nvdimm=on,nvdimm-persistence=$persistence$cxl" "${firmware[@]}")
}

# cxl_arguments RUN_FOLDER: fills qemu_cxl. They come last: a device that names no bus would be put on the CXL bridge.
cxl_arguments() {
  local run=$1
  qemu_cxl=()
  ((use_cxl)) || return 0
  truncate -s 512M "$run/cxl.img"
  truncate -s 1M "$run/cxl-labels.img"
  qemu_cxl=(-object "memory-backend-file,id=cxlm,share=on,mem-path=$run/cxl.img,size=512M"
    -object "memory-backend-file,id=cxll,share=on,mem-path=$run/cxl-labels.img,size=1M"
    -device pxb-cxl,bus_nr=12,bus=pcie.0,id=cxl.1 -device cxl-rp,port=0,bus=cxl.1,id=rp0,chassis=0,slot=2
    -device cxl-type3,bus=rp0,memdev=cxlm,lsa=cxll,id=cxl-pmem0)
}

# channel_arguments RUN_FOLDER CONTROL_FOLDER: fills qemu_channels: files, the command's output, the console.
channel_arguments() {
  local run=$1 control=$2 share
  qemu_channels=(-device virtio-serial-pci
    -chardev "file,id=stdout,path=$run/stdout" -device virtserialport,chardev=stdout,name=stdout
    -chardev "file,id=stderr,path=$run/stderr" -device virtserialport,chardev=stderr,name=stderr)
  for share in "${shares[@]}"; do
    qemu_channels+=(-chardev "socket,id=$share,path=$run/$share.sock" -device "vhost-user-fs-pci,queue-size=1024,chardev=$share,tag=$share")
  done
  if ((use_shell)); then
    qemu_channels+=(-chardev stdio,id=console,signal=off -serial chardev:console)
  else
    qemu_channels+=(-serial "file:$control/console.log")
  fi
}

# kernel_command_line: a kernel bug ends the guest at once instead of leaving it half dead until the timeout.
kernel_command_line() {
  printf '%s ' "console=$console" quiet loglevel=3 panic=-1 oops=panic nokaslr mitigations=off audit=0 \
    "${own_arguments[@]}" ${kernel_arguments:+"$kernel_arguments"}
}

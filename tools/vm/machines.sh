# shellcheck shell=bash
# shellcheck disable=SC2034 # the callers read what is set here
# The virtual machines that tests run on, by the names that their options and results have. Sourced.
#   7.3, 6.12   that kernel; the NVDIMM has the persistence domain cpu_cache
#   6.1         the same with memory_controller
#   arm64       7.3 on Arm64, with memory_controller

kernels_of_x86=(7.3 6.12 6.1)

# machine_options NAME: sets machine_options, for pmem-vm.sh, and machine_arch, for precompile.sh. 1: there is no such machine.
machine_options() {
  machine_arch=x64
  case $1 in
    7.3 | 6.12 | 6.1) machine_options=(--kernel "$1") ;;
    arm64) machine_options=(--arch arm64) machine_arch=arm64 ;;
    *) return 1 ;;
  esac
}

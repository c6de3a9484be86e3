# shellcheck shell=bash
# shellcheck disable=SC2154 # options come from the runner
# Writes the script that the guest runs as its process 1. Sourced by pmem-vm.sh.

# exported VARIABLE...: prints export lines for those that are set.
exported() {
  local name
  for name in "$@"; do [[ -z ${!name+set} ]] || printf 'export %s=%q\n' "$name" "${!name}"; done
}

# write_guest_script FILE COMMAND...: reads kernel_version, kernel_modules, series, use_shell, merge_output, console and host.
write_guest_script() {
  local file=$1 name
  shift
  {
    exported PATH HOME USER LANG LC_ALL TZ
    for name in "${!DAXNATIVE_@}" "${!DOTNET_@}"; do exported "$name"; done
    printf 'export DAXNATIVE_VM=1 DAXNATIVE_VM_OUT=/mnt/vm-out DAXNATIVE_VM_KERNEL=%q TERM=%q\n' "$series" "${TERM:-dumb}"
    printf 'modules=%q version=%q folder=%q merge=%q shell=%q size=%q console=%q host=%q checkout=%q\n' \
      "$kernel_modules" "$kernel_version" "$PWD" "$merge_output" "$use_shell" "$(stty size 2>/dev/null </dev/tty || true)" \
      "/dev/$console" "$host" "$(dirname "$tools")"
    printf 'command=('
    (($# == 0)) || printf '%q ' "$@"
    printf ')\n'
    cat <<'GUEST'
: >/mnt/vm-out/.vm/booted
ulimit -c 0; ulimit -n 65536
# A root file system of its own: this machine's is at $host, and of it the checkout in its own place too.
if [[ -n $host ]]; then
  mkdir -p "$host" "$checkout" "$folder" /run/checkout/{upper,work}
  mount -t virtiofs -o ro host "$host"
  mount -t overlay -o "lowerdir=$host$checkout,upperdir=/run/checkout/upper,workdir=/run/checkout/work" overlay "$checkout"
fi
if [[ $modules != / ]]; then
  mkdir -p "/lib/modules/$version"
  mount --bind "$host$modules/lib/modules/$version" "/lib/modules/$version"
fi
# What precompile.sh wrote, in its place: in this guest alone.
[[ -z ${DAXNATIVE_PRECOMPILED:-} ]] || cp -r "$host$DAXNATIVE_PRECOMPILED/." /
in_folder() { cd "$folder" && exec "$@"; }
port() {
  local p
  for p in /sys/class/virtio-ports/*; do [[ $(<"$p/name") != "$1" ]] || echo "/dev/${p##*/}"; done
}
run_with_channels() {
  # Pumps, because a port opens only once and so could not serve a command that opens /dev/stderr again.
  local out err pumps=()
  out=$(port stdout); err=$(port stderr)
  mkfifo /run/stdout /run/stderr
  cat /run/stdout >"$out" & pumps+=($!)
  if ((merge)); then
    (in_folder "$@") </dev/null >/run/stdout 2>&1
    status=$?
  else
    cat /run/stderr >"$err" & pumps+=($!)
    (in_folder "$@") </dev/null >/run/stdout 2>/run/stderr
    status=$?
  fi
  # A process that the command left behind may hold its output open for ever.
  for _ in {1..20}; do kill -0 "${pumps[@]}" 2>/dev/null || break; sleep 0.1; done
}
status=0
if ((shell)); then
  [[ -z $size ]] || stty rows "${size% *}" cols "${size#* }" <"$console"
  ((${#command[@]} == 0)) || (in_folder "${command[@]}") <>"$console" >&0 2>&1
  echo "The shell of the guest: exit ends the VM." >"$console"
  (cd "$folder" && exec setsid -c bash -i) <>"$console" >&0 2>&1
  status=$?
else
  run_with_channels "${command[@]}"
fi
sync
echo "$status" >/mnt/vm-out/.vm/exit-code
# The shell reads this script while it runs it: nothing of it may be read after the power is off.
{ echo o >/proc/sysrq-trigger; while :; do :; done; }
GUEST
  } >"$file"
}

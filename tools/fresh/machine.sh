# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # folders come from fresh-machine.sh
# A bare Debian 12 in a folder. Sourced by fresh-machine.sh.

# What the packages of the SDK depend on (dotnet-runtime-deps), and nothing else.
sdk_needs=ca-certificates,libc6,libgcc-s1,libgssapi-krb5-2,libicu72,libssl3,libstdc++6,tzdata,zlib1g

# A process with mounts and processes of its own: they are gone when it is, and it is gone when this script is.
apart=(setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --propagation private)

# remove FOLDER: what was killed may still write there for a moment.
remove() {
  for _ in {1..50}; do
    ! rm -rf --one-file-system "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  rm -rf --one-file-system "$1"
}

# remove_abandoned FOLDER: the machines in it that no process holds. A script that was killed outright could not remove its own.
remove_abandoned() {
  local folder
  for folder in "$1"/machine.*; do
    [[ ! -d $folder ]] || ! flock -n "$folder" true || remove "$folder" || true
  done
}

check_here() {
  require_packages "the fresh machine" fresh || exit 125
  ((EUID == 0)) || fail 125 "needs root, for debootstrap and chroot: use sudo"
  command -v dotnet >/dev/null || fail 125 "no dotnet on the PATH: its SDK goes into the fresh machine"
  sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
  [[ -d $sdk/sdk ]] || fail 125 "$sdk has no folder sdk: dotnet on the PATH must be an SDK"
  unshare --mount --pid --fork true 2>/dev/null || fail 125 "this process may not mount (CAP_SYS_ADMIN): run it outside of a container, or in a privileged one"
  mirror=$(debian_mirror) || fail 125 "this machine's package sources name no Debian mirror"
}

# The bare system, whole or not at all.
make_base() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/daxnative-fresh log status=0
  mkdir -p "$cache"
  exec {cache_lock}>"$cache/lock"
  flock "$cache_lock"
  base=$cache/debian-12-$(printf '%s\n' "$sdk_needs" | cksum | cut -d ' ' -f 1)
  if [[ ! -d $base ]]; then
    say "making a bare Debian 12 in $base (once; a minute or more)"
    remove "$base.new"
    log=$cache/debootstrap.log
    "${apart[@]}" debootstrap --variant=minbase --include="$sdk_needs" bookworm "$base.new" "$mirror" >"$log" 2>&1 &
    child=$!
    wait "$child" || status=$?
    child=''
    ((status == 0)) || { tail -n 20 "$log" >&2; fail 125 "debootstrap failed: see above, and $log"; }
    rm -rf "$base.new/var/cache/apt/archives/"*.deb
    mv -T "$base.new" "$base"
  fi
  remove_abandoned "$cache"
  machine=$(mktemp -d "$cache/machine.XXXXXX")
  exec {machine_lock}<"$machine"
  flock "$machine_lock"
  exec {cache_lock}>&-
}

# Copies files of this machine to the same place in the fresh one, where they are.
bring() {
  local file
  for file in "$@"; do
    [[ ! -e $file ]] || { mkdir -p "$machine/root${file%/*}" && cp -aL "$file" "$machine/root${file%/*}/"; }
  done
}

make_machine() {
  say "copying it, with the SDK of $sdk and a clone of $(git rev-parse --short HEAD)"
  [[ -z $(git status --porcelain 2>/dev/null) ]] || say "what is not committed here is not in the clone"
  cp -a "$base" "$machine/root"
  # The way to the mirror: proxy, certificates, keys. Of the sources only Debian's own.
  bring /etc/resolv.conf /etc/hosts /etc/apt/{apt.conf,apt.conf.d,auth.conf,auth.conf.d,trusted.gpg,trusted.gpg.d,keyrings} /usr/local/share/ca-certificates
  # shellcheck disable=SC2016 # apt-get's own variables
  apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$3 ~ /^bookworm(-updates|-security)?$/ && $4 == "main"' | sort -u >"$machine/root/etc/apt/sources.list"
  [[ -s $machine/root/etc/apt/sources.list ]] || printf 'deb %s bookworm main\n' "$mirror" >"$machine/root/etc/apt/sources.list"
  bring "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"
  [[ ! -d $HOME/.nuget/NuGet ]] || { mkdir -p "$machine/root/root/.nuget" && cp -a "$HOME/.nuget/NuGet" "$machine/root/root/.nuget/"; }
  # Where an ordinary user may read it: some tests are one.
  git clone --quiet --no-hardlinks "$root" "$machine/root/srv/DaxNative"
  mkdir -p "$machine/root${sdk%/*}"
  cp -a "$sdk" "$machine/root${sdk%/*}/"
  ln -sf "$sdk/dotnet" "$machine/root/usr/bin/dotnet"
}

# start_in_machine COMMAND...: becomes the process that the fresh machine lives by.
start_in_machine() {
  local variables=() name
  # How NuGet and the SDK are set up here: proxies, certificates, switches.
  for name in $(compgen -e); do
    case $name in
      DOTNET_ROOT* | DOTNET_STARTUP_HOOKS) ;;
      DOTNET_* | NUGET_* | SSL_CERT_* | *_proxy | *_PROXY) variables+=("$name=${!name}") ;;
    esac
  done
  exec "${apart[@]}" \
    env -i "${variables[@]}" HOME=/root USER=root LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    bash "$tools/fresh/inside.sh" "$machine/root" "$@" </dev/null {machine_lock}<&-
}

# shellcheck shell=bash
# Debian packages that a tool needs (tools/packages.list): found by their commands, installed when that is possible, named
# when it is not. Sourced; the caller has set -euo pipefail and a function `say` that writes one line to stderr.

# An ordinary user's PATH lacks the sbin folders, where half of these commands live.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

package_list=$(dirname "$(dirname "${BASH_SOURCE[0]}")")/packages.list

# missing_packages PURPOSE...: prints the packages of which a command or a file is not there.
missing_packages() {
  local purpose thing package wanted=" $* " file found
  while read -r purpose thing package; do
    [[ $wanted == *" $purpose "* ]] || continue
    found=''
    if [[ $thing == /* ]]; then
      for file in ${thing//|/ }; do [[ ! -e $file ]] || found=$file; done
    else
      found=$(command -v "$thing") || true
    fi
    [[ -n $found ]] || printf '%s\n' "$package"
  done <"$package_list" | sort -u
}

can_install() { ((EUID == 0)) && command -v apt-get >/dev/null; }

# apt_quietly ARGUMENTS...: apt-get that asks nothing and is only heard when it fails.
apt_quietly() {
  local log status=0
  log=$(mktemp)
  # The lock timeout lets two runs on one machine wait for each other; the sandbox user could not write to our folders.
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root "$@" \
    >"$log" 2>&1 </dev/null || status=$?
  ((status == 0)) || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# debian_mirror: where this machine's own package sources take this Debian from.
debian_mirror() {
  local codename
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && printf '%s\n' "${VERSION_CODENAME:-}")
  # shellcheck disable=SC2016 # apt-get's own variables
  apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
    awk -v codename="$codename" '$2 == codename && !found { print $1; found = 1 } END { exit !found }'
}

# require_packages WHAT_FOR PURPOSE...: returns 1, with the remedy said, when something stays missing.
require_packages() {
  local what=$1 missing
  shift
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if can_install; then
    say "installing for $what: ${missing[*]}"
    apt_quietly install --no-install-recommends "${missing[@]}" 2>/dev/null ||
      { apt_quietly update && apt_quietly install --no-install-recommends "${missing[@]}"; } || true
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} > 0)) || return 0
  fi
  say "packages for $what are not installed: ${missing[*]}"
  say "on Debian or Ubuntu, as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  return 1
}

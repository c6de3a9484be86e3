# shellcheck shell=bash
# list: what there is, for people and, with --json, for programs. Reads only; some fields need root.

# json TEXT: a string, or null for the empty one.
json() {
  local text=$1
  [[ -n $text ]] || { printf null; return; }
  text=${text//\\/\\\\}; text=${text//\"/\\\"}; text=${text//$'\t'/\\t}; text=${text//$'\n'/\\n}
  printf '"%s"' "$text"
}

# file_system_of NAMESPACE: from the mount table (anybody), else from the device (root).
file_system_of() {
  local first
  first=$(mounts_of "$1" | head -n 1)
  if [[ -n $first ]]; then mount_field "$first" type; else signatures "$1" | paste -sd,; fi
}

has_dax() { case ",$(mount_field "$1" options)," in *,dax=always,* | *,dax,*) return 0 ;; esac; return 1; }

namespace_json() {
  local directory separator='' dax node
  node=$(namespace_node "$1")
  printf '{"namespace":%s,"name":%s,"mode":%s,"size":%s,"usable":%s,"align":%s,"device":%s,"file_system":%s,"mounts":[' \
    "$(json "$1")" "$(json "$(attribute "$1" alt_name)")" "$(json "$(namespace_mode "$1")")" "$(number "$1" size)" "$(namespace_usable "$1")" \
    "$(namespace_align "$1")" "$(json "${node:+/dev/$node}")" "$(json "$(file_system_of "$1")")"
  while IFS= read -r directory; do
    [[ -n $directory ]] || continue
    has_dax "$directory" && dax=true || dax=false
    printf '%s{"directory":%s,"dax":%s}' "$separator" "$(json "$directory")" "$dax"
    separator=,
  done <<<"$(mounts_of "$1")"
  printf ']}'
}

list_json() {
  local region namespace comma='' inner
  printf '['
  for region in $(regions); do
    printf '%s{"region":%s,"provider":%s,"size":%s,"free":%s,"labels":%s,"persistence_domain":%s,"namespaces":[' "$comma" "$(json "$region")" \
      "$(json "$(region_provider "$region")")" "$(number "$region" size)" "$(region_free "$region")" "$(json "$(region_labels "$region")")" \
      "$(json "$(attribute "$region" persistence_domain)")"
    comma=,
    inner=''
    for namespace in $(namespaces_of "$region"); do
      printf '%s' "$inner"
      namespace_json "$namespace"
      inner=,
    done
    printf ']}'
  done
  printf ']\n'
}

region_free() { if region_has_labels "$1"; then number "$1" available_size; else printf 0; fi; }

list_text() {
  local region namespace domain node directory
  for region in $(regions); do
    domain=$(attribute "$region" persistence_domain)
    printf '%s  %s, %s, labels %s, free %s, persistence domain %s\n' "$region" "$(region_provider "$region")" "$(human "$(number "$region" size)")" \
      "$(region_labels "$region")" "$(human "$(region_free "$region")")" "${domain:-not said by the kernel}"
    for namespace in $(namespaces_of "$region"); do
      node=$(namespace_node "$namespace")
      printf '  %-14s %-7s %-8s %-12s %s' "$namespace" "$(namespace_mode "$namespace")" "$(human "$(number "$namespace" size)")" \
        "${node:+/dev/}${node:-disabled}" "$(file_system_of "$namespace")"
      while IFS= read -r directory; do
        [[ -n $directory ]] || continue
        if has_dax "$directory"; then printf ' %s (DAX)' "$directory"; else printf ' %s (no DAX)' "$directory"; fi
      done <<<"$(mounts_of "$namespace")"
      printf '\n'
    done
  done
}

list_command() {
  local format=text
  while [[ $# -gt 0 ]]; do
    case $1 in
      --json) format=json ;;
      *) usage_error "list does not know '$1'" "it takes --json only" ;;
    esac
    shift
  done
  require_pmem
  "list_$format"
}

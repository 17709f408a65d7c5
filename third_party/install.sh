#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing of the Debian packages in packages.txt, for the
# sections named as arguments. Says nothing and needs no rights where all is
# there.
set -euo pipefail
list="$(dirname "$0")/packages.txt"

# wanted SECTION: its packages, but for those whose command is there already.
wanted() {
  local package command
  awk -v want="[$1]" '/^\[/ { on = ($0 == want); next }
    on && NF && !/^#/ { print $1, $2 }' "$list" |
    while read -r package command; do
      [ -n "$command" ] && command -v "$command" >/dev/null || echo "$package"
    done
}

missing=()
for section in "$@"; do
  mapfile -t packages < <(wanted "$section")
  [ ${#packages[@]} -gt 0 ] || continue
  mapfile -t installed < <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' \
    "${packages[@]}" 2>/dev/null | sed -n 's/^installed //p')
  for package in "${packages[@]}"; do
    [[ " ${installed[*]} " == *" $package "* ]] || missing+=("$package")
  done
done
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || {
    echo "These packages are missing, and there is neither root nor sudo to" \
      "install them: ${missing[*]}" >&2
    exit 1
  }
  root=(sudo)
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get -qq update
"${root[@]}" apt-get -qq -y --no-install-recommends install "${missing[@]}" \
  >/dev/null

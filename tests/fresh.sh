#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the README's first commands in a minimal Debian 12 that has git and make
# and nothing else: the demo, ended by Ctrl-C, and every test. Needs root, or a
# sudo that asks nothing; takes as long as a first build, or less where
# FRESH_DISK_CACHE names a folder with what Bazel has built before on this
# machine (--disk_cache): what is shown is that nothing is missing. FRESH_COMMAND
# runs in place of `make test`: .ci/run shows what that takes from nothing.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env "$0" "$@"; fi
cd "$(dirname "$0")/.."
root=$(mktemp -d /var/tmp/wampbridge-fresh.XXXXXX)
chmod 755 "$root"

# What runs in the root holds its mounts: end it first.
leave() {
  local process
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/root")" = "$root" ]; then
      kill -KILL "${process#/proc/}" || true
    fi
  done
  local folder
  for folder in proc home/disk-cache; do
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      mountpoint -q "$root/$folder" || break
      umount "$root/$folder" || sleep 1
    done
  done
  if mountpoint -q "$root/proc" || mountpoint -q "$root/home/disk-cache"; then
    echo "cannot unmount what is in $root: the root stays" >&2
  else
    rm -rf --one-file-system "$root"
  fi
}
trap leave EXIT
trap 'exit 130' INT HUP TERM

echo "Making a minimal Debian 12 in $root"
mmdebstrap --quiet --variant=minbase --include=git,make,ca-certificates \
  bookworm "$root"
mount -t proc proc "$root/proc"
# Certificates that this machine trusts beyond Debian's: a proxy's, say.
if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
  cp /usr/local/share/ca-certificates/*.crt \
    "$root/usr/local/share/ca-certificates/"
  chroot "$root" update-ca-certificates >/dev/null
fi
git clone --quiet --no-hardlinks . "$root/home/wampbridge"
if [ -n "${FRESH_DISK_CACHE:-}" ]; then
  mkdir "$root/home/disk-cache"
  mount --bind "$FRESH_DISK_CACHE" "$root/home/disk-cache"
  echo "build --disk_cache=/home/disk-cache" >"$root/home/.bazelrc"
fi

# inside COMMAND...: runs it in the root, with no more of our environment than
# how to reach the network.
inside() {
  local name passed=()
  for name in http_proxy https_proxy no_proxy HTTPS_PROXY HTTP_PROXY NO_PROXY \
    GOPROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE; do
    [ -z "${!name:-}" ] || passed+=("$name=${!name}")
  done
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/home LANG=C.UTF-8 ${passed[@]+"${passed[@]}"} \
    chroot "$root" bash -c "cd /home/wampbridge && $1"
}

echo "make run"
inside "make run" >"$root/run.log" 2>&1 &
run=$!
until grep -q 'Ctrl-C' "$root/run.log"; do
  kill -0 "$run" 2>/dev/null || {
    cat "$root/run.log"
    echo "make run ended before it served" >&2
    exit 1
  }
  sleep 1
done
for process in /proc/[0-9]*; do
  if [ "$(readlink "$process/root")" = "$root" ] &&
    [ "$(cat "$process/comm")" = wampbridge ]; then
    kill -INT "${process#/proc/}"
  fi
done
wait "$run" || {
  cat "$root/run.log"
  echo "make run did not end well" >&2
  exit 1
}
cat "$root/run.log"

command=${FRESH_COMMAND:-make test}
echo "$command"
time inside "$command"

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds all of deploy/Dockerfile by buildah, without a daemon, on a minimal
# Debian 12 that mmdebstrap makes, and runs what comes of it. Needs root, or a
# sudo that asks nothing, some 10 GB in /var/tmp, and as long as a first build.
# tests/integration/image_test.py, which takes seconds, tests the last stage
# alone.
set -euo pipefail
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env "$0" "$@"; fi
cd "$(dirname "$0")/.."
folder=$(mktemp -d /var/tmp/wampbridge-image.XXXXXX)
trap 'rm -rf --one-file-system "$folder"' EXIT
trap 'exit 130' INT HUP TERM

builder() {
  buildah --storage-driver vfs --root "$folder/storage" \
    --runroot "$folder/run" "$@"
}

echo "Making a minimal Debian 12"
mmdebstrap --quiet --variant=minbase bookworm "$folder/base.tar"
base=$(builder from scratch)
builder add --quiet "$base" "$folder/base.tar" / >/dev/null
builder commit --quiet --rm "$base" localhost/debian:bookworm >/dev/null
rm "$folder/base.tar"

echo "Building deploy/Dockerfile"
builder bud --isolation chroot --pull-never --timestamp 0 \
  --build-arg BASE=localhost/debian:bookworm --tag wampbridge \
  --file deploy/Dockerfile .
container=$(builder from --pull-never wampbridge)
builder run --isolation chroot "$container" -- /usr/bin/wampbridge version
builder images --format '{{.Name}} {{.Digest}} {{.Size}}' wampbridge

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# root.sh PROGRAM FOLDER: makes the file system of an image that holds the
# program as /usr/bin/wampbridge, the shared libraries that it needs at the
# paths where the loader looks for them, and the certificates of authorities.
# The same program on the same Debian gives the same files: their times are
# SOURCE_DATE_EPOCH's, or 1970's.
set -euo pipefail
program=$1
root=$2

install -d -m 755 "$root/usr/bin"
# Line tables and symbols are more than half of it.
strip -o "$root/usr/bin/wampbridge" "$program"
chmod 755 "$root/usr/bin/wampbridge"
ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }
                      $1 ~ /^\// { print $1 }' | while read -r library; do
  install -D -m 755 "$library" "$root$library"
done
install -D -m 644 /etc/ssl/certs/ca-certificates.crt \
  "$root/etc/ssl/certs/ca-certificates.crt"
# OpenSSL looks here for the system's authorities.
mkdir -p "$root/usr/lib/ssl"
ln -s /etc/ssl/certs "$root/usr/lib/ssl/certs"
ln -s /etc/ssl/certs/ca-certificates.crt "$root/usr/lib/ssl/cert.pem"
mkdir -p "$root/etc/wampbridge" "$root/run" "$root/tmp"
chmod 1777 "$root/tmp"
find "$root" -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH:-0}" {} +

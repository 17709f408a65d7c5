#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes what the tests need beyond Debian packages, once for each version, in
# the user's cache, and prints the folder's name. There are then
# {python,wampy}/bin/python, crossbar/bin/crossbar, bin/grpcurl, and in
# node_modules buf and the WAMP clients of peers/*.js.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
grpcurl_version=v1.9.1 # the newest that Debian 12's Go can build
cache="${XDG_CACHE_HOME:-$HOME/.cache}/wampbridge"
inputs=("$here"/requirements*.txt "$here/package.json" "$0")
tools="$cache/tools-$(cat "${inputs[@]}" | sha256sum | cut -c1-12)"

# once NAME COMMAND...: runs the command unless it has succeeded before.
once() {
  local name=$1
  shift
  [ ! -e "$tools/.$name" ] || return 0
  echo "Setting up $name for the tests" >&2
  "$@" >"$tools/$name.log" 2>&1 || {
    cat "$tools/$name.log" >&2
    echo "Setting up $name failed" >&2
    exit 1
  }
  touch "$tools/.$name"
}

# venv NAME REQUIREMENTS
venv() {
  rm -rf "${tools:?}/$1"
  /usr/bin/python3 -m venv "$tools/$1" &&
    "$tools/$1/bin/pip" install --disable-pip-version-check -r "$2"
}

npm_tools() {
  cp "$here/package.json" "$tools" &&
    (cd "$tools" && npm install --no-audit --no-fund --no-package-lock)
}

go_tools() {
  GOBIN="$tools/bin" CGO_ENABLED=0 go install \
    "github.com/fullstorydev/grpcurl/cmd/grpcurl@$grpcurl_version"
}

mkdir -p "$tools/bin"
exec 9>"$tools/.lock"
flock 9 # another working tree may be at it
once python venv python "$here/requirements.txt"
once crossbar venv crossbar "$here/requirements-crossbar.txt"
once wampy venv wampy "$here/requirements-wampy.txt"
once npm npm_tools
once grpcurl go_tools
echo "$tools"

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes the bridges in Python, Node and Go ready to run, once for each version,
# in the user's cache, and prints three lines: the commands' first words, one a
# line, each followed by URL (and the folder of the protos).
#   python/bridge.py's, node/bridge.js's, go's
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
protos=(wampbridge/v1/bridge.proto wampbridge/v1/error.proto wampbridge/v1/payload.proto)
protoc_gen_go=v1.36.11
protoc_gen_go_grpc=v1.6.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/wampbridge"
inputs=("$here"/go/* "$here/node/package.json" "$0" "${protos[@]/#/$root/proto/}")
made="$cache/naive-$(cat "${inputs[@]}" | sha256sum | cut -c1-12)"

# once NAME COMMAND...: runs the command unless it has succeeded before.
once() {
  local name=$1
  shift
  [ ! -e "$made/.$name" ] || return 0
  echo "Setting up the naive bridge in $name" >&2
  "$@" >"$made/$name.log" 2>&1 || {
    cat "$made/$name.log" >&2
    echo "Setting up the naive bridge in $name failed" >&2
    exit 1
  }
  touch "$made/.$name"
}

node_bridge() {
  cp "$here/node/package.json" "$made" &&
    (cd "$made" && npm install --no-audit --no-fund --no-package-lock)
}

go_bridge() {
  local bin="$made/bin" mapping="" proto
  rm -rf "$made/go" && cp -r "$here/go" "$made/go" || return
  GOBIN="$bin" go install \
    "google.golang.org/protobuf/cmd/protoc-gen-go@$protoc_gen_go" || return
  GOBIN="$bin" go install \
    "google.golang.org/grpc/cmd/protoc-gen-go-grpc@$protoc_gen_go_grpc" || return
  for proto in "${protos[@]}"; do
    mapping+=",M$proto=naive/wampbridgev1"
  done
  PATH="$bin:$PATH" protoc -I "$root/proto" --go_out="$made/go" \
    --go_opt="module=naive$mapping" --go-grpc_out="$made/go" \
    --go-grpc_opt="module=naive$mapping" "${protos[@]}" || return
  (cd "$made/go" && CGO_ENABLED=0 go build -mod=mod -o "$bin/naive" .)
}

mkdir -p "$made/bin"
exec 9>"$made/.lock"
flock 9 # another working tree may be at it
tools=$("$root/tests/tools.sh")
once node node_bridge
once go go_bridge
echo "$tools/python/bin/python"
echo "$made/node_modules"
echo "$made/bin/naive"

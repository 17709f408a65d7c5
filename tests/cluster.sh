#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds the API server of Kubernetes and kubectl from their Go module, once for
# each version, in the user's cache, beside the Prometheus operator's
# CustomResourceDefinitions, and prints the folder's name. Takes some 10 minutes
# and 3 GB the first time. tests/cluster starts them.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
kubernetes_version=v1.32.0
staging_version=v0.32.0 # of the modules that k8s.io/kubernetes has in itself
prometheus_operator_version=v0.79.2
cache="${XDG_CACHE_HOME:-$HOME/.cache}/wampbridge"
inputs=("$here/requirements-deploy.txt" "$0")
folder="$cache/cluster-$(cat "${inputs[@]}" | sha256sum | cut -c1-12)"
work="$folder/work"

# module NAME@VERSION: downloads it, checked by Go's checksum database; prints
# its folder.
module() {
  "$go" mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p'
}

# The module's own directives replace its parts by folders that are not in it.
kubernetes() {
  local source stamp=k8s.io/component-base/version
  source=$(module "k8s.io/kubernetes@$kubernetes_version")
  cp -r "$source" "$work/kubernetes"
  chmod -R u+w "$work/kubernetes"
  cd "$work/kubernetes"
  rm -rf vendor go.work go.work.sum
  sed -i -E "s#(k8s\.io/[a-z0-9-]+ => )\./staging/src/k8s\.io/([a-z0-9-]+)#\1k8s.io/\2 $staging_version#" go.mod
  "$go" build -mod=mod -trimpath -o "$folder/bin/" -ldflags \
    "-s -w -X $stamp.gitVersion=$kubernetes_version -X $stamp.gitMajor=1 -X $stamp.gitMinor=32 -X $stamp.gitTreeState=clean" \
    ./cmd/kube-apiserver ./cmd/kubectl
}

definitions() {
  local source name
  source=$(module "github.com/prometheus-operator/prometheus-operator@$prometheus_operator_version")
  mkdir -p "$folder/definitions"
  for name in servicemonitors prometheusrules; do
    cp "$source/example/prometheus-operator-crd/monitoring.coreos.com_$name.yaml" \
      "$folder/definitions/$name.yaml"
  done
  chmod -R u+w "$folder/definitions"
}

set_up() {
  local -x GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-buildvcs=false
  local go="$work/python/bin/go"
  rm -rf --one-file-system "$work"
  mkdir -p "$work" "$folder/bin"
  /usr/bin/python3 -m venv "$work/python"
  "$work/python/bin/pip" install --disable-pip-version-check --no-deps \
    --require-hashes -r "$here/requirements-deploy.txt"
  definitions
  (kubernetes)
  rm -rf --one-file-system "$work"
}

mkdir -p "$folder"
exec 9>"$folder/.lock"
flock 9 # another working tree may be at it
if [ ! -e "$folder/.done" ]; then
  echo "Building Kubernetes' API server $kubernetes_version" >&2
  # Not `set_up || …`, in which bash would go on after a failure.
  (trap '[ $? = 0 ] || cat "$folder/log" >&2' EXIT
    set_up >"$folder/log" 2>&1)
  touch "$folder/.done"
fi
echo "$folder"

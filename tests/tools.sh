#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes what the tests need beyond Debian packages, once for each version, in
# the user's cache, and prints the folder's name. There are then
# {python,wampy}/bin/python, crossbar/bin/crossbar, bin/grpcurl, and in
# node_modules buf and the WAMP clients of peers/*.js.
#
#   tests/tools.sh [deploy]
#
# With `deploy` there are also bin/{helm,kubeconform}, for tests/deploy, and in
# kubernetes-schemas a folder for each version of deploy/kubernetes_schemas.py.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
grpcurl_version=v1.9.1 # the newest that Debian 12's Go can build
helm_version=v3.22.0
kubeconform_version=v0.8.0
prometheus_operator_version=v0.79.2 # its CustomResourceDefinitions
cache="${XDG_CACHE_HOME:-$HOME/.cache}/wampbridge"
inputs=("$here"/requirements*.txt "$here/package.json" \
  "$here/deploy/kubernetes_schemas.py" "$0")
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

# venv NAME REQUIREMENTS [PIP'S OPTIONS...]
venv() {
  local name=$1 requirements=$2
  shift 2
  rm -rf "${tools:?}/$name"
  /usr/bin/python3 -m venv "$tools/$name" &&
    "$tools/$name/bin/pip" install --disable-pip-version-check "$@" \
      -r "$requirements"
}

npm_tools() {
  cp "$here/package.json" "$tools" &&
    (cd "$tools" && npm install --no-audit --no-fund --no-package-lock)
}

go_tools() {
  GOBIN="$tools/bin" CGO_ENABLED=0 go install \
    "github.com/fullstorydev/grpcurl/cmd/grpcurl@$grpcurl_version"
}

# Go checks what it fetches by its checksum database, pip by the hashes.
deploy_tools() {
  local go="$tools/deploy/bin/go" operator
  local -x GOBIN="$tools/bin" GOTOOLCHAIN=local CGO_ENABLED=0
  venv deploy "$here/requirements-deploy.txt" --no-deps --require-hashes &&
    "$go" install "helm.sh/helm/v3/cmd/helm@$helm_version" &&
    "$go" install \
      "github.com/yannh/kubeconform/cmd/kubeconform@$kubeconform_version" &&
    operator=$("$go" mod download -json \
      "github.com/prometheus-operator/prometheus-operator@$prometheus_operator_version" |
      sed -n 's/.*"Dir": "\(.*\)".*/\1/p') &&
    "$tools/python/bin/python" "$here/deploy/kubernetes_schemas.py" \
      "$tools"/deploy/lib/python3.*/site-packages/kubernetes_validate/kubernetes-json-schema \
      "$operator/example/prometheus-operator-crd" "$tools/kubernetes-schemas" &&
    rm -rf "${tools:?}/deploy" # half a gigabyte
}

mkdir -p "$tools/bin"
exec 9>"$tools/.lock"
flock 9 # another working tree may be at it
once python venv python "$here/requirements.txt"
once crossbar venv crossbar "$here/requirements-crossbar.txt"
once wampy venv wampy "$here/requirements-wampy.txt"
once npm npm_tools
once grpcurl go_tools
[ "${1:-}" != deploy ] || once deploy deploy_tools
echo "$tools"

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds the programs of the end-to-end tests into build/e2e of the checkout:
#   kubeparts      etcd, kube-apiserver, kubectl in one binary (minutes the first time, then cached)
#   harness.test   the tests of the harness's own judgement
#   e2e.test       the cases
# Each is built only when it is missing or older than its sources. Only the Go module proxy is used.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${SLUICE_E2E_BUILD_DIR:-$(cd "$here/../.." && pwd)/build/e2e}
kubernetes=v1.35.4

command -v go >/dev/null || {
  echo "test/e2e/build.sh: Go 1.21 or newer is needed (Debian: golang-go); it fetches the exact version itself" >&2
  exit 1
}
mkdir -p "$out"
cd "$here"

# An older Go fetches the one that go.mod names, as a module.
export GOTOOLCHAIN=${SLUICE_E2E_GOTOOLCHAIN:-auto}
export GOFLAGS="-mod=readonly -trimpath -buildvcs=false -p=${SLUICE_E2E_JOBS:-2}"
export CGO_ENABLED=0

stale() {  # stale TARGET SOURCE... -> true when TARGET is missing or older than a source
  local target=$1
  shift
  [[ ! -x $target ]] || [[ -n $(find "$@" -newer "$target" -print -quit) ]]
}

version_flags() {
  local major=${kubernetes#v} minor
  minor=${major#*.}
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- '-X %s.gitVersion=%s -X %s.gitMajor=%s -X %s.gitMinor=%s -X %s.gitTreeState=clean ' \
      "$package" "$kubernetes" "$package" "${major%%.*}" "$package" "${minor%%.*}" "$package"
  done
}

if stale "$out/kubeparts" cmd/kubeparts go.mod go.sum build.sh; then
  echo "building kubeparts (etcd, kube-apiserver, kubectl $kubernetes): about 5 minutes on 2 cores the first time" >&2
  nice go build -ldflags "-s -w $(version_flags)" -o "$out/kubeparts" ./cmd/kubeparts
  touch "$out/kubeparts"
fi

if stale "$out/e2e.test" harness cases go.mod go.sum build.sh; then
  echo "building harness.test and e2e.test" >&2
  nice go test -c -o "$out/harness.test" ./harness
  nice go test -c -o "$out/e2e.test" ./cases
  touch "$out/e2e.test"
fi

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes out/ca-bundle.yaml: the patch that puts out/ca.crt into both registrations.
set -eu
cd "$(dirname "$0")"
[ -f out/ca.crt ] || { echo "ca-bundle.sh: run certs/make-dev-certs.sh deploy/overlays/dev-certs/out first" >&2; exit 2; }
cat >out/ca-bundle.yaml <<EOF
- op: replace
  path: /webhooks/0/clientConfig/caBundle
  value: $(base64 -w0 out/ca.crt)
EOF

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image-root.sh BINARY OUT: lays out the root of the container image: the stripped binary, the shared
# libraries that it loads, and the shipped policies.
set -eu
binary=$1
out=$2
here=$(dirname "$0")/..
mkdir -p "$out/usr/bin" "$out/etc/sluice/policies" "$out/etc/sluice/tls"
strip -o "$out/usr/bin/sluice" "$binary"
ldd "$binary" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*ld-linux[^ ]*\) .*/\1/p' | while read -r library; do
  mkdir -p "$out$(dirname "$library")"
  cp -L "$library" "$out$library"
done
cp "$here"/policies/*.yaml "$out/etc/sluice/policies/"
rm "$out/etc/sluice/policies/kustomization.yaml"
echo 'sluice:x:65532:65532::/:/sbin/nologin' >"$out/etc/passwd"

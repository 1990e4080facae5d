#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# image-test.sh: runs the build steps of the Dockerfile in a clean Debian root, without a container engine,
# and then the image's binary in the image's own root. Needs root (or unprivileged user namespaces) and
# mmdebstrap. The mirror is the one this machine uses.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
root=$work/root
trap 'rm -rf --one-file-system "$work"' EXIT

release=$(sed -n 's/^FROM debian:\([0-9]*\)-slim AS build$/\1/p' "$here/Dockerfile")
case $release in
  12) suite=bookworm ;;
  13) suite=trixie ;;
  *) echo "image-test: the Dockerfile's build stage is not debian:12-slim or debian:13-slim" >&2; exit 1 ;;
esac
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 -E '/debian/?$' || true)
echo "==> a clean Debian $release root"
mmdebstrap --quiet --variant=minbase "$suite" "$root" ${mirror:+"$mirror"}

# The RUN lines of the build stage, one command each, as the engine would give them to /bin/sh -c.
python3 - "$here/Dockerfile" >"$work/steps" <<'PYTHON'
import re, sys
text = open(sys.argv[1]).read().replace("\\\n", " ")
stage = text.split("FROM scratch")[0]
for line in re.findall(r"^RUN (.*)$", stage, re.M):
    print(re.sub(r"\s+", " ", line))
PYTHON
mkdir -p "$root/src"
git -C "$here" ls-files -z --cached --others --exclude-standard |
  tar -c -C "$here" --ignore-failed-read --null --files-from=- | tar -x -C "$root/src"
cp /etc/resolv.conf "$root/etc/resolv.conf"
while read -r step; do
  echo "==> RUN $step"
  unshare -m --propagation private sh -c '
    mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" &&
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive chroot "$1" /bin/sh -c "cd /src && $2"' \
    sh "$root" "$step" >"$work/log" 2>&1 </dev/null || { tail -n 40 "$work/log"; exit 1; }
done <"$work/steps"

image=$root/image
echo "==> the image: $(du -sh "$image" | cut -f1), binary $(stat -c %s "$image/usr/bin/sluice") bytes"
[ ! -e "$image/bin/sh" ] && [ ! -e "$image/usr/bin/sh" ] || { echo "image-test: the image has a shell" >&2; exit 1; }
chroot --userspec=65532:65532 "$image" /usr/bin/sluice version
mkdir -p "$image/etc/sluice/tls"
"$here/certs/make-dev-certs.sh" "$image/etc/sluice/tls" >/dev/null
chmod -R a+rX "$image/etc/sluice"
chroot --userspec=65532:65532 "$image" /usr/bin/sluice serve --check-config --policy-dir /etc/sluice/policies \
  --tls-cert-file /etc/sluice/tls/tls.crt --tls-private-key-file /etc/sluice/tls/tls.key
echo "1 passed, 0 failed"

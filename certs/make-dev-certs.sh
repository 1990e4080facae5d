#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes development certificates: a CA and an ECDSA P-256 serving certificate signed by it.
# For production see certs/README.md.
set -euo pipefail

usage() {
  cat <<'HELP'
certs/make-dev-certs.sh [--force] OUT_DIR [SAN...]

Writes ca.crt, ca.key, tls.crt and tls.key into OUT_DIR. The serving certificate is for
sluice.sluice-system.svc, sluice.sluice-system.svc.cluster.local, localhost, 127.0.0.1, ::1 and each
SAN given: a host name or an IP address.

Certificates that are there, valid for another day and carry every name stay as they are; --force
makes all of them anew. The CA's key stays usable, so that a new serving certificate needs no new
caBundle.

Exit codes: 0 done; 2 wrong use; 1 openssl failed.
HELP
}

fail() { printf 'make-dev-certs: %s\n' "$1" >&2; exit "${2:-1}"; }

force=
args=()
for arg in "$@"; do
  case $arg in
    -h | --help) usage; exit 0 ;;
    --force) force=yes ;;
    -*) fail "unknown flag $arg; see --help" 2 ;;
    *) args+=("$arg") ;;
  esac
done
[ ${#args[@]} -ge 1 ] || { usage >&2; exit 2; }
command -v openssl >/dev/null || fail "openssl is needed: apt-get install openssl" 2

out=${args[0]}
names=(sluice.sluice-system.svc sluice.sluice-system.svc.cluster.local localhost 127.0.0.1 ::1)
names+=("${args[@]:1}")

san=
for name in "${names[@]}"; do
  case $name in
    *[!A-Za-z0-9.:*_-]* | '') fail "this is neither a host name nor an IP address: '$name'" 2 ;;
    *:*) san+=,IP:$name ;;
    *[!0-9.]*) san+=,DNS:$name ;;
    *) san+=,IP:$name ;;
  esac
done
san=${san#,}

umask 077
mkdir -p "$out" || fail "cannot make the folder $out" 2
cd "$out"

valid() { openssl x509 -in "$1" -noout -checkend 86400 >/dev/null 2>&1; }
# Whether the key $1 belongs to the certificate $2.
matches() {
  [ -s "$1" ] && [ "$(openssl pkey -in "$1" -pubout 2>/dev/null)" = "$(openssl x509 -in "$2" -noout -pubkey 2>/dev/null)" ]
}
covers() {
  local name
  for name in "${names[@]}"; do
    case $name in
      *:* | *[0-9].*[0-9]) openssl x509 -in tls.crt -noout -checkip "$name" 2>/dev/null | grep -q 'does match' && continue ;;
    esac
    openssl x509 -in tls.crt -noout -checkhost "$name" 2>/dev/null | grep -q 'does match' || return 1
  done
}
quietly() { local said; said=$("$@" 2>&1) || fail "openssl: $said"; }

if [ -n "$force" ] || ! valid ca.crt || ! matches ca.key ca.crt; then
  quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
    -keyout ca.key.new -out ca.crt.new -subj "/CN=Sluice development CA" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
  mv ca.key.new ca.key
  mv ca.crt.new ca.crt
  echo "made $out/ca.crt"
fi

if [ -n "$force" ] || ! valid tls.crt || ! matches tls.key tls.crt || ! covers ||
  ! openssl verify -CAfile ca.crt tls.crt >/dev/null 2>&1; then
  quietly openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 \
    -keyout tls.key.new -out tls.csr -subj "/CN=sluice.sluice-system.svc"
  printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
    "extendedKeyUsage=serverAuth" "subjectAltName=$san" >tls.ext
  quietly openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -sha256 -days 90 \
    -set_serial "0x$(openssl rand -hex 16)" -extfile tls.ext -out tls.crt.new
  rm -f tls.csr tls.ext
  # The key first: a server that reads in between sees a pair that does not match and keeps its own.
  mv tls.key.new tls.key
  mv tls.crt.new tls.crt
  echo "made $out/tls.crt for ${names[*]}"
fi
chmod 600 ca.crt ca.key tls.crt tls.key

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh CONFORMANCE SUITE FOLDER: compares all files of FOLDER. FOLDER `shared/...` is below
# SLUICE_SHARED, else ../shared beside the project; where that is absent the test is skipped aloud,
# and fails with SLUICE_REQUIRE_SHARED=1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$3
case $folder in
  shared/*) folder=${SLUICE_SHARED:-$here/../../../shared}/${folder#shared/} ;;
esac
if [ ! -d "$folder" ]; then
  if [ "${SLUICE_REQUIRE_SHARED:-}" = 1 ]; then
    echo "the shared folder $3 is required and absent"
    exit 1
  fi
  echo "SKIPPED: no shared folder '$3' on this machine"
  exit 0
fi
exec "$1" "$2" "$folder"/*.gz

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds what is missing and runs the end-to-end cases against build/release/sluice (or SLUICE_BIN).
# Arguments go to the test program: test/e2e/run.sh -test.run TestArticle -crds public -keep-logs
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${SLUICE_E2E_BUILD_DIR:-$(cd "$here/../.." && pwd)/build/e2e}

"$here/build.sh"
cd "$here/harness"
"$out/harness.test" -test.timeout 1m
cd "$here/cases"
exec "$out/e2e.test" -test.v -test.timeout 20m "$@"

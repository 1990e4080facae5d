#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh BUILD_DIR SECONDS: runs every libFuzzer target for SECONDS. New inputs go to
# BUILD_DIR/corpus/<target>; a finding is left in BUILD_DIR/findings and the exit code is 1.
set -euo pipefail
build=$1
seconds=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$build/findings"
failed=0
for program in "$build"/*_fuzz; do
  target=$(basename "$program" _fuzz)
  corpus=$build/corpus/$target
  mkdir -p "$corpus"
  printf '==> %s for %s s\n' "$target" "$seconds"
  seeds=()
  [ -d "$here/test/fuzz/corpus/$target" ] && seeds=("$here/test/fuzz/corpus/$target")
  "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$build/findings/$target-" "$corpus" "${seeds[@]}" >"$build/$target.log" 2>&1 || {
    echo "FAILED: see $build/$target.log"
    failed=1
  }
  grep -E 'stat::(number_of_executed_units|average_exec_per_sec|new_units_added)' "$build/$target.log" || true
done
exit $failed

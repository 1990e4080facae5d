#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes test/conformance/vectors/ anew from the real jars (`./dev vectors`).
#   run.sh [SEED]          the committed vectors are those of seed 1
#   run.sh --check FOLDER  records the inputs of other vectors (../shared/vectors) and compares
# Needs: a JDK 17 or newer, Maven, Python 3. MVN names another Maven command.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$here/target
maven=${MVN:-mvn}
cd "$here"
$maven -B -q package
mkdir -p "$target/inputs" "$target/answers"

if [[ ${1:-} == --check ]]; then
  python3 check.py inputs "$2" "$target/inputs"
else
  java -cp "$target/vectors-1.jar" dev.sluice.vectors.Inputs "$target/inputs" "${1:-1}"
fi

for version in $(grep -v '^#' artifacts.txt | cut -d' ' -f1 | uniq); do
  mkdir -p "$target/$version"
  python3 ../options/write_pom.py "$version" artifacts.txt > "$target/$version/pom.xml"
  $maven -B -q -f "$target/$version/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath \
    -Dmdep.outputFile="$target/$version/classpath"
  suites="memory parse"
  [[ $version != operator ]] || suites=quantity
  for suite in $suites; do
    java -Dfile.encoding=UTF-8 -Duser.language=en \
      -cp "$target/vectors-1.jar:$(cat "$target/$version/classpath")" dev.sluice.vectors.Record \
      "$suite" "$target/inputs/$suite.jsonl" "$target/answers/$suite.$version.jsonl" \
      2> "$target/$version/$suite.log" || { cat "$target/$version/$suite.log" >&2; exit 1; }
  done
done

if [[ ${1:-} == --check ]]; then
  python3 check.py compare "$2" "$target/answers"
else
  python3 group.py "$target/inputs" "$target/answers" artifacts.txt \
    "$here/../../test/conformance/vectors"
fi

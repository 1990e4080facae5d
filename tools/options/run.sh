#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes data/options/*.jsonl anew from the real jars of Maven Central (`./dev catalogue`).
# Needs: a JDK 17 or newer, Maven, Python 3. MVN names another Maven command.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=$here/../../data/options
target=$here/target
maven=${MVN:-mvn}
cd "$here"
mkdir -p "$target/raw"
$maven -B -q package

jars_of() { # catalogue version -> artifact:version=jar of what is read
  while read -r version artifact number mark; do
    [[ $version == "$1" && $mark != "-" ]] || continue
    jar=$(tr : '\n' < "$target/$1/classpath" | grep -F "/$artifact-$number.jar")
    echo "$artifact:$number=$jar"
  done < artifacts.txt
}

for version in $(grep -v '^#' artifacts.txt | cut -d' ' -f1 | uniq); do
  mkdir -p "$target/$version"
  python3 write_pom.py "$version" artifacts.txt > "$target/$version/pom.xml"
  $maven -B -q -f "$target/$version/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath \
    -Dmdep.outputFile="$target/$version/classpath"
  mapfile -t jars < <(jars_of "$version")
  java -cp "$target/options-1.jar:$(cat "$target/$version/classpath")" dev.sluice.options.Extract \
    "${version#operator-}" "$target/raw/$version.jsonl" "${jars[@]}" 2> "$target/$version/log" ||
    { cat "$target/$version/log" >&2; exit 1; }
  tail -n 1 "$target/$version/log"
done

python3 merge_options.py "$data/flink.jsonl" "$target"/raw/[0-9]*.jsonl
python3 merge_options.py "$data/operator.jsonl" "$target"/raw/operator-*.jsonl \
  transcribed/operator-*.jsonl

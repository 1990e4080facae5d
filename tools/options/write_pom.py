#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the pom.xml whose dependencies are one version's lines of artifacts.txt.

    write_pom.py VERSION artifacts.txt
"""
import sys

HEAD = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.sluice</groupId>
  <artifactId>jars</artifactId>
  <version>1</version>
  <dependencies>"""
ALONE = ("<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
         "</exclusions>")


def main(version, path):
    print(HEAD)
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, *rest = line.split() or ["#"]
            if name != version:
                continue
            artifact, number, *mark = rest
            print(f"    <dependency><groupId>org.apache.flink</groupId>"
                  f"<artifactId>{artifact}</artifactId><version>{number}</version>"
                  f"{'' if mark else ALONE}</dependency>")
    print("  </dependencies>\n</project>")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

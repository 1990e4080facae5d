#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Joins the inputs with what each Flink version answered, in the row formats of the vectors.

    group.py INPUTS_DIR ANSWERS_DIR artifacts.txt OUT_DIR

memory: versions that answer every row alike share one file, named by the first of them;
VERSIONS.json says which file holds for which version. parse: one file for each `p`, the versions of
one result together. quantity: one file, the operator's.
"""
import gzip
import json
import pathlib
import sys


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def save(path, rows):
    """The same rows give the same bytes: no time stamp, no file name in the gzip header."""
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
    with open(path, "wb") as file:
        with gzip.GzipFile("", "wb", 9, fileobj=file, mtime=0) as packed:
            packed.write(text.encode())
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


def memory(inputs, answers, jars, out):
    out.mkdir(parents=True, exist_ok=True)
    first_with, versions = {}, {}
    for version, jar in jars.items():
        text = json.dumps(answers[version])
        name = f"{first_with.setdefault(text, version)}.jsonl.gz"
        versions[version] = {"file": name, "jar": jar}
        if first_with[text] == version:
            save(out / name, [{**row, **answer} for row, answer in zip(inputs, answers[version])])
    (out / "VERSIONS.json").write_text(json.dumps(versions, indent=1) + "\n", encoding="utf-8")


def parse(inputs, answers, jars, out):
    out.mkdir(parents=True, exist_ok=True)
    files = {}
    for index, row in enumerate(inputs):
        groups = {}
        for version in jars:
            for mode, result in answers[version][index].items():
                group = groups.setdefault(json.dumps(result), ([], result))
                group[0].append(f"{version}:{mode}" if mode else version)
        results = [{"versions": names, **result} for names, result in groups.values()]
        files.setdefault(row["p"], []).append({**row, "results": results})
    for name, rows in sorted(files.items()):
        save(out / f"{name}.jsonl.gz", rows)


def main(inputs, answers, artifacts, out):
    jars = {}
    for line in artifacts.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "operator")):
            version, _, jar, *_ = line.split()
            jars[version] = jar
    for join in (memory, parse):
        name = join.__name__
        join(lines(inputs / f"{name}.jsonl"),
             {v: lines(answers / f"{name}.{v}.jsonl") for v in jars}, jars, out / name)
    rows = zip(lines(inputs / "quantity.jsonl"), lines(answers / "quantity.operator.jsonl"))
    (out / "operator-config").mkdir(parents=True, exist_ok=True)
    save(out / "operator-config" / "quantity.jsonl.gz", [{**row, "r": r} for row, r in rows])


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))

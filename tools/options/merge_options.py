#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Folds the generator's output of every version into one compact, sorted text file.

    merge_options.py OUT.jsonl RAW.jsonl...

A RAW file holds one version: a header line {"version", "artifacts"} and one declaration a line.
OUT holds each distinct declaration once, with the runs of versions in which it reads like that.
The header of OUT lists the versions in order with the jars they came from.
"""
import json
import sys


def version_key(version):
    return [int(part) for part in version.split("-")[0].split(".")]


def load(path):
    with open(path, encoding="utf-8") as file:
        header = json.loads(next(file))
        return header, [json.loads(line) for line in file]


def runs(indices, versions):
    """[0, 1, 2, 4] -> "1.15..1.17,1.19"."""
    parts = []
    for index in sorted(indices):
        if parts and parts[-1][1] == index - 1:
            parts[-1][1] = index
        else:
            parts.append([index, index])
    return ",".join(versions[a] if a == b else f"{versions[a]}..{versions[b]}" for a, b in parts)


def main(out_path, raw_paths):
    loaded = sorted((load(path) for path in raw_paths), key=lambda x: version_key(x[0]["version"]))
    versions = [header["version"] for header, _ in loaded]
    rows = {}
    for index, (_, declarations) in enumerate(loaded):
        for declaration in declarations:
            text = json.dumps(declaration, ensure_ascii=False, separators=(",", ":"))
            rows.setdefault(text, []).append(index)
    lines = []
    for text, indices in rows.items():
        declaration = json.loads(text)
        declaration["versions"] = runs(indices, versions)
        lines.append((declaration["key"], declaration["in"], min(indices), declaration))
    lines.sort(key=lambda line: line[:3])
    with open(out_path, "w", encoding="utf-8") as out:
        header = {"versions": {h["version"]: h["artifacts"] for h, _ in loaded}}
        out.write(json.dumps(header, separators=(",", ":")) + "\n")
        for _, _, _, declaration in lines:
            out.write(json.dumps(declaration, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"{out_path}: {len(lines)} declarations, {len(versions)} versions", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])

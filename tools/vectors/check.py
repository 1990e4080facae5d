#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does our recorder give what others recorded? Run by `run.sh --check FOLDER`.

    check.py inputs  FOLDER INPUTS_DIR     writes the inputs of FOLDER
    check.py compare FOLDER ANSWERS_DIR    compares the answers; exit code 1 when one differs

Log lines are not recorded. The class names of the recorders' own enums are not compared.
"""
import gzip
import json
import pathlib
import re
import sys

ENUM = re.compile(r"(for enum class )[\w.$]+?([^.$]+)(?=\. Expected)")


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def memory_file(folder, version):
    versions = json.loads((folder / "memory" / "VERSIONS.json").read_text(encoding="utf-8"))
    return rows(folder / "memory" / versions[version]["file"])


def parse_rows(folder):
    return [row for path in sorted((folder / "parse").glob("*.jsonl.gz")) for row in rows(path)]


def write_inputs(folder, out):
    # Every file of memory has the same inputs.
    any_version = next(iter(json.loads((folder / "memory" / "VERSIONS.json").read_text())))
    for name, found in (("memory", memory_file(folder, any_version)), ("parse", parse_rows(folder)),
                        ("quantity", rows(folder / "operator-config" / "quantity.jsonl.gz"))):
        with open(out / f"{name}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in found)


def normal(result):
    text = json.dumps({k: v for k, v in result.items() if k not in ("log", "versions")},
                      sort_keys=True)
    return ENUM.sub(r"\1\2", text)


def expected_parse(row, version):
    expected = {}
    for result in row["results"]:
        for name in result["versions"]:
            number, _, mode = name.partition(":")
            if number == version:
                expected[mode] = normal(result)
    return expected


def compare(folder, answers):
    same = different = 0
    for path in sorted(answers.glob("*.jsonl")):
        suite, version = path.name.removesuffix(".jsonl").split(".", 1)
        with open(path, encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        if suite == "memory":
            wanted = [normal({k: row[k] for k in ("out", "err") if k in row})
                      for row in memory_file(folder, version)]
            found = [normal(answer) for answer in found]
        elif suite == "quantity":
            wanted = [row["r"] for row in rows(folder / "operator-config" / "quantity.jsonl.gz")]
        else:
            wanted = [expected_parse(row, version) for row in parse_rows(folder)]
            found = [{mode: normal(r) for mode, r in answer.items()} for answer in found]
        for row, (a, b) in enumerate(zip(wanted, found, strict=True)):
            same, different = same + (a == b), different + (a != b)
            if a != b:
                print(f"{path.name} row {row}: expected {a}\n  recorded {b}")
    print(f"{same} equal, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("inputs", "compare"):
        sys.exit(__doc__)
    action = write_inputs if sys.argv[1] == "inputs" else compare
    sys.exit(action(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])))

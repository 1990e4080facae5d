#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hits of each rule over a folder of manifests, by profile, as Markdown.

    tools/corpus_report.py > docs/corpus-report.md        the table; hand-checked part is kept
    tools/corpus_report.py --sample 30 --seed 1           findings to judge by hand

Reads ../shared/corpus/manifests unless SLUICE_SHARED names another place. Prints file names and rule
ids only with the table; the sample shows the finding itself and is for the eyes of who judges it.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIRST = ["baseline", "production", "restricted", "best-practice"]
PROFILES = FIRST + sorted({f.stem for f in (ROOT / "policies/profiles").glob("*.yaml")} - set(FIRST))
MARK = "## Thirty findings by hand"


def check(binary, profile, manifests, defaults):
    command = [str(binary), "check", "--profile", profile, "--format", "json", str(manifests)]
    if not defaults:
        command.append("--no-defaults")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"corpus_report: {' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def count(report):
    """rule -> action -> number of objects in which it speaks."""
    hits = collections.defaultdict(collections.Counter)
    for item in report["objects"]:
        for rule, action in {(f["rule"], f["action"]) for f in item["findings"]}:
            hits[rule][action] += 1
    return hits


def table(reports):
    lines = ["| rule | " + " | ".join(PROFILES) + " |", "|---|" + "---|" * len(PROFILES)]
    counts = {profile: count(report) for profile, report in reports.items()}
    rules = {rule for hits in counts.values() for rule in hits}

    def total(rule):
        return sum(sum(counts[p][rule].values()) for p in PROFILES)

    for rule in sorted(rules, key=lambda r: (-total(r), r)):
        cells = []
        for profile in PROFILES:
            hits = counts[profile][rule]
            cells.append(", ".join(f"{hits[a]} {a}" for a in ("Deny", "Warn", "Audit") if hits[a])
                         or "–")
        lines.append(f"| `{rule}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def summary(reports):
    lines = ["| profile | objects | denied | with warnings only | silent |", "|---|---|---|---|---|"]
    for profile, report in reports.items():
        objects = report["objects"]
        denied = sum(1 for o in objects if not o["allowed"])
        warned = sum(1 for o in objects
                     if o["allowed"] and any(f["action"] == "Warn" for f in o["findings"]))
        lines.append(f"| `{profile}` | {len(objects)} | {denied} | {warned} | "
                     f"{len(objects) - denied - warned} |")
    return "\n".join(lines)


def sample(reports, size, seed):
    """Findings of all profiles together, each once, chosen evenly over rules."""
    found = {}
    for report in reports.values():
        for item in report["objects"]:
            for f in item["findings"]:
                key = (f["rule"], pathlib.Path(item["file"]).name, item["name"], f["pointer"],
                       f.get("missing", ""))
                found.setdefault(key, f)
    rng = random.Random(seed)
    by_rule = collections.defaultdict(list)
    for key in sorted(found):
        by_rule[key[0]].append(key)
    rules = sorted(by_rule)
    rng.shuffle(rules)
    for rule in rules[:size]:
        key = rng.choice(by_rule[rule])
        print(f"{rule} | {key[1]} | {found[key]['field']} | {found[key]['detail']} | "
              f"FIX {found[key]['fix']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(ROOT / "build/release/sluice"))
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    shared = pathlib.Path(os.environ.get("SLUICE_SHARED", ROOT.parent / "shared"))
    manifests = shared / "corpus/manifests"
    reports = {p: check(arguments.binary, p, manifests, False) for p in PROFILES}
    if arguments.sample:
        return sample(reports, arguments.sample, arguments.seed)
    report = ROOT / "docs/corpus-report.md"
    old = report.read_text() if report.exists() else ""
    by_hand = old[old.index(MARK):].rstrip() if MARK in old else MARK + "\n\nNot done yet."
    any_report = reports["baseline"]["summary"]
    print(f"""# Noise over manifests from the field

Written by `tools/corpus_report.py`; the last section is by hand and is kept. The corpus is
{any_report["files"]} files of public repositories with {any_report["objects"]} Flink objects, many of
them demos and some of them fragments. They are judged as they are, without defaults
(`sluice check --no-defaults`). A cell counts objects in which the rule speaks.

{summary(reports)}

{table(reports)}

{by_hand}""")


if __name__ == "__main__":
    main()

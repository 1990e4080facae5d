#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks of the pages: rule ids exist, relative links resolve, and commands have their words.

An id is a word in backticks that stands in a table or sentence of docs/best-practice.md or
docs/corpus-report.md and has the form of one; elsewhere only `rules explain ID` is looked at. Of
lines in `sh` blocks that run sluice, the subcommand must exist.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ID = re.compile(r"`([a-z][a-z0-9]*(?:-[a-z0-9]+)+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Words in backticks that look like ids and are something else.
OTHER = {"apache-operator", "best-practice", "config-value", "flink-conf", "flink-main-container",
         "flink-operator-config", "operator-config", "process-size", "spotify-operator"}
PAGES_OF_IDS = {"best-practice.md", "corpus-report.md"}


def shipped_ids():
    return {f.stem for kind in ("rules", "defaults") for f in (ROOT / "src" / kind).glob("*/*.cc")
            if f.parent.name != "support"}


def commands():
    text = (ROOT / "src/app/main.cc").read_text()
    for extra in (ROOT / "src/app").glob("*.cc"):
        text += extra.read_text()
    return set(re.findall(r'(?:add_subcommand|alias)\(\s*"([a-z-]+)"', text))


def check_page(page, ids, words):
    text = page.read_text()
    name = page.relative_to(ROOT)
    wrong = []
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}:{number}"
        found = ID.findall(line) if page.name in PAGES_OF_IDS else []
        found += re.findall(r"sluice rules explain ([a-z0-9-]+)", line)
        wrong += [f"{where}: no rule or default is named {i}" for i in found
                  if i not in ids | OTHER]
        for target in LINK.findall(line):
            if "://" not in target and not target.startswith("mailto:") and \
                    not (page.parent / target).exists():
                wrong.append(f"{where}: the link {target} leads nowhere")
    for block in re.findall(r"```sh\n(.*?)```", text, re.S):
        for word in re.findall(r"^(?:\S*/)?sluice +([a-z]+)", block, re.M):
            if word not in words:
                wrong.append(f"{name}: sluice has no command {word}")
        for script in re.findall(r"^(?:python3 )?((?:tools|demo|deploy|certs)/\S+\.(?:py|sh))",
                                 block, re.M):
            if not (ROOT / script).exists():
                wrong.append(f"{name}: there is no {script}")
    return wrong


def main():
    pages = sorted((ROOT / "docs").glob("*.md")) + [ROOT / "README.md"]
    ids, words = shipped_ids(), commands()
    wrong = [line for page in pages for line in check_page(page, ids, words)]
    for line in wrong:
        print(line)
    print(f"{len(pages)} pages, {len(ids)} ids, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

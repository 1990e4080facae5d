#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every #include to the table of rooms in docs/architecture.md."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
GENERATED = {"sluice/flink/options/ids.h"}
# Third-party headers by the word that allows them.
LIBRARIES = {
    "tl/": "tl", "fmt/": "fmt", "openssl/": "openssl", "boost/json": "boost/json", "boost/": "boost",
    "yaml-cpp/": "yaml-cpp", "nlohmann/": "nlohmann", "spdlog/": "spdlog", "prometheus/": "prometheus",
    "CLI/": "CLI", "re2/": "re2", "zlib.h": "zlib",
}


def read_table():
    rooms = {}
    for line in (ROOT / "docs/architecture.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"[a-z0-9]+", cells[0]) and cells[0] != "room":
            rooms[cells[0]] = (set(cells[2].replace("—", "").split()), set(cells[3].replace("—", "").split()))
    return rooms


def room_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[2] if parts[0] == "include" else parts[1]


def check(path, rooms):
    room = room_of(path)
    if room not in rooms:
        return [f"{path}: room '{room}' is not in docs/architecture.md"]
    allowed, libraries = rooms[room]
    problems = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if not found:
            continue
        quote, target = found.groups()
        where = f"{path.relative_to(ROOT)}:{number}"
        if quote == "<":
            for prefix, word in LIBRARIES.items():
                if target.startswith(prefix):
                    if word not in libraries and not (word == "boost/json" and "boost" in libraries):
                        problems.append(f"{where}: {room} may not use {word}")
                    break
            continue
        if target.startswith("sluice/"):
            other = target.split("/")[1]
            if target not in GENERATED and not (ROOT / "include" / target).exists():
                problems.append(f"{where}: no door {target}")
        else:
            other = target.split("/")[0]
            if "/" in target and other != room:
                problems.append(f"{where}: {target} is inside another room")
                continue
            if "/" not in target:
                continue  # generated tables beside the source
        if other != room and other not in allowed:
            problems.append(f"{where}: {room} may not include {other}")
    return problems


def main():
    rooms = read_table()
    if not rooms:
        print("docs/architecture.md has no table of rooms")
        return 1
    files = sorted([*ROOT.glob("src/**/*.cc"), *ROOT.glob("src/**/*.h"), *ROOT.glob("include/**/*.h")])
    problems = [problem for path in files for problem in check(path, rooms)]
    print("\n".join(problems) or f"{len(files)} files keep to {len(rooms)} rooms")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule that a shipped profile names has a case in the suite of that profile.

A rule that a profile switches off (actions: []) or that needs a parameter of the site is excused by a
comment in the suite: `# no case: RULE, REASON`.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def named(text):
    rules = text.split("\n  rules:", 1)[-1].split("\n  defaults:", 1)[0]
    return set(re.findall(r"^\s*- \{?id: ([a-z0-9-]+)", rules, re.M))


def main():
    wrong = []
    for profile in sorted(ROOT.glob("policies/profiles/*.yaml")):
        suite = ROOT / "test" / "suites" / profile.name
        if not suite.exists():
            wrong.append(f"{profile.relative_to(ROOT)} has no suite {suite.relative_to(ROOT)}")
            continue
        text = suite.read_text()
        cases = set(re.findall(r"\brule: ([a-z0-9-]+)", text))
        excused = set(re.findall(r"# no case: ([a-z0-9-]+), \S", text))
        wrong += [f"{suite.relative_to(ROOT)}: no case about {rule}"
                  for rule in sorted(named(profile.read_text()) - cases - excused)]
    print("\n".join([*wrong, f"{len(wrong)} decisions of profiles without a case"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

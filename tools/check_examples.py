#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of the pages, so that they cannot rot: check_examples.py SLUICE [PAGE...]

A marker in the line before a fenced block says what the block is:

  <!-- example: FOLDER/FILE -->               the text of that file
  <!-- example: FOLDER/FILE, wrap: NAME -->   the spec of the FlinkPolicy NAME in that file
  <!-- fixture: PATH -->                      the text of that file of this repository (comment
                                              lines at the top may differ)
  <!-- run: FOLDER -->                        a console: lines "$ sluice ..." are run in that folder,
                                              and the lines after each are what it prints; in them
                                              "..." stands for any text
  <!-- not run: REASON -->                    nothing of the kind

The files of a page are written below a folder of its own. Then every folder `policies` among them
must load, with the folder `exceptions` beside it, every suite must pass (unless a console of its
folder runs it), and every console must say what stands there. A YAML block that holds a policy, an exception or a suite and has no marker is an
error.
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?:^<!-- (example|fixture|run|not run): ([^\n]*?) -->\n\s*)?"
                   r"^```([a-z]*)\n(.*?)^```$", re.M | re.S)
OURS = re.compile(r"^apiVersion: (?:policy|test)\.sluice\.dev/|^kind: Flink(?:Policy|Profile)", re.M)
HEAD = "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {{name: {}}}\n{}"
TIMES = re.compile(r"\b\d+(?:\.\d+)?(ms|s)\b")


def without_comments(text):
    lines = text.splitlines()
    while lines and lines[0].startswith("#"):
        lines.pop(0)
    return "\n".join(lines).strip()


def matches(expected, printed):
    """Whether `printed` is `expected`, with "..." for any text and any number for a time."""
    pattern = ".*".join(re.escape(TIMES.sub(r"0\1", part)) for part in expected.split("..."))
    return re.fullmatch(pattern, TIMES.sub(r"0\1", printed), re.S) is not None


class Page:
    def __init__(self, path, sluice, folder):
        self.path, self.sluice, self.folder = path, sluice, folder
        self.wrong, self.ran = [], 0

    def fail(self, line, words):
        self.wrong.append(f"{self.path.relative_to(ROOT)}:{line}: {words}")

    def run(self, arguments, folder):
        self.ran += 1
        return subprocess.run([self.sluice, *arguments], cwd=folder, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={"NO_COLOR": "1", "PATH": "/usr/bin:/bin"})

    def inside(self, line, name):
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            self.fail(line, f"{name} leaves the folder of the page")
            return None
        return path

    def write(self, line, name, text):
        name, _, wrap = name.partition(", wrap: ")
        path = self.inside(line, name)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(wrap, text) if wrap else text)

    def fixture(self, line, name, text):
        path = ROOT / name
        if not path.is_file():
            self.fail(line, f"there is no {name}")
        elif without_comments(path.read_text()) != without_comments(text):
            self.fail(line, f"this is not what {name} says")

    def console(self, line, folder, text):
        place = self.inside(line, folder)
        if place is None or not place.is_dir():
            self.fail(line, f"there is no example folder {folder}")
            return
        command, expected = None, []
        for row in [*text.splitlines(), "$ "]:
            if not row.startswith("$ "):
                expected.append(row)
                continue
            if command:
                words = shlex.split(command)
                if words[0] != "sluice":
                    self.fail(line, f"only sluice is run here: {command}")
                    return
                said = self.run(words[1:], place).stdout.rstrip("\n")
                if not matches("\n".join(expected).rstrip("\n"), said):
                    self.fail(line, f"`{command}` prints\n{said}")
            command, expected = row[2:], []

    def load_folders(self):
        for policies in sorted(self.folder.rglob("policies")):
            arguments = ["check", "--policy-dir", str(policies), "--allow-empty"]
            exceptions = policies.parent / "exceptions"
            if exceptions.is_dir():
                arguments += ["--exception-dir", str(exceptions)]
            empty = policies.parent / ".empty"
            empty.mkdir(exist_ok=True)
            done = self.run([*arguments, str(empty)], self.folder)
            if done.returncode != 0:
                self.fail(1, f"the example policies do not load:\n{done.stdout}")

    def run_suites(self, shown):
        """The suites of every example folder whose console does not show what they print."""
        for folder in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            suites = any("kind: Suite" in path.read_text() for path in folder.rglob("*.yaml"))
            if not suites or folder.name in shown:
                continue
            done = self.run(["verify", "."], folder)
            if done.returncode != 0:
                self.fail(1, f"the example suites of {folder.name} fail:\n{done.stdout}")

    def check(self):
        text = self.path.read_text()
        consoles = []
        for found in BLOCK.finditer(text):
            marker, what, language, body = found.groups()
            line = text.count("\n", 0, found.start()) + 1
            if marker == "example":
                self.write(line, what, body)
            elif marker == "fixture":
                self.fixture(line, what, body)
            elif marker == "run":
                consoles.append((line, what, body))
            elif marker is None and language == "yaml" and OURS.search(body):
                self.fail(line, "a policy, exception or suite without a marker: see "
                                "tools/check_examples.py")
        self.load_folders()
        self.run_suites({folder for _, folder, body in consoles if "sluice verify" in body})
        for line, folder, body in consoles:
            self.console(line, folder, body)


def main():
    sluice = str(pathlib.Path(sys.argv[1]).resolve())
    pages = [pathlib.Path(name).resolve() for name in sys.argv[2:]]
    pages = pages or [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    wrong, ran = [], 0
    for path in pages:
        with tempfile.TemporaryDirectory() as folder:
            page = Page(path, sluice, pathlib.Path(folder))
            page.check()
            wrong += page.wrong
            ran += page.ran
    print("\n".join(wrong + [f"{len(pages)} pages, {ran} commands run, {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

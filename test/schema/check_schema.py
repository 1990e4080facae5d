#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schemas against the loaders: check_schema.py fresh|agree SLUICE

fresh  policies/schema/*.json is what `sluice schema` prints (SLUICE_UPDATE=1 writes it).
agree  with a JSON Schema validator: the schemas are valid; every shipped file and every file of
       good/ passes both schema and loader; every file of bad/ is refused by both. A first line
       "# schema accepts: REASON" marks what only the loader can see.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KINDS = ["FlinkPolicy", "FlinkProfile", "FlinkPolicyException", "Suite"]
SCHEMAS = ROOT / "policies" / "schema"
APART = "# schema accepts:"


def printed(sluice, kind):
    return subprocess.run([sluice, "schema", *([kind] if kind else [])], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def fresh(sluice):
    stale = []
    for kind in [*KINDS, ""]:
        path = SCHEMAS / f"{kind or 'sluice'}.json"
        text = printed(sluice, kind)
        if os.environ.get("SLUICE_UPDATE") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.relative_to(ROOT))
    for path in stale:
        print(f"{path} is stale: SLUICE_UPDATE=1 ctest --preset dev -R schema_fresh")
    print(f"{len(KINDS) + 1} schemas, {len(stale)} stale")
    return 1 if stale else 0


def need_validator():
    """The validator, from this Python or from the system's."""
    try:
        import jsonschema
        import yaml
        return jsonschema, yaml
    except ImportError:
        system = "/usr/bin/python3"
        if os.path.exists(system) and os.environ.get("SLUICE_SYSTEM_PYTHON") is None:
            os.environ["SLUICE_SYSTEM_PYTHON"] = "1"
            os.execv(system, [system, *sys.argv])
        print("SKIPPED: no python3-jsonschema and python3-yaml here")
        sys.exit(0)


def loader_says(sluice, path, kind):
    """What the loader complains about; empty when it takes the file."""
    if kind == "Suite":
        done = subprocess.run([sluice, "verify", "--allow-empty", "--run", "^$", str(path)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout if done.returncode != 0 else ""
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        for name in ("policies", "exceptions", "empty"):
            (base / name).mkdir()
        place = "exceptions" if kind == "FlinkPolicyException" else "policies"
        (base / place / "file.yaml").write_text(path.read_text())
        if kind != "FlinkPolicy":
            (base / "policies" / "a.yaml").write_text(
                "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"
                "metadata: {name: bound}\nspec: {profile: baseline}\n")
        command = [sluice, "check", "--allow-empty", "--policy-dir", str(base / "policies")]
        if kind == "FlinkPolicyException":
            command += ["--exception-dir", str(base / "exceptions")]
        done = subprocess.run([*command, str(base / "empty")], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.stdout if done.returncode != 0 else ""


class Agreement:
    def __init__(self, sluice):
        self.sluice, self.wrong, self.files = sluice, [], 0
        self.jsonschema, self.yaml = need_validator()
        self.validators = {}
        for kind in [*KINDS, ""]:
            schema = json.loads(printed(sluice, kind))
            self.jsonschema.Draft7Validator.check_schema(schema)
            self.validators[kind] = self.jsonschema.Draft7Validator(schema)

    def schema_says(self, kind, document):
        # The schema of the kind and the one for all kinds say the same.
        said = [error.message for error in self.validators[kind].iter_errors(document)]
        if bool(said) != (not self.validators[""].is_valid(document)):
            self.wrong.append(f"the two schemas disagree: {document!r:.120}")
        return said

    def check(self, path, good, load=True):
        self.files += 1
        text = path.read_text()
        for document in self.yaml.safe_load_all(text):
            kind = document.get("kind") if isinstance(document, dict) else None
            kind = kind if kind in KINDS else path.name.split(".")[0]
            said = self.schema_says(kind, document)
            accepts = good or text.startswith(APART)
            if accepts and said:
                self.wrong.append(f"{path.relative_to(ROOT)}: the schema refuses it: {said[0]:.200}")
            if not accepts and not said:
                self.wrong.append(f"{path.relative_to(ROOT)}: the schema accepts it")
        if not load:
            return
        loaded = loader_says(self.sluice, path, kind)
        if good and loaded:
            self.wrong.append(f"{path.relative_to(ROOT)}: the loader refuses it: {loaded}")
        if not good and not loaded:
            self.wrong.append(f"{path.relative_to(ROOT)}: the loader accepts it")


def agree(sluice):
    agreement = Agreement(sluice)
    shipped = [*ROOT.glob("policies/*.yaml"), *ROOT.glob("policies/profiles/*.yaml"),
               *ROOT.glob("deploy/**/policies/*.yaml"), *ROOT.glob("test/suites/*.yaml")]
    for path in sorted(shipped):
        if path.name != "kustomization.yaml":
            agreement.check(path, good=True, load=False)  # other tests load these
    for path in sorted(HERE.glob("good/*.yaml")):
        agreement.check(path, good=True)
    for path in sorted(HERE.glob("bad/*.yaml")):
        agreement.check(path, good=False)
    print("\n".join([*agreement.wrong, f"{agreement.files} files, {len(agreement.wrong)} wrong"]))
    return 1 if agreement.wrong or not agreement.files else 0


if __name__ == "__main__":
    sys.exit({"fresh": fresh, "agree": agree}[sys.argv[1]](os.path.abspath(sys.argv[2])))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the option catalogue as C++: the header of option ids and the constant tables.

    compile_options.py DATA_DIR IDS_HEADER TABLES_INC

Run by the build. The same data gives the same bytes.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import model  # noqa: E402  (the script's own folder)

NONE = 0xFFFF
MASK64 = (1 << 64) - 1
BUCKETS, SLOTS = 512, 4096
RELEASES = ("1.7.0", "1.10.0", "1.16-SNAPSHOT")  # OperatorRelease, in its order
HEADER = "// SPDX-License-Identifier: Apache-2.0\n// Written by tools/options/compile_options.py.\n"


# --- names ----------------------------------------------------------------------------------------

def constant(name):
    """high-availability.type -> kHighAvailabilityType."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    return "k" + "".join(word[0].upper() + word[1:] for word in words)


def constants(options):
    """One constant an option; of equal ones the complete keys keep the plain name, then by name."""
    taken, result = set(), {}

    def order(option):
        return model.scope(option.forms[max(option.forms)]) != "kCluster", option.name

    for option in sorted(options, key=order):
        plain = constant(option.name)
        chosen, n = plain, 2
        while chosen in taken:
            chosen, n = f"{plain}{n}", n + 1
        taken.add(chosen)
        result[option.name] = chosen
    return result


def ids_header(options):
    named = constants(options)
    lines = [HEADER, "#pragma once\n", '#include "sluice/flink/options/catalogue.h"\n',
             "// One constant an option, by its canonical (newest) name.",
             "namespace sluice::flink::options {\n"]
    for index, option in enumerate(options):
        name = option.name
        lines.append(f"inline constexpr OptionId {named[name]}{{{index}}};  // {name}")
    lines.append("\n}  // namespace sluice::flink::options")
    return "\n".join(lines) + "\n"


# --- the perfect hash (the same as HashKey in catalogue.cc) ---------------------------------------

def hash_key(key):
    data = key.encode()
    h = len(data) * 0x9E3779B97F4A7C15 & MASK64

    def mix(h, word):
        h = ((h ^ word) * 0xD6E8FEB86659FD93) & MASK64
        return h ^ (h >> 32)

    if len(data) < 8:
        return mix(h, int.from_bytes(data, "little"))
    for i in range(0, len(data) - 7, 8):
        h = mix(h, int.from_bytes(data[i:i + 8], "little"))
    if len(data) % 8:
        h = mix(h, int.from_bytes(data[-8:], "little"))
    return h


def slot(h, displacement):
    return ((h >> 32) + displacement * (h >> 16 & 0xFFFF | 1)) & (SLOTS - 1)


def perfect_hash(keys):
    """-> (displacement of each bucket, key index of each slot)."""
    hashes = [hash_key(key) for key in keys]
    if len(set(hashes)) != len(hashes):
        sys.exit("two keys with one hash: change the multipliers")
    buckets = [[] for _ in range(BUCKETS)]
    for index, h in enumerate(hashes):
        buckets[h % BUCKETS].append(index)
    displacements, slots = [0] * BUCKETS, [NONE] * SLOTS
    for bucket in sorted(range(BUCKETS), key=lambda b: (-len(buckets[b]), b)):
        for displacement in range(NONE):
            places = [slot(hashes[i], displacement) for i in buckets[bucket]]
            if len(set(places)) == len(places) and all(slots[p] == NONE for p in places):
                break
        else:
            sys.exit("no displacement found: more slots are needed")
        displacements[bucket] = displacement
        for place, index in zip(places, buckets[bucket]):
            slots[place] = index
    return displacements, slots


# --- tables ---------------------------------------------------------------------------------------

def literal(text):
    """A string_view's initialiser."""
    data = text.encode()
    body = "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}" for b in data)
    return f'{{"{body}", {len(data)}}}'


def array(kind, name, items, per_line=1):
    items = [str(item) for item in items]
    rows = [", ".join(items[i:i + per_line]) for i in range(0, len(items), per_line)]
    return f"constexpr {kind} {name}[] = {{\n" + "".join(f"    {row},\n" for row in rows) + "};\n"


class Tables:
    """Collects the deduplicated parts while the declarations are written."""

    def __init__(self, keys):
        self.key_id = {key: index for index, key in enumerate(keys)}
        self.enums, self.enum_at = [], {}
        self.lists, self.list_deprecated, self.list_at = [], [], {}
        self.declarations, self.declaration_at = [], {}

    def enum_span(self, values):
        if not values:
            return "{}"
        if values not in self.enum_at:
            self.enum_at[values] = len(self.enums)
            self.enums += values
        return f"{{kEnumConstants + {self.enum_at[values]}, {len(values)}}}"

    def key_list(self, declaration):
        keys = ((declaration.key, False), *declaration.fallback)
        if keys not in self.list_at:
            self.list_at[keys] = len(self.lists)
            self.lists += [self.key_id[key] for key, _ in keys]
            self.list_deprecated += [int(deprecated) for _, deprecated in keys]
        return self.list_at[keys], len(keys)

    def add(self, declaration, owner, bits):
        begin, count = self.key_list(declaration)
        self.declaration_at[id(declaration)] = len(self.declarations)
        bools = [declaration.is_list, declaration.type == "Map" and not declaration.is_list,
                 declaration.deprecated, declaration.default is not None]
        source = ".".join(declaration.source.split(".")[-2:])
        self.declarations.append(
            f"{{{{ValueType::k{declaration.type}, " + ", ".join(str(b).lower() for b in bools)
            + f", Scope::{model.scope(declaration)}, Owner::{owner}, "
            + f"{literal(declaration.default or '')}, {literal(declaration.yaml or '')}, "
            + f"{self.enum_span(declaration.enum)}, {literal(source)}}}, "
            + f"{begin}, {count}, {bits}}}")


def key_uses(options, keys, count):
    """-> (flat list of uses, spans, for each key and version the span)."""
    table = {}
    for index, option in enumerate(options):
        for version, declaration in option.forms.items():
            for rank, (key, deprecated) in enumerate(((declaration.key, False),
                                                      *declaration.fallback)):
                table.setdefault((key, version), []).append((rank, index, deprecated))
    uses, spans, span_at, rows = [], [(0, 0)], {(): 0}, []
    for key in keys:
        for version in range(count):
            found = tuple(sorted(table.get((key, version), ())))
            if found not in span_at:
                span_at[found] = len(spans)
                spans.append((len(uses), len(found)))
                uses += found
            rows.append(span_at[found])
    return uses, spans, rows


def tables_inc(options, declarations, versions, prefixes):
    keys = sorted({key for d, _, _ in declarations for key, _ in ((d.key, 0), *d.fallback)})
    tables = Tables(keys)
    for declaration, owner, bits in declarations:
        tables.add(declaration, owner, bits)
    forms = [tables.declaration_at[id(o.forms[v])] if v in o.forms else NONE
             for o in options for v in range(len(versions))]
    uses, spans, key_rows = key_uses(options, keys, len(versions))
    displacements, slots = perfect_hash(keys)
    key_id = tables.key_id
    releases = [sum(1 << i for i, r in enumerate(RELEASES) if r in o.releases) for o in options]
    return "\n".join([
        HEADER,
        array("std::string_view", "kKeyNames", map(literal, keys)),
        f"constexpr std::size_t kLongestKey = {max(len(key.encode()) for key in keys)};\n",
        array("std::uint16_t", "kDisplacements", displacements, 20),
        array("std::uint16_t", "kSlots", slots, 20),
        array("std::string_view", "kEnumConstants", map(literal, tables.enums)),
        array("KeyId", "kKeyLists", (f"KeyId{{{k}}}" for k in tables.lists), 8),
        array("std::uint8_t", "kKeyListDeprecated", tables.list_deprecated, 30),
        array("Declaration", "kDeclarations", tables.declarations),
        array("KeyId", "kCanonicalKeys", (f"KeyId{{{key_id[o.name]}}}" for o in options), 8),
        array("std::uint16_t", "kOptionForms", forms, len(versions)),
        array("std::uint8_t", "kOptionReleases", releases, 30),
        array("OptionUse", "kUses", (f"{{OptionId{{{o}}}, {rank}, {str(deprecated).lower()}}}"
                                     for rank, o, deprecated in uses), 4),
        array("UseSpan", "kUseSpans", (f"{{{begin}, {size}}}" for begin, size in spans), 10),
        array("std::uint16_t", "kKeyUseSpans", key_rows, len(versions)),
        array("std::string_view", "kPrefixes", map(literal, prefixes)),
        array("std::string_view", "kTemplates", map(literal, sorted(
            {d.key for d, _, _ in declarations if model.scope(d) == "kTemplate"}))),
    ])


def main(data, ids_path, tables_path):
    versions, flink = model.read(data / "flink.jsonl")
    releases, operator = model.read(data / "operator.jsonl")
    options = model.join(versions, flink, releases, operator)
    declarations = [(d, "kFlink", sum(1 << v for v in d.versions)) for d in flink]
    for declaration in operator:  # the bits of an operator's declaration are OperatorRelease's
        known = [RELEASES.index(releases[v]) for v in declaration.versions
                 if releases[v] in RELEASES]
        declarations.append((declaration, "kOperator", sum(1 << bit for bit in known)))
    prefixes = sorted(line.split("\t")[0] for line in
                      (data / "prefixes.txt").read_text(encoding="utf-8").splitlines()
                      if line and not line.startswith("#"))
    ids_path.parent.mkdir(parents=True, exist_ok=True)
    ids_path.write_text(ids_header(options), encoding="utf-8")
    tables_path.parent.mkdir(parents=True, exist_ok=True)
    tables_path.write_text(tables_inc(options, declarations, versions, prefixes), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))

# SPDX-License-Identifier: Apache-2.0
"""From declarations to options: which declarations of all versions are one ConfigOption.

Pure functions over the lines of data/options/*.jsonl; compile_options.py writes C++ from them.
"""
import json
from dataclasses import dataclass, field

@dataclass
class Declaration:
    """One static ConfigOption field, as it reads in some versions."""
    key: str
    type: str
    is_list: bool
    enum: tuple
    default: object          # text, or None
    yaml: object             # text, or None when it reads as the default does
    fallback: tuple          # ((key, deprecated), ...) in the order that Flink tries
    visibility: str
    deprecated: bool
    suffix: str
    source: str              # "configuration.CoreOptions.TMP_DIRS"
    versions: tuple          # indices into the versions of the file


@dataclass
class Option:
    """One ConfigOption over all versions: at most one declaration a version."""
    name: str = ""
    forms: dict = field(default_factory=dict)   # version index -> Declaration
    owner: str = "kFlink"
    releases: frozenset = frozenset()           # operator releases that declare it


def read(path):
    """-> (version names in order, declarations)."""
    with open(path, encoding="utf-8") as file:
        names = list(json.loads(next(file))["versions"])
        return names, [_declaration(json.loads(line), names) for line in file]


def _declaration(row, names):
    versions = []
    for run in row["versions"].split(","):
        first, _, last = run.partition("..")
        versions += range(names.index(first), names.index(last or first) + 1)
    fallback = tuple((k.removeprefix("!"), k.startswith("!")) for k in row.get("fallback", ()))
    return Declaration(row["key"], row["type"], row.get("list", False), tuple(row.get("enum", ())),
                       row.get("default"), row.get("yaml"), fallback, row.get("vis", ""),
                       row.get("deprecated", False), row.get("suffix", ""), row["in"],
                       tuple(versions))


def scope(declaration):
    """Where the key has a meaning, judged by the class that declares it."""
    source, key = declaration.source, declaration.key
    cls = source.split(".")[-2]
    package = source[:source.index(cls)]
    if (key.startswith(("$internal", "internal.", "__")) or cls.endswith("OptionsInternal")
            or cls in ("StreamConfig", "InternalConfigOptions")):
        if cls != "KubernetesConfigOptionsInternal":
            return "kInternal"
    if (declaration.suffix or package.startswith(("metrics.influxdb", "metrics.prometheus",
                                                  "metrics.otel"))
            or cls in ("MetricOptions", "TraceOptions", "EventOptions", "ReporterSetup")
            and not key.startswith(("metrics.", "traces.", "events."))):
        return "kReporterSuffix"
    if cls == "SqlGatewayRestOptions":
        return "kEndpointSuffix"
    if package.startswith("externalresource."):
        return "kResourceSuffix"
    if _is_ddl(package, cls, key):
        return "kTableDdl"
    if "<" in key or "#" in key:
        return "kTemplate"
    if package.startswith(("table.client", "table.gateway")) and not key.startswith("yarn."):
        return "kSqlTools"
    if key == "env.java.opts.sql-gateway":
        return "kSqlTools"
    if key.startswith("yarn.") or package.startswith("yarn."):
        return "kYarn"
    return "kCluster"


def _is_ddl(package, cls, key):
    if package.startswith(("connector.", "formats.", "model.", "table.connector", "table.module",
                           "table.factories", "table.utils.python", "state.table",
                           "table.runtime.arrow", "table.sinks", "table.planner.hint")):
        return not key.startswith("table.")
    if cls in ("LookupJoinHintOptions", "MLPredictRuntimeConfigOptions",
               "FileCatalogStoreFactoryOptions", "VectorSearchRuntimeConfigOptions",
               "GenericInMemoryCatalogFactoryOptions"):
        return True
    return cls == "CommonCatalogOptions" and not key.startswith("table.")


def preference(declaration):
    """Least is chosen when several fields declare one key in one version: a complete key before a
    suffix, a public field before a hidden one, a current one before a deprecated one, a typed one
    before text; the class name makes it certain."""
    return (scope(declaration) not in ("kCluster", "kYarn"), bool(declaration.visibility),
            declaration.deprecated, declaration.type == "String", declaration.source)


def choose(declarations, count):
    """-> for each version: key -> the one declaration that stands for it.

    A deprecated declaration is left out where a current one names its key as a fallback (1.20:
    SavepointConfigOptions.SAVEPOINT_PATH beside StateRecoveryOptions.SAVEPOINT_PATH).
    """
    by_version = [{} for _ in range(count)]
    for declaration in sorted(declarations, key=preference):
        for version in declaration.versions:
            by_version[version].setdefault(declaration.key, declaration)
    for table in by_version:
        heirs = {old for d in table.values() if not d.deprecated for old, _ in d.fallback}
        for key in [k for k, d in table.items() if d.deprecated and k in heirs]:
            del table[key]
    return by_version


def options(by_version):
    """Joins the declarations of all versions into options.

    The same primary key is the same option. A primary key of one version that has become a fallback
    of a key in the next is the same option as that key, unless both were primary side by side; of
    several such keys the one that names it first in its fallbacks, then by name.
    """
    present = {}
    for version, table in enumerate(by_version):
        for key in table:
            present.setdefault(key, set()).add(version)
    parent = {key: key for key in present}

    def root(key):
        while parent[key] != key:
            key = parent[key]
        return key

    members = {key: set(versions) for key, versions in present.items()}
    for version in range(1, len(by_version)):
        gone = set(by_version[version - 1]) - set(by_version[version])
        heirs = []
        for key, declaration in by_version[version].items():
            for place, (old, _) in enumerate(declaration.fallback):
                if old in gone:
                    heirs.append((place, key, old))
        for _, key, old in sorted(heirs):
            a, b = root(old), root(key)
            if a != b and not members[a] & members[b]:
                parent[a] = b
                members[b] |= members.pop(a)
    grouped = {}
    for version, table in enumerate(by_version):
        for key, declaration in table.items():
            option = grouped.setdefault(root(key), Option())
            option.forms[version] = declaration
    for option in grouped.values():
        option.name = option.forms[max(option.forms)].key
    return sorted(grouped.values(), key=lambda option: option.name)


def join(versions, flink, releases, operator):
    """Options of Flink and of the operator, sorted by name. An operator option reads as in the
    newest release that declares it and exists in every Flink version."""
    found = options(choose(flink, len(versions)))
    names = {option.name for option in found}
    for option in options(choose(operator, len(releases))):
        if option.name in names:
            continue
        newest = option.forms[max(option.forms)]
        found.append(Option(option.name, {v: newest for v in range(len(versions))}, "kOperator",
                            frozenset(releases[v] for v in option.forms)))
    return sorted(found, key=lambda option: option.name)

// SPDX-License-Identifier: Apache-2.0
// What both operators admit and what then fails, over their recorded outcomes: a resource that the
// operator accepts and cannot deploy, that Flink cannot start, or of which a value changes on the
// way, has a finding that says so; one that works has none of these.
#include <functional>
#include <iostream>
#include <map>
#include <set>

#include "conformance/suite.h"
#include "sluice/doc/document.h"
#include "sluice/engine/engine.h"
#include "sluice/rulebook/all.h"
#include "support/catch.h"
#include "support/shared.h"

namespace sluice::conformance {
namespace {

using nlohmann::json;
using Ids = std::set<std::string>;

// The rules that speak of it, and the recorded outcome that they must tell.
struct Trouble {
  const char* name;
  Ids rules;
  std::function<bool(const json& row)> happened;
};

engine::Snapshot Baseline() {
  engine::Snapshot snapshot;
  auto book = rulebook::BuildShipped();
  if (!book) throw std::runtime_error(book.error().message);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  auto set =
      policy::PolicySet::ForProfile(*snapshot.rulebook, policy::ShippedProfiles(), "baseline");
  if (!set) throw std::runtime_error(set.error().front().ToString());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  return snapshot;
}

Ids Findings(const engine::Snapshot& snapshot, const doc::Value& object) {
  const auto text = [&object](std::initializer_list<std::string_view> path) {
    const doc::Value* node = object.FindPath(path);
    return node == nullptr ? std::string_view() : node->text();
  };
  const std::string_view version = text({"apiVersion"});
  const std::size_t slash = std::min(version.find('/'), version.size());
  const flink::Question question = {.object = &object,
                                    .group = version.substr(0, slash),
                                    .version = version.substr(std::min(slash + 1, version.size())),
                                    .kind = text({"kind"}),
                                    .namespace_name = "default",
                                    .name = text({"metadata", "name"})};
  const policy::Selection selection =
      snapshot.policies->Select({.namespace_name = "default", .kind = question.kind});
  const flink::Subject subject = flink::Understand(question, snapshot.Known());
  Ids ids;
  for (const engine::JudgedFinding& finding : engine::Judge(selection, subject).findings) {
    ids.insert(std::string(finding.finding.rule->meta.id));
  }
  return ids;
}

bool AnyOf(const Ids& found, const Ids& wanted) {
  return std::ranges::any_of(wanted, [&found](const auto& id) { return found.contains(id); });
}

using Gone = std::function<bool(const json& own, const json& effective, const json& in_cluster)>;

// Any text of the user's configuration, nested or flat, of which `gone` holds.
bool AnyValue(const json& configuration, const std::string& above, const json& result,
              const Gone& gone) {
  return std::ranges::any_of(configuration.items(), [&](const auto& item) {
    const std::string key = above + item.key();
    if (item.value().is_object()) return AnyValue(item.value(), key + ".", result, gone);
    if (!item.value().is_string()) return false;
    const json flat = result["cluster"].value("flat", json::object());
    const json effective = result.value("effective", json::object());
    return gone(item.value(), effective.value(key, json()), flat.value(key, json()));
  });
}

bool AnyValue(const json& row, const Gone& gone) {
  const json& result = row.at("r");
  if (!result.contains("cluster")) return false;
  const json configuration = row.at("in").at("spec").value("flinkConfiguration", json::object());
  return AnyValue(configuration, "", result, gone);
}

const std::vector<Trouble>& DeploymentTroubles() {
  static const std::vector<Trouble> troubles = {
      {"cannot be built",
       {"config-not-buildable"},
       [](const json& row) { return row.at("r").contains("effectiveErr"); }},
      {"cannot be written",
       {"overlapping-keys-v2"},
       [](const json& row) { return row.at("r").contains("confFileErr"); }},
      {"cannot start: job manager",
       {"jm-memory-infeasible"},
       [](const json& row) { return row.at("r").contains("jmErr"); }},
      {"cannot start: task manager",
       {"tm-memory-infeasible"},
       [](const json& row) { return row.at("r").contains("tmErr"); }},
      {"is changed by the file",
       {"value-truncated-by-legacy-file", "value-retyped-by-yaml-file"},
       [](const json& row) {
         return AnyValue(row, [](const json& own, const json& effective, const json& cluster) {
           return own == effective && own != cluster;
         });
       }},
      {"is replaced by a field",
       {"memory-shadowed", "parallelism-default-ignored", "config-overridden-by-field"},
       [](const json& row) {
         return AnyValue(row, [](const json& own, const json& effective, const json&) {
           return !effective.is_null() && own != effective;
         });
       }},
  };
  return troubles;
}

const std::vector<Trouble>& SpotifyTroubles() {
  static const std::vector<Trouble> troubles = {
      {"cannot be read",
       {"value-retyped-by-yaml-file"},
       [](const json& row) {
         return row.at("r").contains("cluster") && row["r"]["cluster"].contains("err");
       }},
  };
  return troubles;
}

void Run(const std::filesystem::path& file, const std::vector<Trouble>& troubles) {
  const engine::Snapshot snapshot = Baseline();
  const auto rows = ReadRows(file);
  REQUIRE(rows);
  std::map<std::string, int> told, missed, invented;
  int accepted = 0;
  for (const json& row : *rows) {
    if (!row.at("r").contains("validate") || !row["r"]["validate"].is_null()) continue;
    ++accepted;
    const auto object = doc::ReadJson(row.at("in").dump(), {});
    REQUIRE(object);
    const Ids found = Findings(snapshot, object->root());
    for (const Trouble& trouble : troubles) {
      INFO(row.value("id", "?") << " " << trouble.name << " " << row.at("in").dump());
      const bool said = AnyOf(found, trouble.rules);
      if (trouble.happened(row)) {
        CHECK(said);
        ++(said ? told : missed)[trouble.name];
      } else if (said && trouble.name != std::string("cannot be read")) {
        CHECK(row["r"].contains("effectiveErr"));  // else nothing more was recorded of it
        ++invented[trouble.name];
      }
    }
  }
  std::cout << file.filename().string() << ": " << accepted << " accepted by the operator\n";
  for (const Trouble& trouble : troubles) {
    std::cout << "  " << trouble.name << ": " << told[trouble.name] << " told, "
              << missed[trouble.name] << " missed, " << invented[trouble.name] << " besides\n";
    CHECK(told[trouble.name] > 0);
  }
}

TEST_CASE("What the Apache operator accepts and what then fails has a finding") {
  const auto folder = test::SharedFolder("vectors/operator-config");
  if (folder) Run(*folder / "crd.jsonl.gz", DeploymentTroubles());
}

TEST_CASE("What the Spotify operator accepts and Flink cannot read has a finding") {
  const auto folder = test::SharedFolder("vectors/operator-config");
  if (folder) Run(*folder / "flinkcluster.jsonl.gz", SpotifyTroubles());
}

// A null cannot stand in a fixture, which is a merge patch.
TEST_CASE("A null in the configuration is a text to the operator") {
  if (!test::SharedFolder("vectors/operator-config")) return;
  const auto object = doc::ReadJson(
      R"({"apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkDeployment",
          "metadata": {"name": "a"}, "spec": {"flinkVersion": "v1_20",
          "flinkConfiguration": {"env.java.opts.all": null}}})",
      {});
  REQUIRE(object);
  CHECK(Findings(Baseline(), object->root()).contains("config-value-shape"));
}

}  // namespace
}  // namespace sluice::conformance

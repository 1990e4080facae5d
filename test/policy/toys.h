// SPDX-License-Identifier: Apache-2.0
// A rulebook of toy rules, and policy texts around them.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "sluice/policy/policy.h"

namespace sluice::policy::toys {

using rulebook::Action;

inline void OldCheck(const flink::Subject&, const rulebook::Params&, rulebook::Findings&) {}
inline void NewCheck(const flink::Subject&, const rulebook::Params&, rulebook::Findings&) {}
inline void Apply(const flink::Subject&, const rulebook::Params&, rulebook::PatchBuilder&) {}

inline constexpr rulebook::Revision kOnlyOld[] = {{.since = {0, 0}, .check = &OldCheck}};
inline constexpr rulebook::Revision kTwo[] = {{.since = {0, 0}, .check = &OldCheck},
                                              {.since = {0, 1}, .check = &NewCheck}};
inline constexpr rulebook::Revision kOnlyNew[] = {{.since = {0, 1}, .check = &NewCheck}};

inline constexpr rulebook::Param kLimitParams[] = {
    {"limit", rulebook::ParamType::kInteger, "5", "A limit.", 1, 10},
    {"storageRoot", rulebook::ParamType::kString, "", "A root."},
    {"schemes", rulebook::ParamType::kStringList, "s3 gs", "Schemes."}};
inline constexpr rulebook::Param kWhereParams[] = {
    {"storageRoot", rulebook::ParamType::kString, "", "A root."},
    {"team", rulebook::ParamType::kString, "", "A team."},
    {"where", rulebook::ParamType::kString, "{{root}}/{{name}}", "A place."}};
inline constexpr rulebook::Param kRootParams[] = {
    {"storageRoot", rulebook::ParamType::kString, "", "A root."}};

constexpr rulebook::Rule Toy(std::string_view id, rulebook::Severity severity,
                             std::span<const rulebook::Revision> revisions) {
  return {.meta = {.id = id,
                   .title = "t",
                   .severity = severity,
                   .reason = "r",
                   .remediation = "Do it."},
          .revisions = revisions};
}

// Outlives the policy sets that are loaded with it.
struct Book {
  rulebook::Rule high = Toy("high-rule", rulebook::Severity::kHigh, kTwo);
  rulebook::Rule low = Toy("low-rule", rulebook::Severity::kLow, kOnlyOld);
  rulebook::Rule rare = Toy("rare-rule", rulebook::Severity::kMedium, kOnlyOld);
  rulebook::Rule young = Toy("young-rule", rulebook::Severity::kHigh, kOnlyNew);
  rulebook::Default directory{.meta = {.id = "directory", .title = "t", .params = kRootParams},
                              .order = 1,
                              .apply = &Apply};
  rulebook::Default interval{.meta = {.id = "interval", .title = "t", .params = kWhereParams},
                             .order = 2,
                             .apply = &Apply};
  rulebook::Rulebook rulebook;

  Book() {
    high.meta.params = kLimitParams;
    rare.meta.opt_in = true;
    auto built = rulebook::Rulebook::Build({&high, &low, &rare, &young}, {&interval, &directory});
    if (!built) throw std::runtime_error(built.error().message);
    rulebook = *std::move(built);
  }
};

inline std::string Profile(const std::string& name, const std::string& spec) {
  return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkProfile\nmetadata: {name: " + name +
         "}\nspec:\n" + spec;
}

inline std::string Policy(const std::string& name, const std::string& spec) {
  return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: " + name +
         "}\nspec:\n" + spec;
}

inline const std::vector<Source>& Shipped() {
  static const std::vector<Source> shipped = {
      {"shipped/strict.yaml",
       Profile("strict",
               "  rules:\n  - {id: high-rule, actions: [Deny]}\n  - {id: young-rule, actions: "
               "[Deny]}\n  defaults:\n  - {id: directory}\n")},
      {"shipped/mild.yaml", Profile("mild", "  description: Warns.\n")}};
  return shipped;
}

inline PolicySet MustLoad(const Book& book, std::vector<Source> sources) {
  auto set = PolicySet::Load(book.rulebook, Shipped(), sources);
  if (!set) throw std::runtime_error(set.error().front().ToString());
  return *std::move(set);
}

inline const BoundRule* Find(const Selection& selection, std::string_view id) {
  for (const BoundRule* rule : selection.rules) {
    if (rule->rule->meta.id == id) return rule;
  }
  return nullptr;
}

}  // namespace sluice::policy::toys

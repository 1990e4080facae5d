// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>

#include "app/commands.h"
#include "sluice/policy/fields.h"
#include "sluice/report/schema.h"
#include "sluice/rulebook/all.h"
#include "sluice/verify/fields.h"

namespace sluice::app {

int RunSchema(const std::string& kind, const std::string& output) {
  const report::SchemaKind kinds[] = {
      {policy::kPolicyKind, policy::kPolicyDocument},
      {policy::kProfileKind, policy::kProfileDocument},
      {policy::kExceptionKind, policy::kExceptionDocument},
      {verify::kSuiteKind, verify::kSuiteFields},
  };
  auto rulebook = rulebook::BuildShipped();
  if (!rulebook) return Fail(rulebook.error());
  const auto baseline =
      policy::PolicySet::ForProfile(*rulebook, policy::ShippedProfiles(), "baseline");
  if (!baseline) return Fail(baseline.error().front());
  const report::ProfileNames profiles = baseline->profile_names();
  if (kind.empty()) return Write(report::ToSchema(kinds, *rulebook, profiles), output);
  std::vector<std::string_view> names;
  for (const report::SchemaKind& one : kinds) {
    if (one.kind == kind) return Write(report::ToSchema(one, *rulebook, profiles), output);
    names.push_back(one.kind);
  }
  std::cerr << "sluice: unknown kind '" << kind << "'" << doc::DidYouMean(kind, names) << "\n";
  return kExitUsage;
}

}  // namespace sluice::app

// SPDX-License-Identifier: Apache-2.0
// Values that pass the operator's validation and then make its FlinkConfigBuilder throw
// (1.16-SNAPSHOT): a jar address that is no URI, a CPU amount that is no quantity, slots that are
// no number. The resource is stored, and nothing is ever deployed.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// The entry of the configuration that stands at `node`; null for another field.
const Entry* EntryAt(const Subject& subject, const doc::Value* node) {
  const auto& entries = subject.config.entries();
  const auto found = std::ranges::find_if(entries, [node](const Entry& entry) {
    return entry.node == node && entry.origin == flink::Origin::kUser;
  });
  return found == entries.end() ? nullptr : &*found;
}

// Java's reason without the value, which may be long or hold what a URI carries in secret.
std::string Reason(const flink::OperatorFailure& failure, std::string_view value) {
  if (failure.error.chain.empty()) return {};
  std::string reason = failure.error.chain.back().message;
  const std::size_t at = value.empty() ? std::string::npos : reason.find(value);
  if (at != std::string::npos) reason.resize(at);
  while (!reason.empty() &&
         (reason.back() == ' ' || reason.back() == ':' || reason.back() == '"')) {
    reason.pop_back();
  }
  return reason.empty() ? reason : " (" + base::Printable(reason, 100) + ")";
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const flink::OperatorFailure& failure : subject.config.operator_failures()) {
    const doc::Value* node = failure.node;
    if (node == nullptr) {
      findings.Add(SpecPlace(subject, {}), "the operator cannot build the configuration");
      continue;
    }
    const Entry* entry = EntryAt(subject, node);
    const std::string says = entry != nullptr ? Says(*entry) : "this is " + Shown(node->text());
    findings.Add(At(*node), says + ", at which the operator fails" + Reason(failure, node->text()));
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule config_not_buildable;
constinit const Rule config_not_buildable{
    .meta = {.id = "config-not-buildable",
             .title = "The operator can build Flink's configuration",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator reads this value only after it has accepted the resource, and "
                       "throws.",
             .consequence = "The resource stands in the cluster, and nothing is ever deployed or "
                            "updated.",
             .remediation = "Write the value in the form that its field expects.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

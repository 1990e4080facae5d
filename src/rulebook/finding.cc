// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/finding.h"

#include <algorithm>

#include "sluice/base/text.h"
#include "sluice/doc/pointer.h"
#include "sluice/rulebook/rule.h"

namespace sluice::rulebook {
namespace {

constexpr std::size_t kDetailBytes = 400;  // decision 19

// The tree that findings point into; null for a subject without an object.
const doc::Value* RootOf(const flink::Subject& subject) {
  if (subject.scale && subject.scale->root != nullptr) return subject.scale->root;
  return subject.resource.root;
}

// Fills pointer, missing, field and node of `finding`.
void Locate(const flink::Subject& subject, const Place& place, Finding& finding) {
  const doc::Value* root = RootOf(subject);
  if (root == nullptr) return;
  const doc::Value* node = place.node == nullptr ? root : place.node;
  std::optional<doc::Location> location = doc::LocationOf(*root, *node);
  if (!location) {  // a node of another tree (the old object): all we can point at is the whole
    location.emplace();
    node = root;
  }
  finding.node = node;
  finding.pointer = std::move(location->pointer);
  finding.field = std::move(location->field);
  const std::size_t existing = finding.field.size();
  for (const std::string& name : place.missing) {
    doc::AppendField(node, name, finding.field);
    if (node != nullptr) node = node->Find(name);
  }
  finding.missing = finding.field.substr(existing);
  if (finding.missing.starts_with('.')) finding.missing.erase(0, 1);
}

}  // namespace

bool Findings::MakeRoom(Action at_most) {
  if (findings_.size() < kMostPerRule) return true;
  const auto weakest = std::ranges::min_element(findings_, {}, &Finding::at_most);
  if (weakest->at_most >= at_most) return false;
  findings_.erase(weakest);
  return true;
}

void Findings::Add(const Place& place, std::string_view detail, const FindingOptions& options) {
  if (!MakeRoom(options.at_most)) return;
  Finding finding;
  finding.rule = rule_;
  finding.severity = std::min(options.severity, rule_->meta.severity);
  finding.at_most = options.at_most;
  finding.measure = options.measure;
  finding.detail = base::Printable(detail, kDetailBytes);
  finding.fix = options.fix.empty() ? std::string(rule_->meta.remediation)
                                    : base::Printable(options.fix, kDetailBytes);
  Locate(subject_, place, finding);
  findings_.push_back(std::move(finding));
}

void Findings::Unknown(std::string_view reason) {
  skips_.push_back({.rule = rule_, .reason = base::Printable(reason, kDetailBytes)});
}

}  // namespace sluice::rulebook

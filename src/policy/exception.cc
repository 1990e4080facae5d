// SPDX-License-Identifier: Apache-2.0
#include "sluice/policy/exception.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "policy/exception_parse.h"
#include "policy/pattern.h"
#include "sluice/base/text.h"
#include "sluice/doc/document.h"

namespace sluice::policy {
namespace {

bool IsFor(const Exception& exception, std::string_view namespace_name, std::string_view kind) {
  if (!AnyMatches(exception.namespaces, namespace_name)) return false;
  const auto& kinds = exception.kinds;
  return kind.empty() || kinds.empty() ||
         std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool IsFor(const Exception& exception, const ExceptionScope& scope) {
  return IsFor(exception, scope.namespace_name, scope.kind) &&
         (exception.names.empty() || AnyMatches(exception.names, scope.name));
}

bool Allows(const ExceptedFinding& excepted, const rulebook::Finding& finding) {
  if (excepted.rule != finding.rule) return false;
  if (excepted.field != finding.field && !base::GlobMatch(excepted.field, finding.field)) {
    return false;
  }
  // A finding that cannot be measured may be any worse.
  if (excepted.at_most && (!finding.measure || *finding.measure > *excepted.at_most)) return false;
  return excepted.value.empty() || excepted.value == FingerprintOf(finding);
}

bool Allows(const Exception& exception, const rulebook::Finding& finding) {
  return exception.findings.empty() ||
         std::any_of(exception.findings.begin(), exception.findings.end(),
                     [&](const ExceptedFinding& excepted) { return Allows(excepted, finding); });
}

void CheckNames(const std::vector<Exception>& sorted, Complaints& complaints) {
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const Exception& one = sorted[i];
    const Exception& before = sorted[i - 1];
    if (one.name.empty() || one.name != before.name) continue;
    complaints.Error(
        {.file = one.file, .mark = {.line = one.line, .column = 1}},
        fmt::format("exception '{}' is also defined in {}:{}", one.name, before.file, before.line));
  }
}

}  // namespace

std::string_view ToString(ExceptionState state) {
  switch (state) {
    case ExceptionState::kActive:
      return "active";
    case ExceptionState::kExpiring:
      return "expiring";
    case ExceptionState::kExpired:
      return "expired";
  }
  return "";
}

ExceptionState StateOf(const Exception& exception, base::Time now, base::Time::duration soon) {
  if (now >= exception.expires) return ExceptionState::kExpired;
  return exception.expires - now <= soon ? ExceptionState::kExpiring : ExceptionState::kActive;
}

std::string Describe(const Exception& exception) {
  std::vector<std::string> refs;
  for (const Exception::Ref& ref : exception.refs) {
    std::vector<std::string_view> ids;
    for (const rulebook::Rule* rule : ref.rules) ids.push_back(rule->meta.id);
    refs.push_back(fmt::format("{} {} of policy {}", ids.size() == 1 ? "rule" : "rules",
                               fmt::join(ids, ", "), ref.policy));
  }
  const std::string kinds =
      exception.kinds.empty() ? "everything" : fmt::format("{}", fmt::join(exception.kinds, ", "));
  const std::string names = exception.names.empty()
                                ? std::string()
                                : fmt::format(" {}", fmt::join(exception.names, ", "));
  return base::Printable(
      fmt::format("{} ({}:{}) until {}, owner {}: {} [{}; {}{} in {}]", exception.name,
                  exception.file, exception.line, base::FormatTime(exception.expires),
                  exception.owner, exception.reason, fmt::join(refs, "; "), kinds, names,
                  fmt::join(exception.namespaces, ", ")),
      400);
}

std::string FingerprintOf(const rulebook::Finding& finding) {
  if (!finding.missing.empty()) return {};
  // A rule never shows a secret, so a value that its words show may be hashed; and the value
  // outlives a rule's change of words.
  const bool shown = finding.node != nullptr && finding.node->IsScalar() &&
                     !finding.node->text().empty() &&
                     finding.detail.find(finding.node->text()) != std::string::npos;
  return base::Sha256Hex(shown ? doc::ToJson(*finding.node) : finding.detail).substr(0, 16);
}

tl::expected<ExceptionSet, std::vector<base::Error>> ExceptionSet::Load(
    const rulebook::Rulebook& rulebook, const PolicySet& policies,
    std::span<const Source> sources) {
  Complaints complaints;
  ExceptionSet set;
  for (const Source& source : sources) {
    ReadExceptions(source, rulebook, policies, set.all_, complaints);
  }
  std::sort(set.all_.begin(), set.all_.end(), [](const Exception& a, const Exception& b) {
    return std::tie(a.name, a.file, a.line) < std::tie(b.name, b.file, b.line);
  });
  CheckNames(set.all_, complaints);
  if (!complaints.errors.empty()) return tl::unexpected(std::move(complaints.errors));
  for (std::uint32_t i = 0; i < set.all_.size(); ++i) {
    for (std::uint32_t j = 0; j < set.all_[i].refs.size(); ++j) {
      for (const rulebook::Rule* rule : set.all_[i].refs[j].rules) {
        set.index_.push_back({.rule = rule, .exception = i, .ref = j});
      }
    }
  }
  std::sort(set.index_.begin(), set.index_.end(), [](const Entry& a, const Entry& b) {
    if (a.rule != b.rule) return std::less<>()(a.rule, b.rule);
    return std::tie(a.exception, a.ref) < std::tie(b.exception, b.ref);
  });
  set.notes_ = std::move(complaints.notes);
  if (!sources.empty()) set.digest_ = DigestOf({sources});
  return set;
}

const Exception* ExceptionSet::Find(std::string_view policy, const rulebook::Finding& finding,
                                    const ExceptionScope& scope,
                                    std::optional<base::Time> now) const {
  if (!now) return nullptr;
  const auto first = std::lower_bound(index_.begin(), index_.end(), finding.rule,
                                      [](const Entry& entry, const rulebook::Rule* rule) {
                                        return std::less<>()(entry.rule, rule);
                                      });
  const Exception* best = nullptr;
  for (auto at = first; at != index_.end() && at->rule == finding.rule; ++at) {
    const Exception& exception = all_[at->exception];
    if (best != nullptr && best->expires >= exception.expires) continue;
    if (*now >= exception.expires || exception.refs[at->ref].policy != policy) continue;
    if (IsFor(exception, scope) && Allows(exception, finding)) best = &exception;
  }
  return best;
}

std::vector<const Exception*> ExceptionSet::For(std::string_view namespace_name,
                                                std::string_view kind) const {
  std::vector<const Exception*> found;
  for (const Exception& exception : all_) {
    if (IsFor(exception, namespace_name, kind)) found.push_back(&exception);
  }
  return found;
}

}  // namespace sluice::policy

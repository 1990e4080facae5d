// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/rulebook.h"

#include <fmt/format.h>

#include <algorithm>

#include "sluice/base/text.h"

namespace sluice::rulebook {
namespace {

using base::Code;
using base::Fail;
using base::Result;

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsKebabCase(std::string_view id) {
  char previous = '-';
  for (const char c : id) {
    if (!IsLowerOrDigit(c) && (c != '-' || previous == '-')) return false;
    previous = c;
  }
  return previous != '-';
}

tl::unexpected<base::Error> Bad(const Meta& meta, std::string_view what) {
  return Fail(Code::kInternal, fmt::format("rulebook entry '{}': {}", meta.id, what));
}

Result<bool> CheckParams(const Meta& meta) {
  for (const Param& param : meta.params) {
    const auto same = std::count_if(meta.params.begin(), meta.params.end(),
                                    [&](const Param& other) { return other.name == param.name; });
    if (same > 1) return Bad(meta, fmt::format("parameter '{}' is declared twice", param.name));
    if (param.description.empty()) {
      return Bad(meta, fmt::format("parameter '{}' has no description", param.name));
    }
    const auto value = ParseParam(param, param.default_text);
    if (!value) return Bad(meta, "default of " + value.error().message);
  }
  return true;
}

Result<bool> CheckMeta(const Meta& meta) {
  if (!IsKebabCase(meta.id)) return Bad(meta, "the id is not kebab-case");
  if (meta.title.empty()) return Bad(meta, "no title");
  return CheckParams(meta);
}

Result<bool> CheckRule(const Rule& rule) {
  SLUICE_TRY(bool ok, CheckMeta(rule.meta));
  if (rule.meta.reason.empty()) return Bad(rule.meta, "no reason");
  if (!rule.meta.remediation.ends_with('.')) {
    return Bad(rule.meta, "the remediation does not end with a full stop");
  }
  if (rule.revisions.empty()) return Bad(rule.meta, "no revision");
  for (std::size_t i = 0; i < rule.revisions.size(); ++i) {
    if (rule.revisions[i].check == nullptr) return Bad(rule.meta, "a revision without check");
    if (rule.revisions[i].since > kNewestCatalogueVersion) {
      return Bad(rule.meta, "a revision of a catalogue version that does not exist");
    }
    if (i > 0 && rule.revisions[i - 1].since >= rule.revisions[i].since) {
      return Bad(rule.meta, "the revisions do not increase");
    }
  }
  return ok;
}

Result<bool> CheckDefault(const Default& def) {
  SLUICE_TRY(bool ok, CheckMeta(def.meta));
  if (def.apply == nullptr) return Bad(def.meta, "no apply function");
  return ok;
}

template <typename T>
Result<bool> CheckUnique(const std::vector<const T*>& all) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (all[i]->meta.id == all[j]->meta.id) return Bad(all[i]->meta, "the id is used twice");
    }
  }
  return true;
}

template <typename T>
const T* FindById(const std::vector<const T*>& all, std::string_view id) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const T* t) { return t->meta.id == id; });
  return at == all.end() ? nullptr : *at;
}

template <typename T>
std::string_view NearestId(const std::vector<const T*>& all, std::string_view id) {
  std::vector<std::string_view> ids;
  ids.reserve(all.size());
  for (const T* one : all) ids.push_back(one->meta.id);
  return base::Nearest(id, ids);
}

}  // namespace

Result<Rulebook> Rulebook::Build(std::vector<const Rule*> rules,
                                 std::vector<const Default*> defaults) {
  for (const Rule* rule : rules) {
    SLUICE_TRY([[maybe_unused]] const bool ok, CheckRule(*rule));
  }
  for (const Default* def : defaults) {
    SLUICE_TRY([[maybe_unused]] const bool ok, CheckDefault(*def));
  }
  SLUICE_TRY([[maybe_unused]] const bool unique_rules, CheckUnique(rules));
  SLUICE_TRY([[maybe_unused]] const bool unique_defaults, CheckUnique(defaults));
  std::sort(rules.begin(), rules.end(),
            [](const Rule* a, const Rule* b) { return a->meta.id < b->meta.id; });
  std::sort(defaults.begin(), defaults.end(), [](const Default* a, const Default* b) {
    return a->order != b->order ? a->order < b->order : a->meta.id < b->meta.id;
  });
  Rulebook rulebook;
  rulebook.rules_ = std::move(rules);
  rulebook.defaults_ = std::move(defaults);
  return rulebook;
}

const Rule* Rulebook::FindRule(std::string_view id) const { return FindById(rules_, id); }
const Default* Rulebook::FindDefault(std::string_view id) const { return FindById(defaults_, id); }

std::string_view Rulebook::NearestRule(std::string_view id) const { return NearestId(rules_, id); }
std::string_view Rulebook::NearestDefault(std::string_view id) const {
  return NearestId(defaults_, id);
}

}  // namespace sluice::rulebook

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "flink/config/storage.h"
#include "sluice/flink/config.h"

namespace sluice::flink {

std::string_view ToString(Origin origin) {
  switch (origin) {
    case Origin::kFlinkDefault:
      return "Flink default";
    case Origin::kOperatorDefault:
      return "operator default";
    case Origin::kPolicyAssumption:
      return "policy assumption";
    case Origin::kSessionCluster:
      return "session cluster";
    case Origin::kUser:
      return "user";
    case Origin::kResourceField:
      return "resource field";
    case Origin::kOperator:
      return "operator";
  }
  return "";
}

const Entry* EffectiveConfig::Find(options::OptionId option) const {
  if (by_key_.empty()) return nullptr;
  for (const options::KeyId key : options::KeysOf(option, version_)) {
    if (const Entry* entry = FindKey(key)) return entry;
  }
  return nullptr;
}

const Entry* EffectiveConfig::FindKey(options::KeyId key) const {
  if (by_key_.empty()) return nullptr;
  const std::uint32_t index = by_key_[key.value];
  return index == 0 ? nullptr : &entries_[index - 1];
}

std::optional<std::string_view> EffectiveConfig::Text(options::OptionId option) const {
  if (const Entry* entry = Find(option)) return entry->value;
  const options::OptionInfo* info = options::Info(option, version_);
  if (info == nullptr || !info->has_default) return std::nullopt;
  return info->default_text;
}

const Entry* EffectiveConfig::FindKey(std::string_view key) const {
  if (by_key_.empty()) return nullptr;
  if (const auto id = options::FindKey(key)) return FindKey(*id);
  if (!storage_->unknown.empty()) {
    const auto found = storage_->unknown.find(key);
    return found == storage_->unknown.end() ? nullptr : &entries_[found->second - 1];
  }
  for (const Entry& entry : entries_) {
    if (!entry.key_id && entry.key.data() != nullptr && entry.key == key) return &entry;
  }
  return nullptr;
}

EffectiveConfig EffectiveConfig::ReadBy(FlinkVersion version) const {
  EffectiveConfig other = *this;
  other.version_ = version;
  return other;
}

std::vector<const Entry*> EffectiveConfig::Shadowed() const {
  std::vector<const Entry*> shadowed;
  for (const Entry& entry : entries_) {
    if (entry.origin != Origin::kUser || !entry.key_id) continue;
    const auto uses = options::OptionsOf(*entry.key_id, version_);
    // A key may speak for several options: it is shadowed only when it decides none of them.
    const bool decides = uses.empty() || std::ranges::any_of(uses, [&](const auto& use) {
                           return Find(use.option) == &entry;
                         });
    if (!decides) shadowed.push_back(&entry);
  }
  return shadowed;
}

std::optional<std::pair<const Entry*, const Entry*>> EffectiveConfig::PrefixClash() const {
  if (!writes_nested_file_) return std::nullopt;
  std::vector<const Entry*> sorted;
  sorted.reserve(entries_.size());
  for (const Entry& entry : entries_) sorted.push_back(&entry);
  // '.' sorts before every other character of a key, so that what extends a key by a dot follows it
  // directly.
  const auto rank = [](char c) { return c == '.' ? 0 : 1 + static_cast<unsigned char>(c); };
  std::ranges::sort(sorted, [&](const Entry* a, const Entry* b) {
    return std::ranges::lexicographical_compare(a->key, b->key, {}, rank, rank);
  });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const std::string_view shorter = sorted[i - 1]->key;
    const std::string_view longer = sorted[i]->key;
    if (longer.size() > shorter.size() && longer.starts_with(shorter) &&
        longer[shorter.size()] == '.') {
      return std::pair(sorted[i - 1], sorted[i]);
    }
  }
  return std::nullopt;
}

}  // namespace sluice::flink

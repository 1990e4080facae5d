// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/options/catalogue.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>

#include "flink/options/tables.h"

namespace sluice::flink::options {
namespace {

#include "catalogue_tables.inc"

static_assert(std::endian::native == std::endian::little, "HashKey reads words as they lie");

constexpr std::size_t kVersions = kCataloguedVersionCount;

std::uint64_t Load(const char* at, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, size);
  return word;
}

constexpr std::uint64_t Mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0xD6E8FEB86659FD93U;
  return hash ^ (hash >> 32U);
}

// Eight bytes a step: byte-wise hashes cost more than the rest of the look-up.
std::uint64_t HashKey(std::string_view key) {
  std::uint64_t hash = key.size() * 0x9E3779B97F4A7C15U;
  if (key.size() < 8) return key.empty() ? Mix(hash, 0) : Mix(hash, Load(key.data(), key.size()));
  const char* end = key.data() + key.size();
  for (const char* at = key.data(); end - at >= 8; at += 8) hash = Mix(hash, Load(at, 8));
  return key.size() % 8 == 0 ? hash : Mix(hash, Load(end - 8, 8));
}

std::size_t Slot(std::uint64_t hash) {
  const std::uint64_t displacement = kDisplacements[hash % std::size(kDisplacements)];
  return ((hash >> 32U) + displacement * (((hash >> 16U) & 0xFFFFU) | 1U)) &
         (std::size(kSlots) - 1);
}

const Declaration* Form(OptionId option, std::size_t version) {
  const std::uint16_t form = kOptionForms[option.value * kVersions + version];
  return form == kNone ? nullptr : &kDeclarations[form];
}

std::span<const OptionUse> Uses(KeyId key, std::size_t version) {
  const UseSpan span = kUseSpans[kKeyUseSpans[key.value * kVersions + version]];
  return {kUses + span.begin, span.count};
}

std::span<const KeyId> Keys(const Declaration& declaration) {
  return {kKeyLists + declaration.key_begin, declaration.key_count};
}

std::optional<OptionId> WithCanonicalKey(KeyId key) {
  const auto* at = std::ranges::lower_bound(kCanonicalKeys, key);
  if (at == std::end(kCanonicalKeys) || *at != key) return std::nullopt;
  return OptionId{static_cast<std::uint16_t>(at - std::begin(kCanonicalKeys))};
}

// Whether `key` has the form of `form`, where `<name>` and `#` stand for one or more characters.
bool Matches(std::string_view form, std::string_view key) {
  std::size_t at = 0;
  for (; at < form.size() && form[at] != '<' && form[at] != '#'; ++at) {
    if (at >= key.size() || form[at] != key[at]) return false;
  }
  if (at == form.size()) return at == key.size();
  const std::size_t after = form[at] == '#' ? at + 1 : form.find('>', at) + 1;
  const std::string_view tail = key.substr(at);
  for (std::size_t taken = 1; taken <= tail.size(); ++taken) {
    if (Matches(form.substr(after), tail.substr(taken))) return true;
  }
  return false;
}

constexpr auto kSignatures = [] {
  std::array<Signature, std::size(kKeyNames)> signatures;
  for (std::size_t i = 0; i < signatures.size(); ++i) signatures[i] = SignatureOf(kKeyNames[i]);
  return signatures;
}();

// Two rules ask for every key of a resource.
constexpr auto kKeyVersions = [] {
  std::array<VersionMask, std::size(kKeyNames)> known;
  for (std::size_t key = 0; key < known.size(); ++key) {
    unsigned bits = 0;
    for (std::size_t v = 0; v < kVersions; ++v) {
      bits |= kUseSpans[kKeyUseSpans[key * kVersions + v]].count == 0 ? 0U : 1U << v;
    }
    known[key] = VersionMask(static_cast<std::uint16_t>(bits));
  }
  return known;
}();

}  // namespace

std::size_t KeyCount() { return std::size(kKeyNames); }

std::optional<KeyId> FindKey(std::string_view key) {
  if (key.size() > kLongestKey) return std::nullopt;  // no hashing of what a stranger made long
  const std::uint16_t found = kSlots[Slot(HashKey(key))];
  if (found == kNone || kKeyNames[found] != key) return std::nullopt;
  return KeyId{found};
}

const Signature& SignatureOf(KeyId key) { return kSignatures[key.value]; }

std::string_view KeyName(KeyId key) { return kKeyNames[key.value]; }

std::span<const OptionUse> OptionsOf(KeyId key, FlinkVersion version) {
  return Uses(key, CatalogueIndex(version));
}

VersionMask VersionsOf(KeyId key) { return kKeyVersions[key.value]; }

std::size_t OptionCount() { return std::size(kCanonicalKeys); }

std::string_view CanonicalName(OptionId option) { return KeyName(kCanonicalKeys[option.value]); }

std::span<const KeyId> KeysOf(OptionId option, FlinkVersion version) {
  const Declaration* form = Form(option, CatalogueIndex(version));
  return form == nullptr ? std::span<const KeyId>{} : Keys(*form);
}

const OptionInfo* Info(OptionId option, FlinkVersion version) {
  const Declaration* form = Form(option, CatalogueIndex(version));
  return form == nullptr ? nullptr : &form->info;
}

VersionMask VersionsOf(OptionId option) {
  unsigned bits = 0;
  for (std::size_t v = 0; v < kVersions; ++v) bits |= Form(option, v) == nullptr ? 0U : 1U << v;
  return VersionMask(static_cast<std::uint16_t>(bits));
}

std::optional<OptionId> FindOption(std::string_view canonical_or_any_key) {
  const std::optional<KeyId> key = FindKey(canonical_or_any_key);
  if (!key) return std::nullopt;
  if (const std::optional<OptionId> canonical = WithCanonicalKey(*key)) return canonical;
  for (std::size_t v = kVersions; v-- > 0;) {
    const std::span<const OptionUse> uses = Uses(*key, v);
    if (!uses.empty()) return uses.front().option;  // sorted by rank, then name
  }
  return std::nullopt;
}

bool InOperator(OptionId option, OperatorRelease release) {
  return ((kOptionReleases[option.value] >> static_cast<unsigned>(release)) & 1U) != 0;
}

std::size_t DeclarationCount() { return std::size(kDeclarations); }

DeclarationView DeclarationAt(std::size_t index) {
  const Declaration& declaration = kDeclarations[index];
  return {&declaration.info, Keys(declaration), kKeyListDeprecated + declaration.key_begin,
          declaration.versions};
}

bool IsPassThrough(std::string_view key) {
  for (const std::string_view prefix : kPrefixes) {
    if (key.size() > prefix.size() && key.starts_with(prefix)) return true;
  }
  return std::ranges::any_of(kTemplates,
                             [key](std::string_view form) { return Matches(form, key); });
}

std::optional<KeyId> PrefixMapOf(std::string_view key, FlinkVersion version) {
  for (std::size_t dot = key.rfind('.', kLongestKey); dot != std::string_view::npos && dot > 0;
       dot = key.rfind('.', dot - 1)) {
    const std::optional<KeyId> parent = FindKey(key.substr(0, dot));
    if (!parent) continue;
    for (const OptionUse& use : OptionsOf(*parent, version)) {
      const OptionInfo* info = Info(use.option, version);
      if (info != nullptr && info->is_map) return parent;
    }
  }
  return std::nullopt;
}

bool IsInternal(std::string_view key) {
  return key.starts_with("$internal.") || key.starts_with("internal.");
}

}  // namespace sluice::flink::options

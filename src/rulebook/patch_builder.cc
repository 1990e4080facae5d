// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/patch_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "sluice/base/text.h"
#include "sluice/flink/options/catalogue.h"
#include "sluice/rulebook/rule.h"

namespace sluice::rulebook {
namespace {

namespace options = flink::options;

// A JSON string of `text`, which is UTF-8: it comes from a template and a document.
std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::vector<std::string> SpecTokens(const flink::Subject& subject) {
  if (subject.resource.kind == flink::ResourceKind::kFlinkBlueGreenDeployment) {
    return {"spec", "template", "spec"};
  }
  return {"spec"};
}

bool KeepsConfiguration(flink::ResourceKind kind) {
  return kind != flink::ResourceKind::kUnknown && kind != flink::ResourceKind::kFlinkStateSnapshot;
}

// The key, of any Flink version, under which somebody set the option; empty when nobody did. A key
// that this version ignores counts too: what its writer meant is for a rule to say, not to patch.
std::string_view SetKey(const flink::EffectiveConfig& config, options::OptionId option) {
  if (const flink::Entry* entry = config.Find(option); entry != nullptr) return entry->key;
  for (std::size_t i = 0; i < flink::kCataloguedVersionCount; ++i) {
    for (const options::KeyId key : options::KeysOf(option, options::AtCatalogueIndex(i))) {
      if (config.FindKey(key) != nullptr) return options::KeyName(key);
    }
  }
  return {};
}

// What the old object's user had for the option; null when he had nothing.
const flink::Entry* OldEntry(const flink::Subject& subject, options::OptionId option) {
  if (!subject.old_config) return nullptr;
  const flink::Entry* entry = subject.old_config->Find(option);
  return entry != nullptr && entry->origin == flink::Origin::kUser ? entry : nullptr;
}

// Whether Flink of the subject's version reads the option from this key.
bool Speaks(const flink::Subject& subject, const flink::Entry& entry, options::OptionId option) {
  if (!entry.key_id) return false;
  const auto uses = options::OptionsOf(*entry.key_id, subject.version());
  return std::any_of(uses.begin(), uses.end(),
                     [&](const options::OptionUse& use) { return use.option == option; });
}

bool IsDottedPrefix(std::string_view prefix, std::string_view key) {
  return key.size() > prefix.size() && key.starts_with(prefix) && key[prefix.size()] == '.';
}

bool Clash(std::string_view a, std::string_view b) {
  return IsDottedPrefix(a, b) || IsDottedPrefix(b, a);
}

// Where a dotted key goes inside a configuration object: below the deepest object that already
// stands for a prefix of it, so that a nested style stays nested.
struct Slot {
  const doc::Value* object = nullptr;
  std::vector<std::string> tokens;  // from the configuration; the last is the new member
};

Slot FindSlot(const doc::Value& object, std::string_view key) {
  Slot best{.object = &object, .tokens = {std::string(key)}};
  for (std::size_t dot = key.find('.'); dot != std::string_view::npos;
       dot = key.find('.', dot + 1)) {
    const doc::Value* inner = object.Find(key.substr(0, dot));
    if (inner == nullptr || !inner->IsObject()) continue;
    Slot deeper = FindSlot(*inner, key.substr(dot + 1));
    if (best.tokens.size() > 1 && deeper.tokens.back().size() >= best.tokens.back().size()) {
      continue;
    }
    deeper.tokens.insert(deeper.tokens.begin(), std::string(key.substr(0, dot)));
    best = std::move(deeper);
  }
  return best;
}

// The node at the deepest existing part of `tokens`, and how many tokens lead to it.
std::pair<const doc::Value*, std::size_t> Deepest(const doc::Value& root,
                                                  const std::vector<std::string>& tokens) {
  const doc::Value* node = &root;
  std::size_t depth = 0;
  while (depth < tokens.size()) {
    const doc::Value* next = node->Find(tokens[depth]);
    if (next == nullptr && node->IsArray()) {
      std::size_t index = 0;
      while (index < node->items().size() && std::to_string(index) != tokens[depth]) ++index;
      if (index < node->items().size()) next = &node->items()[index];
    }
    if (next == nullptr) break;
    node = next;
    ++depth;
  }
  return {node, depth};
}

// The node at all of `tokens`, or null.
const doc::Value* Whole(const doc::Value& root, const std::vector<std::string>& tokens) {
  const auto [node, depth] = Deepest(root, tokens);
  return depth == tokens.size() ? node : nullptr;
}

// "spec.podTemplate.spec.dnsPolicy".
std::string Dotted(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) {
    if (!out.empty()) out += '.';
    out += token;
  }
  return out;
}

}  // namespace

void PatchBuilder::SetOption(options::OptionId option, std::string_view text) {
  if (!SetKey(subject_.config, option).empty()) return;
  std::string_view key = KeyFor(subject_, option);
  if (subject_.change == flink::Change::kUpdate) {
    const flink::Entry* old = OldEntry(subject_, option);
    if (old == nullptr) return;
    if (Speaks(subject_, *old, option)) key = old->key;
    text = old->value;
  }
  const flink::Resource& resource = subject_.resource;
  if (!KeepsConfiguration(resource.kind)) {
    return Decline(fmt::format("a {} keeps no Flink configuration", ToString(resource.kind)));
  }
  if (options::KeysOf(option, subject_.version()).empty()) {
    return Decline(
        fmt::format("Flink {} has no option {}", flink::ToString(subject_.version()), key));
  }
  if (const std::string clash = ClashOf(key); !clash.empty()) {
    return Decline(fmt::format(
        "{} cannot stand beside {}: on Flink 2 the operator refuses a key that begins another", key,
        clash));
  }
  std::vector<std::string> tokens = SpecTokens(subject_);
  tokens.emplace_back(resource.configuration_field);
  const auto [node, depth] = Deepest(subject_.root(), tokens);
  if (depth < tokens.size()) {
    if (!node->IsObject()) return Decline(fmt::format("{} has no place to stand", key));
    tokens.emplace_back(key);
  } else if (!node->IsObject()) {
    return Decline(fmt::format("{} is not an object", Dotted(tokens)));
  } else {
    Slot slot = FindSlot(*node, key);
    if (slot.object->Find(slot.tokens.back()) != nullptr) {
      return Decline(fmt::format("{} is there already, in another form", key));
    }
    tokens.insert(tokens.end(), slot.tokens.begin(), slot.tokens.end());
  }
  Push(std::move(tokens), Quote(text), std::string(key));
}

std::string PatchBuilder::ClashOf(std::string_view key) const {
  // FlinkConfMountDecorator.validateConfigKeysForV2 (flink-kubernetes-operator 6e9caeb).
  if (subject_.version() < flink::FlinkVersion::k2_0) return {};
  for (const flink::Entry& entry : subject_.config.entries()) {
    if (entry.origin != flink::Origin::kFlinkDefault && Clash(key, entry.key)) {
      return std::string(entry.key);
    }
  }
  for (const Addition& addition : additions_) {
    if (Clash(key, addition.what)) return addition.what;
  }
  return {};
}

void PatchBuilder::SetField(std::vector<std::string> tokens, std::string value_json) {
  if (tokens.empty()) return;
  const auto [node, depth] = Deepest(subject_.root(), tokens);
  if (depth == tokens.size()) return;
  if (!node->IsObject()) {
    const std::vector<std::string> parent(tokens.begin(),
                                          tokens.begin() + static_cast<std::ptrdiff_t>(depth));
    return Decline(fmt::format("{} is not an object", Dotted(parent)));
  }
  const bool mirrors = by_ != nullptr && by_->mirrors_operator;
  if (subject_.change == flink::Change::kUpdate && !mirrors) {
    const doc::Value* old =
        subject_.old_resource ? Whole(*subject_.old_resource->root, tokens) : nullptr;
    if (old == nullptr) return;
    value_json = doc::ToJson(*old);
  }
  std::string what = Dotted(tokens);
  Push(std::move(tokens), std::move(value_json), std::move(what));
}

void PatchBuilder::Decline(std::string_view reason) {
  declined_.push_back({.by = by_, .reason = base::Printable(reason, 400)});
}

void PatchBuilder::Push(std::vector<std::string> tokens, std::string value_json, std::string what) {
  const bool there = std::any_of(additions_.begin(), additions_.end(),
                                 [&](const Addition& other) { return other.tokens == tokens; });
  if (there) return;
  additions_.push_back({.by = by_,
                        .tokens = std::move(tokens),
                        .value_json = std::move(value_json),
                        .what = std::move(what)});
}

std::optional<std::string> Expand(std::string_view template_text, const flink::Subject& subject) {
  std::string out;
  while (true) {
    const std::size_t open = template_text.find("{{");
    const std::size_t close =
        open == std::string_view::npos ? open : template_text.find("}}", open);
    if (close == std::string_view::npos) return out.append(template_text);
    const std::string_view word = base::JavaTrim(template_text.substr(open + 2, close - open - 2));
    const std::string_view value = word == "namespace" ? subject.namespace_name
                                   : word == "name"    ? subject.name
                                                       : std::string_view();
    if (value.empty()) return std::nullopt;
    out.append(template_text.substr(0, open)).append(value);
    template_text.remove_prefix(close + 2);
  }
}

}  // namespace sluice::rulebook

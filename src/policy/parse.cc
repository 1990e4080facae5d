// SPDX-License-Identifier: Apache-2.0
// Policy documents to typed values. What a field means for a rule is bind.cc's business.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "policy/model.h"
#include "sluice/base/text.h"
#include "sluice/flink/options/catalogue.h"
#include "sluice/policy/fields.h"

namespace sluice::policy {
namespace {

using rulebook::Action;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

std::optional<Action> ActionOf(Reader& reader, const doc::Value& node, std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Action>, 3> kActions = {
      {{"Deny", Action::kDeny}, {"Warn", Action::kWarn}, {"Audit", Action::kAudit}}};
  // Words of Gatekeeper and Kyverno.
  constexpr std::array<std::pair<std::string_view, Action>, 6> kAliases = {
      {{"deny", Action::kDeny},
       {"warn", Action::kWarn},
       {"audit", Action::kAudit},
       {"dryrun", Action::kAudit},
       {"Enforce", Action::kDeny},
       {"enforce", Action::kDeny}}};
  for (const auto& [word, action] : kActions) {
    if (word == text) return action;
  }
  for (const auto& [word, action] : kAliases) {
    if (word != text) continue;
    reader.Note(node, fmt::format("action '{}' is read as {}", word, ToString(action)));
    return action;
  }
  reader.Error(node, fmt::format("unknown action '{}', known are Deny, Warn and Audit{}", text,
                                 DidYouMean(text, kActionWords)));
  return std::nullopt;
}

// The strongest of a list of actions; nothing for an empty list.
std::optional<Action> ReadActions(Reader& reader, const doc::Value& node) {
  std::optional<Action> strongest;
  for (const doc::Value& item : reader.Items(node, "actions")) {
    const auto action = ActionOf(reader, item, item.text());
    if (action && (!strongest || *action > *strongest)) strongest = action;
  }
  return strongest;
}

std::vector<ParamText> ReadParams(Reader& reader, const doc::Value& node, std::string_view what) {
  std::vector<ParamText> params;
  if (!node.IsObject()) {
    reader.Error(node, fmt::format("{} must be an object", what));
    return params;
  }
  for (const doc::Member& member : node.members()) {
    ParamText param{.name = std::string(member.key), .spot = reader.At(member.value)};
    if (member.value.IsArray()) {
      param.is_list = true;
      for (const doc::Value& item : member.value.items()) {
        if (!item.IsScalar()) reader.Error(item, "a list parameter holds plain values only");
        param.words.emplace_back(item.text());
        param.word_marks.push_back(reader.At(item).mark);
      }
    } else if (member.value.IsScalar()) {
      param.text = std::string(member.value.text());
    } else {
      reader.Error(member.value,
                   fmt::format("'{}' must be a plain value or a list of them", member.key));
      continue;
    }
    params.push_back(std::move(param));
  }
  return params;
}

std::vector<Entry> ReadEntries(Reader& reader, const doc::Value& node, bool rules) {
  std::vector<Entry> entries;
  const std::string_view what = rules ? "a rule entry" : "a default entry";
  for (const doc::Value& item : reader.Items(node, rules ? "rules" : "defaults")) {
    const std::span<const doc::Field> fields =
        rules ? std::span<const doc::Field>(kRuleEntryFields) : kDefaultEntryFields;
    if (!reader.Object(item, what, fields)) continue;
    const doc::Value* id = item.Find("id");
    if (id == nullptr) {
      reader.Error(item, fmt::format("{} needs an id", what));
      continue;
    }
    Entry entry{.id = reader.Text(*id, "id").value_or(""), .spot = reader.At(*id)};
    if (const doc::Value* actions = item.Find("actions"); rules && actions != nullptr) {
      entry.has_actions = true;
      entry.action = ReadActions(reader, *actions);
    }
    if (const doc::Value* enabled = item.Find("enabled"); !rules && enabled != nullptr) {
      entry.enabled = reader.Bool(*enabled, "enabled");
    }
    if (const doc::Value* params = item.Find("params"); params != nullptr) {
      entry.params = ReadParams(reader, *params, "params");
    }
    if (!entry.id.empty()) entries.push_back(std::move(entry));
  }
  return entries;
}

Settings ReadSettings(Reader& reader, const doc::Value& spec) {
  Settings settings;
  if (const doc::Value* node = spec.Find("parameters")) {
    settings.parameters = ReadParams(reader, *node, "parameters");
  }
  if (const doc::Value* node = spec.Find("rules")) {
    settings.rules = ReadEntries(reader, *node, true);
  }
  if (const doc::Value* node = spec.Find("defaults")) {
    settings.defaults = ReadEntries(reader, *node, false);
  }
  return settings;
}

// An assumption under a misspelt key would hold nothing, silently.
void NoteUnknownKey(Reader& reader, const doc::Value& node, std::string_view key) {
  namespace options = flink::options;
  if (options::FindKey(key) || options::IsPassThrough(key)) return;
  const auto near = options::DidYouMean(key, flink::kNewestCatalogued, 1);
  reader.Note(node, fmt::format("assumedConfiguration: Flink has no option '{}'{}", key,
                                near.empty() ? std::string()
                                             : fmt::format("; did you mean '{}'?", near.front())));
}

// "1.12", "1.12.1", "1.16-SNAPSHOT".
bool IsOperatorVersion(std::string_view text) {
  text = text.substr(0, text.find('-'));
  const std::vector<std::string_view> parts = base::Split(text, '.');
  if (parts.size() < 2 || parts.size() > 3) return false;
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && part.size() <= 4 &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  });
}

KnowledgeText ReadKnowledge(Reader& reader, const doc::Value& spec) {
  KnowledgeText knowledge;
  const doc::Value* node = spec.Find("knowledge");
  if (node == nullptr || !reader.Object(*node, "knowledge", kKnowledgeFields)) return knowledge;
  if (const doc::Value* version = node->Find("operatorVersion")) {
    auto text = reader.Text(*version, "operatorVersion");
    if (text && (version->IsNumber() || !IsOperatorVersion(*text))) {
      reader.Error(*version,
                   "operatorVersion must be a version in quotes, such as \"1.12\" or \"1.12.1\"");
    } else if (text) {
      knowledge.operator_version.emplace(*std::move(text), reader.At(*version));
    }
  }
  if (const doc::Value* version = node->Find("assumedFlinkVersion")) {
    if (const auto known = flink::ParseFlinkVersion(version->text())) {
      knowledge.assumed_flink_version.emplace(*known, reader.At(*version));
    } else {
      reader.Error(*version, "assumedFlinkVersion must be a Flink version such as v1_20 or 1.20");
    }
  }
  if (const doc::Value* configuration = node->Find("assumedConfiguration")) {
    knowledge.assumed_configuration = ReadParams(reader, *configuration, "assumedConfiguration");
    for (const ParamText& entry : knowledge.assumed_configuration) {
      if (entry.is_list) reader.Error(*configuration, "assumedConfiguration holds plain values");
      NoteUnknownKey(reader, *configuration, entry.name);
    }
  }
  if (const doc::Value* accounts = node->Find("operatorServiceAccounts")) {
    knowledge.operator_service_accounts = reader.Texts(*accounts, "operatorServiceAccounts");
  }
  return knowledge;
}

bool ReadNumber(std::string_view text, std::uint16_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

// "latest" or "X.Y".
std::optional<rulebook::CatalogueVersion> ReadPin(Reader& reader, const doc::Value& node) {
  const std::string_view text = node.text();
  if (text == "latest") return std::nullopt;
  rulebook::CatalogueVersion version;
  const std::vector<std::string_view> parts = base::Split(text, '.');
  if (parts.size() != 2 || !ReadNumber(parts[0], version.major) ||
      !ReadNumber(parts[1], version.minor)) {
    reader.Error(node, "catalogueVersion must be 'latest' or a version such as '0.1'");
    return std::nullopt;
  }
  if (version > rulebook::kNewestCatalogueVersion) {
    reader.Error(node, fmt::format("catalogueVersion {} is newer than this release's {}.{}", text,
                                   rulebook::kNewestCatalogueVersion.major,
                                   rulebook::kNewestCatalogueVersion.minor));
  }
  return version;
}

}  // namespace

std::string ReadName(Reader& reader, const doc::Value& root) {
  const doc::Value* metadata = root.Find("metadata");
  if (metadata == nullptr || !reader.Object(*metadata, "metadata", kMetadataFields)) {
    if (metadata == nullptr) reader.Error(root, "metadata.name is missing");
    return {};
  }
  const doc::Value* name = metadata->Find("name");
  if (name == nullptr) {
    reader.Error(*metadata, "metadata.name is missing");
    return {};
  }
  const std::string_view text = name->text();
  const bool good =
      !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), IsNameCharacter);
  if (!good) {
    reader.Error(*name, "metadata.name must be 1 to 63 lower-case letters, digits, '-' and '.'");
    return {};
  }
  return std::string(text);
}

namespace {

void ReadProfile(Reader& reader, const doc::Value& root, const doc::Value& spec, Files& files) {
  reader.Object(spec, "the spec of a FlinkProfile", kProfileFields);
  if (const doc::Value* words = spec.Find("description")) reader.Text(*words, "description");
  ProfileFile profile{.name = ReadName(reader, root), .spot = reader.At(root)};
  profile.settings = ReadSettings(reader, spec);
  if (const doc::Value* unlisted = spec.Find("unlisted")) {
    profile.settings.unlisted = ActionOf(reader, *unlisted, unlisted->text());
    profile.settings.unlisted_spot = reader.At(*unlisted);
  }
  profile.knowledge = ReadKnowledge(reader, spec);
  if (!profile.name.empty()) files.profiles.push_back(std::move(profile));
}

Conduct ReadConduct(Reader& reader, const doc::Value& spec) {
  // Groups of everybody: breaking the glass would be the rule.
  constexpr std::array<std::string_view, 3> kEverybody = {
      "system:authenticated", "system:unauthenticated", "system:serviceaccounts"};
  Conduct conduct;
  if (const doc::Value* ratchet = spec.Find("ratchet")) {
    conduct.strict_ratchet = reader.Word(*ratchet, "ratchet", kRatchetWords) == "Strict";
  }
  const doc::Value* glass = spec.Find("breakGlass");
  if (glass == nullptr || !reader.Object(*glass, "breakGlass", kBreakGlassFields)) return conduct;
  const doc::Value* groups = glass->Find("groups");
  if (groups == nullptr || groups->items().empty()) {
    reader.Error(groups == nullptr ? *glass : *groups, "breakGlass.groups must name a group");
    return conduct;
  }
  for (const doc::Value& group : groups->items()) {
    if (std::find(kEverybody.begin(), kEverybody.end(), group.text()) == kEverybody.end()) continue;
    reader.Error(group, fmt::format("breakGlass: '{}' is a group of everybody", group.text()));
  }
  conduct.break_glass_groups = reader.Texts(*groups, "breakGlass.groups");
  std::sort(conduct.break_glass_groups.begin(), conduct.break_glass_groups.end());
  return conduct;
}

void ReadPolicy(Reader& reader, const doc::Value& root, const doc::Value& spec, Files& files) {
  reader.Object(spec, "the spec of a FlinkPolicy", kPolicyFields);
  PolicyFile policy{.name = ReadName(reader, root), .spot = reader.At(root)};
  policy.match = ReadMatch(reader, spec);
  if (const doc::Value* profile = spec.Find("profile")) {
    policy.profile = reader.Text(*profile, "profile").value_or("");
    policy.profile_spot = reader.At(*profile);
  }
  if (const doc::Value* overrides = spec.Find("overrides")) {
    for (const doc::Value& item : reader.Items(*overrides, "overrides")) {
      auto name = reader.Text(item, "each of overrides");
      if (name) policy.overrides.push_back({*std::move(name), reader.At(item)});
    }
  }
  if (const doc::Value* actions = spec.Find("actions")) {
    policy.cap = ReadActions(reader, *actions);
    policy.cap_spot = reader.At(*actions);
    if (actions->IsArray() && actions->items().empty()) {
      reader.Error(*actions, "actions is empty; name the strongest action this policy may take");
    }
  }
  if (const doc::Value* pin = spec.Find("catalogueVersion")) {
    policy.pin = ReadPin(reader, *pin);
    policy.pin_spot = reader.At(*pin);
  }
  policy.conduct = ReadConduct(reader, spec);
  policy.settings = ReadSettings(reader, spec);
  policy.knowledge = ReadKnowledge(reader, spec);
  if (!policy.name.empty()) files.policies.push_back(std::move(policy));
}

void ReadDocument(Reader& reader, const doc::Value& root, Files& files) {
  const doc::Value* version = root.Find("apiVersion");
  if (version != nullptr && version->text().starts_with("test.sluice.dev/")) {
    reader.Error(*version, "this is a suite of tests; keep it outside of the policy folder");
    return;
  }
  if (!reader.Object(root, "a policy document", kPolicyDocument)) return;
  if (version == nullptr || version->text() != kApiVersion) {
    reader.Error(version == nullptr ? root : *version,
                 fmt::format("apiVersion must be {}", kApiVersion));
    return;
  }
  constexpr std::array<std::string_view, 2> kKinds = {kPolicyKind, kProfileKind};
  const doc::Value* kind = root.Find("kind");
  const std::string_view text = TextOf(kind);
  if (text == kExceptionKind) {
    reader.Error(*kind, "a FlinkPolicyException counts only in a folder named by --exception-dir");
    return;
  }
  if (std::find(kKinds.begin(), kKinds.end(), text) == kKinds.end()) {
    reader.Error(
        kind == nullptr ? root : *kind,
        fmt::format("kind must be FlinkPolicy or FlinkProfile{}", DidYouMean(text, kKinds)));
    return;
  }
  const doc::Value* spec = root.Find("spec");
  if (spec == nullptr || !spec->IsObject()) {
    reader.Error(spec == nullptr ? root : *spec, "spec is missing or not an object");
    return;
  }
  if (text == "FlinkProfile") {
    ReadProfile(reader, root, *spec, files);
  } else {
    ReadPolicy(reader, root, *spec, files);
  }
}

}  // namespace

void ReadFile(const std::string& file, std::string_view text, Files& files,
              Complaints& complaints) {
  const auto documents = doc::ReadYaml(text, doc::Limits());
  if (!documents) {
    base::Error error = documents.error();
    error.file = file;
    complaints.errors.push_back(std::move(error));
    return;
  }
  for (const doc::Document& document : *documents) {
    Reader reader(document, file, complaints);
    ReadDocument(reader, document.root(), files);
  }
}

}  // namespace sluice::policy

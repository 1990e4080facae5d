// SPDX-License-Identifier: Apache-2.0
// What policy files say, typed, before it is bound to the rules of a rulebook.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "policy/match.h"
#include "sluice/doc/reader.h"
#include "sluice/flink/version.h"
#include "sluice/k8s/review.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/rule.h"

namespace sluice::policy {

using doc::Complaints;
using doc::DidYouMean;
using doc::Reader;

// A parameter's value as written: one text, or a list of texts.
struct ParamText {
  std::string name;
  Spot spot;
  bool is_list = false;
  std::string text;
  std::vector<std::string> words;
  std::vector<doc::Mark> word_marks;  // where each stands
};

// One entry of `rules` or `defaults`.
struct Entry {
  std::string id;
  Spot spot;
  bool has_actions = false;                // rules
  std::optional<rulebook::Action> action;  // rules: the strongest; nothing for `actions: []` = off
  std::optional<bool> enabled;             // defaults
  std::vector<ParamText> params;
};

// What a profile and a policy have in common.
struct Settings {
  std::optional<rulebook::Action> unlisted;  // a profile's: of the rules that it does not list
  Spot unlisted_spot;
  std::vector<ParamText> parameters;
  std::vector<Entry> rules;
  std::vector<Entry> defaults;
};

// spec.knowledge.
struct KnowledgeText {
  std::optional<std::pair<std::string, Spot>> operator_version;
  std::optional<std::pair<flink::FlinkVersion, Spot>> assumed_flink_version;
  std::vector<ParamText> assumed_configuration;
  std::vector<std::string> operator_service_accounts;
};

struct ProfileFile {
  std::string name;
  Spot spot;
  Settings settings;
  KnowledgeText knowledge;
};

struct PolicyFile {
  std::string name;
  Spot spot;
  Match match;
  std::string profile;
  Spot profile_spot;
  std::vector<Word> overrides;  // names of policies that do not hold where this one does
  std::optional<rulebook::Action> cap;
  Spot cap_spot;
  std::optional<rulebook::CatalogueVersion> pin;  // nothing = latest
  Spot pin_spot;
  Conduct conduct;
  Settings settings;
  KnowledgeText knowledge;
};

struct Files {
  std::vector<ProfileFile> profiles;
  std::vector<PolicyFile> policies;
};

// SHA-256 over the texts of all lists in the order of their names, 16 hexadecimal digits.
std::string DigestOf(std::initializer_list<std::span<const Source>> lists);

// What every kind of document has. Complaints are made; then the name is empty.
std::string ReadName(Reader& reader, const doc::Value& root);
// The texts of member `field`, which are patterns of namespaces.
std::vector<std::string> ReadPatterns(Reader& reader, const doc::Value& match,
                                      std::string_view field);
std::vector<std::string> ReadKinds(Reader& reader, const doc::Value& node);
// Reads spec.match.
Match ReadMatch(Reader& reader, const doc::Value& spec);

// Reads every document of one file's text into `files`.
void ReadFile(const std::string& file, std::string_view text, Files& files, Complaints& complaints);

}  // namespace sluice::policy

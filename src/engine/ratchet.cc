// SPDX-License-Identifier: Apache-2.0
#include "engine/ratchet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sluice/doc/pointer.h"
#include "sluice/flink/options/catalogue.h"

namespace sluice::engine {
namespace {

using rulebook::Action;
using rulebook::Finding;

const doc::Value* SpecOf(const doc::Value* object) {
  return object == nullptr ? nullptr : object->Find("spec");
}

bool SpecUnchanged(const flink::Question& question) {
  if (question.change != flink::Change::kUpdate || question.old_object == nullptr) return false;
  const doc::Value* now = SpecOf(question.object);
  const doc::Value* before = SpecOf(question.old_object);
  return now != nullptr && before != nullptr ? doc::Equal(*now, *before) : now == before;
}

const doc::Value& RootOf(const flink::Subject& subject) {
  return subject.scale && subject.scale->root != nullptr ? *subject.scale->root : subject.root();
}

// "a.b" of "a[b]".
std::string Dotted(std::string_view field) {
  std::string out;
  for (const char c : field) {
    if (c == '[') {
      if (!out.empty()) out += '.';
    } else if (c != ']') {
      out += c;
    }
  }
  return out;
}

// The tokens with the names of elements instead of their indices.
std::vector<std::string> Named(const doc::Value& root, std::vector<std::string> tokens) {
  std::vector<std::string> walked;
  const doc::Value* node = &root;
  for (std::string& token : tokens) {
    const bool element = node != nullptr && node->IsArray();
    walked.push_back(token);
    node = doc::Resolve(root, doc::JoinPointer(walked));
    const doc::Value* name = element && node != nullptr ? node->Find("name") : nullptr;
    if (name != nullptr && !name->text().empty()) token = fmt::format("({})", name->text());
  }
  return tokens;
}

// What follows `.flinkConfiguration.` is an option's key; its canonical name is the lasting one.
std::string WithCanonicalOption(std::string place, std::string_view configuration) {
  const std::string before = fmt::format(".{}.", configuration);
  const std::size_t at = place.find(before);
  if (at == std::string::npos) return place;
  const std::size_t key = at + before.size();
  const auto option = flink::options::FindOption(std::string_view(place).substr(key));
  if (option) place.replace(key, std::string::npos, flink::options::CanonicalName(*option));
  return place;
}

// A finding of the old object, with what it is compared by.
struct Known {
  const Finding* finding = nullptr;
  std::string place;
  bool used = false;
};

// Whether `now`, at the same place as `before`, is no worse.
bool NoWorse(const Finding& now, const Finding& before) {
  if (now.severity > before.severity) return false;
  const bool same_words = now.detail == before.detail;
  if (now.rule->worsening == rulebook::Worsening::kByValue && !same_words) return false;
  if (now.measure && before.measure) return *now.measure <= *before.measure;
  return now.measure.has_value() == before.measure.has_value() || same_words;
}

}  // namespace

std::string LastingPlace(const Finding& finding, const flink::Subject& subject) {
  const doc::Value& root = RootOf(subject);
  std::string place;
  const auto tokens = finding.node == nullptr ? std::nullopt : doc::TokensOf(root, *finding.node);
  if (tokens) {
    place = fmt::format("{}", fmt::join(Named(root, *tokens), "."));
    if (!finding.missing.empty()) place += '.' + Dotted(finding.missing);
  } else {
    place = Dotted(finding.field);
  }
  return WithCanonicalOption(std::move(place), subject.resource.configuration_field);
}

Ratchet::Ratchet(const Case& what, const flink::Subject& subject)
    : what_(what), subject_(subject), unchanged_(SpecUnchanged(what.question)) {}

// The old object as if it were created now, under the same policies and knowledge.
const flink::Subject& Ratchet::Old() {
  if (!old_) {
    flink::Question question = what_.question;
    question.change = flink::Change::kCreate;
    question.object = question.old_object;
    question.old_object = nullptr;
    old_.emplace(flink::Understand(question, what_.snapshot.Known()));
  }
  return *old_;
}

void Ratchet::Excuse(const policy::BoundRule& bound, std::vector<JudgedFinding*>& findings) {
  if (what_.question.change != flink::Change::kUpdate || what_.question.old_object == nullptr) {
    return;
  }
  if (bound.rule->judges_change) return;
  // Beyond the most that a rule may say, what is new cannot be told from what is old.
  if (JudgeBy(bound, subject_).size() >= rulebook::Findings::kMostPerRule) return;
  const std::vector<JudgedFinding> before = JudgeBy(bound, Old());
  std::vector<Known> known;
  for (const JudgedFinding& judged : before) {
    if (judged.action != Action::kDeny) continue;
    known.push_back({.finding = &judged.finding, .place = LastingPlace(judged.finding, Old())});
  }
  // The least that will do is taken, so that a larger one is left for a larger one.
  std::stable_sort(known.begin(), known.end(), [](const Known& a, const Known& b) {
    return a.finding->measure.value_or(0) < b.finding->measure.value_or(0);
  });
  // Each old finding excuses one new one: first those with the same words, then the others.
  for (const bool same_words : {true, false}) {
    for (JudgedFinding* judged : findings) {
      if (judged->action != Action::kDeny || judged->lift != Lift::kNone) continue;
      const std::string place = LastingPlace(judged->finding, subject_);
      const auto match = std::find_if(known.begin(), known.end(), [&](const Known& one) {
        if (one.used || one.place != place || !NoWorse(judged->finding, *one.finding)) return false;
        return !same_words || one.finding->detail == judged->finding.detail;
      });
      if (match == known.end()) continue;
      match->used = true;
      judged->lift = Lift::kNoWorse;
    }
  }
}

}  // namespace sluice::engine

// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/diff.h"

#include <algorithm>
#include <map>
#include <span>

#include "flink/config/flatten.h"
#include "flink/operators/diff_consequence.h"
#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

using doc::Value;

// A field of the spec that the operator knows; what it does not know it drops before it compares.
struct SpecField {
  std::string_view name;
  DiffClass diff_class = DiffClass::kUpgrade;
  bool scales_in_standalone = false;  // SpecDiff(SCALE, mode = STANDALONE), else UPGRADE
};

// FlinkDeploymentSpec, AbstractFlinkSpec, FlinkSessionJobSpec (1.16-SNAPSHOT).
constexpr SpecField kSpecFields[] = {
    {"deploymentName"}, {"flinkVersion"},     {"image"}, {"imagePullPolicy"},
    {"ingress"},        {"logConfiguration"}, {"mode"},  {"podTemplate"},
    {"restartNonce"},   {"serviceAccount"},
};
// JobSpec.
constexpr SpecField kJobFields[] = {
    {"allowNonRestoredState", DiffClass::kIgnore},
    {"args"},
    {"autoscalerResetNonce", DiffClass::kIgnore},
    {"checkpointTriggerNonce", DiffClass::kIgnore},
    {"entryClass"},
    {"initialSavepointPath", DiffClass::kIgnore},
    {"jarURI"},
    {"parallelism", DiffClass::kUpgrade, true},
    {"savepointRedeployNonce", DiffClass::kSavepointRedeploy},
    {"savepointTriggerNonce", DiffClass::kIgnore},
    {"state"},
    {"upgradeMode", DiffClass::kIgnore},
};
// JobManagerSpec and TaskManagerSpec.
constexpr SpecField kJobManagerFields[] = {
    {"podTemplate"}, {"replicas"}, {"resource"}, {"resources"}};
constexpr SpecField kTaskManagerFields[] = {
    {"podTemplate"}, {"replicas", DiffClass::kUpgrade, true}, {"resource"}, {"resources"}};

const Value* Get(const Value* object, std::string_view name) {
  const Value* value = object == nullptr ? nullptr : object->Find(name);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

// What a Java field holds when the object does not set it.
std::string_view JavaDefault(std::string_view name) {
  if (name == "spec.job.state") return "running";
  if (name == "spec.job.upgradeMode") return "stateless";
  if (name == "spec.jobManager.replicas") return "1";
  if (name == "spec.job.parallelism") return "0";
  return {};
}

bool Same(const std::string& name, const Value* before, const Value* after) {
  if (before != nullptr && after != nullptr) {
    return doc::Equal(*before, *after) ||
           // Enums are read in any case, numbers from strings too.
           (before->IsScalar() && after->IsScalar() &&
            base::EqualsIgnoringCase(before->text(), after->text()) && !JavaDefault(name).empty());
  }
  if (before == after) return true;
  const Value& set = before != nullptr ? *before : *after;
  const std::string_view unset = JavaDefault(name);
  if (!unset.empty()) return base::EqualsIgnoringCase(set.text(), unset);
  return name == "spec.job.args" && set.IsArray() && set.items().empty();
}

class Comparison {
 public:
  Comparison(bool standalone, std::vector<DiffEntry>& entries)
      : standalone_(standalone), entries_(entries) {}

  void Fields(std::string_view parent, const Value* before, const Value* after,
              std::span<const SpecField> fields) {
    for (const SpecField& field : fields) {
      std::string name = std::string(parent) + "." + std::string(field.name);
      const Value* was = Get(before, field.name);
      const Value* is = Get(after, field.name);
      if (Same(name, was, is)) continue;
      DiffClass diff_class = field.diff_class;
      if (field.scales_in_standalone && standalone_) diff_class = DiffClass::kScale;
      // SpecDiff(onNullIgnore): a nonce that goes away triggers nothing.
      if (diff_class == DiffClass::kSavepointRedeploy && is == nullptr) continue;
      entries_.push_back({std::move(name), false, diff_class, was, is});
    }
  }

  // A part that is compared field by field when both have it, else as a whole.
  void Part(std::string_view name, const Value* before, const Value* after,
            std::span<const SpecField> fields) {
    const std::string path = "spec." + std::string(name);
    if (before != nullptr && after != nullptr) return Fields(path, before, after, fields);
    if (before == after) return;
    entries_.push_back({path, false, DiffClass::kUpgrade, before, after});
  }

  void Keys(const Value* before, const Value* after) {
    const auto was = Flat(before, before_texts_);
    const auto is = Flat(after, after_texts_);
    for (const auto& [key, value] : was) {
      const auto there = is.find(key);
      if (there != is.end() && there->second.text == value.text) continue;
      AddKey(key, value.node, there == is.end() ? nullptr : there->second.node);
    }
    for (const auto& [key, value] : is) {
      if (!was.contains(key)) AddKey(key, nullptr, value.node);
    }
  }

 private:
  struct Leaf {
    std::string_view text;
    const Value* node;
  };
  using Leaves = std::map<std::string_view, Leaf>;

  static Leaves Flat(const Value* configuration, TextArena& texts) {
    Leaves leaves;
    if (configuration == nullptr || !configuration->IsObject()) return leaves;
    auto sink = [&leaves](std::string_view key, std::string_view text, const Value& node) {
      leaves[key] = {text, &node};
    };
    Flatten(*configuration, "", texts, sink);
    return leaves;
  }

  // AbstractFlinkSpec.flinkConfiguration's SpecDiff.Config, by prefix.
  [[nodiscard]] DiffClass ClassOfKey(std::string_view key) const {
    for (const std::string_view prefix :
         {"job.autoscaler", "parallelism.default", "kubernetes.operator"}) {
      if (key.starts_with(prefix)) return DiffClass::kIgnore;
    }
    if (!standalone_ && key.starts_with("pipeline.jobvertex-parallelism-overrides")) {
      return DiffClass::kScale;
    }
    return DiffClass::kUpgrade;
  }

  void AddKey(std::string_view key, const Value* before, const Value* after) {
    entries_.push_back({std::string(key), true, ClassOfKey(key), before, after});
  }

  bool standalone_;
  std::vector<DiffEntry>& entries_;
  TextArena before_texts_, after_texts_;
};

// The fields of a kind whose operator we do not model: all that differ, one level deep, and those
// of the job.
void CompareBroadly(const Resource& before, const Resource& after,
                    std::vector<DiffEntry>& entries) {
  const auto compare = [&entries](std::string_view parent, const Value* was, const Value* is,
                                  std::string_view skip_one, std::string_view skip_two) {
    const auto note = [&](std::string_view name) {
      if (name == skip_one || name == skip_two) return;
      const Value* old_value = Get(was, name);
      const Value* new_value = Get(is, name);
      if (old_value == new_value) return;
      if (old_value != nullptr && new_value != nullptr && doc::Equal(*old_value, *new_value))
        return;
      entries.push_back({std::string(parent) + "." + std::string(name), false, DiffClass::kUpgrade,
                         old_value, new_value});
    };
    if (was != nullptr) {
      for (const doc::Member& member : was->members()) note(member.key);
    }
    if (is == nullptr) return;
    for (const doc::Member& member : is->members()) {
      if (Get(was, member.key) == nullptr) note(member.key);
    }
  };
  compare("spec", before.spec, after.spec, after.configuration_field, "job");
  compare("spec.job", before.job.node, after.job.node, "", "");
}

}  // namespace

Diff DiffOf(const Resource& before, const EffectiveConfig& config_before, const Resource& after,
            const EffectiveConfig& config_after) {
  Diff diff;
  Comparison comparison(after.deployment_mode == DeploymentMode::kStandalone, diff.entries);
  if (IsOfApacheOperator(after.kind)) {
    comparison.Fields("spec", before.spec, after.spec, kSpecFields);
    comparison.Part("job", before.job.node, after.job.node, kJobFields);
    comparison.Part("jobManager", before.job_manager.node, after.job_manager.node,
                    kJobManagerFields);
    comparison.Part("taskManager", before.task_manager.node, after.task_manager.node,
                    kTaskManagerFields);
  } else {
    CompareBroadly(before, after, diff.entries);
  }
  comparison.Keys(before.configuration, after.configuration);
  std::ranges::sort(diff.entries, {}, &DiffEntry::name);
  for (const DiffEntry& entry : diff.entries) {
    diff.diff_class = std::max(diff.diff_class, entry.diff_class);
  }
  Conclude({before, config_before}, {after, config_after}, diff);
  return diff;
}

Diff DiffOf(const Subject& subject) {
  if (subject.change != Change::kUpdate || !subject.old_resource || !subject.old_config) return {};
  return DiffOf(*subject.old_resource, *subject.old_config, subject.resource, subject.config);
}

std::string NamesOf(const Diff& diff, DiffClass at_least, std::size_t most) {
  std::string names;
  std::size_t count = 0;
  for (const DiffEntry& entry : diff.entries) {
    if (entry.diff_class < at_least) continue;
    if (++count > most) continue;
    names.append(names.empty() ? "" : ", ").append(base::Printable(entry.name, 80));
  }
  if (count > most) names += " and " + std::to_string(count - most) + " more";
  return names;
}

bool Diff::Restarts() const {
  return consequence >= Consequence::kClusterRestarts && consequence <= Consequence::kSuspended;
}

std::string_view ToString(DiffClass diff_class) {
  switch (diff_class) {
    case DiffClass::kIgnore:
      return "ignore";
    case DiffClass::kScale:
      return "scale";
    case DiffClass::kUpgrade:
      return "upgrade";
    case DiffClass::kSavepointRedeploy:
      return "savepoint-redeploy";
  }
  return "";
}

}  // namespace sluice::flink

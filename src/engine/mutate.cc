// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/json_patch.h"
#include "sluice/engine/engine.h"

namespace sluice::engine {
namespace {

using policy::BoundDefault;
using rulebook::Action;
using rulebook::Addition;
using rulebook::Declined;

bool HasDeletionTimestamp(const doc::Value& object) {
  const doc::Value* stamp = object.FindPath({"metadata", "deletionTimestamp"});
  return stamp != nullptr && !stamp->IsNull();
}

// The blue/green controller writes its two FlinkDeployments itself.
bool IsBlueGreenChild(const doc::Value& object) {
  const doc::Value* owners = object.FindPath({"metadata", "ownerReferences"});
  if (owners == nullptr) return false;
  return std::any_of(owners->items().begin(), owners->items().end(), [](const doc::Value& owner) {
    const doc::Value* kind = owner.Find("kind");
    return kind != nullptr && kind->text() == "FlinkBlueGreenDeployment";
  });
}

bool MayMutate(const Snapshot& snapshot, const flink::Question& question,
               const doc::Value& object) {
  if (!question.sub_resource.empty() || question.change == flink::Change::kDelete) return false;
  if (!object.IsObject() || HasDeletionTimestamp(object) || IsBlueGreenChild(object)) return false;
  // Without a spec the operator does nothing with the object; to add one would make it a resource.
  const doc::Value* spec = object.Find("spec");
  if (spec == nullptr || !spec->IsObject()) return false;
  return !snapshot.policies->IsOperator(question.username);
}

// Defaults write the spec, labels and annotations; never a name, a namespace, a status.
bool MayStand(const std::vector<std::string>& tokens) {
  if (tokens.size() < 2) return false;
  return tokens[0] == "spec" ||
         (tokens[0] == "metadata" && (tokens[1] == "labels" || tokens[1] == "annotations"));
}

flink::Subject UnderstandAs(flink::Question question, const doc::Value& object,
                            const flink::Knowledge& knowledge) {
  question.object = &object;
  return flink::Understand(question, knowledge);
}

// One run of the defaults over an object.
struct Run {
  std::optional<doc::Document> patched;  // nothing when nothing was added
  std::vector<Addition> additions;
  std::vector<Declined> declined;
  // `patched`, understood; nothing when nobody has looked since the last addition.
  std::optional<flink::Subject> subject;

  [[nodiscard]] const doc::Document& Current(const doc::Document& original) const {
    return patched ? *patched : original;
  }
};

// Adds what one default wants, or says why not.
void AddTo(Run& run, const doc::Document& original, const BoundDefault& bound,
           std::vector<Addition> wanted) {
  std::vector<doc::Addition> fitting;
  for (const Addition& addition : wanted) {
    if (!MayStand(addition.tokens)) return;
    fitting.push_back({.tokens = addition.tokens, .value_json = addition.value_json});
  }
  auto patched = doc::WithAdded(run.Current(original), fitting);
  if (!patched) {
    run.declined.push_back({.by = bound.def, .reason = patched.error().message});
    return;
  }
  run.patched = *std::move(patched);
  run.subject.reset();
  run.additions.insert(run.additions.end(), std::make_move_iterator(wanted.begin()),
                       std::make_move_iterator(wanted.end()));
}

// What must not get worse by a patch: rules that deny, and roles whose memory cannot be laid out.
struct Health {
  std::set<std::string_view> denying;
  bool memory_fails = false;
};

Health HealthOf(const policy::Selection& selection, const flink::Subject& subject) {
  policy::Selection denying;
  std::copy_if(selection.rules.begin(), selection.rules.end(), std::back_inserter(denying.rules),
               [](const policy::BoundRule* rule) { return rule->action == Action::kDeny; });
  Health health;
  for (const JudgedFinding& judged : Judge(denying, subject).findings) {
    if (judged.action == Action::kDeny) health.denying.insert(judged.finding.rule->meta.id);
  }
  health.memory_fails = (subject.task_manager_memory && !*subject.task_manager_memory) ||
                        (subject.job_manager_memory && !*subject.job_manager_memory);
  return health;
}

// What got worse, in words; empty when nothing did.
std::string Worse(const Health& before, const Health& after) {
  for (const std::string_view rule : after.denying) {
    if (!before.denying.contains(rule)) return fmt::format("rule {} would then deny it", rule);
  }
  if (after.memory_fails && !before.memory_fails) return "Flink could not lay out its memory then";
  return {};
}

class Mutator {
 public:
  Mutator(const Snapshot& snapshot, const policy::Selection& selection,
          const flink::Question& question, const doc::Document& object)
      : snapshot_(snapshot),
        selection_(selection),
        question_(question),
        object_(object),
        original_(UnderstandAs(question, object.root(), snapshot.Known())) {}

  Run Checked() {
    Run run = RunDefaults({});
    if (!run.patched || Additional(run).empty()) return run;
    Run mirrored = Mirrored();
    const Health before = HealthAfter(mirrored);
    const std::string worse = Worse(before, HealthAfter(run));
    return worse.empty() ? std::move(run) : Lessen(std::move(run), before, worse);
  }

 private:
  // What the run has made of the object so far. Good until the run adds something.
  const flink::Subject& Now(Run& run) {
    if (!run.patched) return original_;
    if (!run.subject) {
      run.subject.emplace(UnderstandAs(question_, run.patched->root(), snapshot_.Known()));
    }
    return *run.subject;
  }

  Run RunDefaults(const std::set<const rulebook::Default*>& without) {
    Run run;
    for (const BoundDefault* bound : selection_.defaults) {
      if (without.contains(bound->def)) continue;
      if ((bound->def->kinds & rulebook::Bit(original_.resource.kind)) == 0) continue;
      // Each default sees what those before it added.
      const flink::Subject& subject = Now(run);
      rulebook::PatchBuilder builder(subject);
      builder.SetDefault(*bound->def);
      bound->def->apply(subject, bound->params, builder);
      run.declined.insert(run.declined.end(), builder.declined().begin(), builder.declined().end());
      if (!builder.additions().empty()) AddTo(run, object_, *bound, builder.additions());
    }
    return run;
  }

  Health HealthAfter(Run& run) { return HealthOf(selection_, Now(run)); }

  // The defaults that added something and may have to take it back, in running order.
  static std::vector<const rulebook::Default*> Additional(const Run& run) {
    std::vector<const rulebook::Default*> adding;
    for (const Addition& addition : run.additions) {
      if (addition.by->mirrors_operator) continue;
      if (adding.empty() || adding.back() != addition.by) adding.push_back(addition.by);
    }
    return adding;
  }

  // What the operator's own webhook would have added stands whatever a rule says of it.
  Run Mirrored() {
    std::set<const rulebook::Default*> others;
    for (const BoundDefault* bound : selection_.defaults) {
      if (!bound->def->mirrors_operator) others.insert(bound->def);
    }
    if (others.size() == selection_.defaults.size()) return {};
    return RunDefaults(others);
  }

  // Leaves out the one default, the last first, without which nothing gets worse; else all of them.
  Run Lessen(Run run, const Health& before, const std::string& worse) {
    const std::vector<const rulebook::Default*> adding = Additional(run);
    for (auto at = adding.rbegin(); at != adding.rend(); ++at) {
      Run fewer = RunDefaults({*at});
      if (fewer.patched && !Worse(before, HealthAfter(fewer)).empty()) continue;
      fewer.declined.push_back({.by = *at, .reason = worse});
      return fewer;
    }
    Run none = Mirrored();
    none.declined = std::move(run.declined);
    for (const rulebook::Default* def : adding) {
      none.declined.push_back({.by = def, .reason = worse});
    }
    return none;
  }

  const Snapshot& snapshot_;
  const policy::Selection& selection_;
  const flink::Question& question_;
  const doc::Document& object_;
  const flink::Subject original_;  // the object as it came
};

}  // namespace

Mutation Mutate(const Snapshot& snapshot, const policy::Selection& selection,
                const flink::Question& question, const doc::Document& object) {
  Mutation mutation;
  if (selection.defaults.empty() || !MayMutate(snapshot, question, object.root())) return mutation;
  Run run = Mutator(snapshot, selection, question, object).Checked();
  mutation.declined = std::move(run.declined);
  if (run.additions.empty()) return mutation;
  mutation.patch_json = ToJsonPatch(object.root(), run.additions);
  if (mutation.patch_json.empty()) {
    mutation.declined.push_back(
        {.by = run.additions.front().by,
         .reason = fmt::format("more than {} operations", kMaximumOperations)});
    return mutation;
  }
  mutation.additions = std::move(run.additions);
  return mutation;
}

}  // namespace sluice::engine

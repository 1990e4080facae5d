// SPDX-License-Identifier: Apache-2.0
// Diff: what an UPDATE changes, weighed as the operator weighs it, and what becomes of the job.
//
// The Apache operator compares the spec with the one it deployed last, field by field and key by
// key, and acts on the gravest class of change (ReflectiveDiffBuilder and the SpecDiff annotations
// of its API; operator 1.16-SNAPSHOT). Here the object before the UPDATE stands for what it
// deployed last. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/subject.h"

namespace sluice::flink {

// The operator's DiffType, weakest first.
enum class DiffClass : std::uint8_t {
  kIgnore,             // stored; the running job goes on
  kScale,              // rescaled in place where Flink can, else an upgrade
  kUpgrade,            // the old job is stopped and a new one started
  kSavepointRedeploy,  // savepointRedeployNonce: from initialSavepointPath, whatever was
};
std::string_view ToString(DiffClass diff_class);  // "ignore", "scale", "upgrade", ...

// What Flink does, if the job is running well when the change arrives.
enum class Consequence : std::uint8_t {
  kNothing,               // the job goes on
  kRescaled,              // the job goes on with other parallelism
  kClusterRestarts,       // a session cluster: all its jobs go down with it
  kFromNothing,           // stopped, and started without state
  kFromLatestState,       // stopped, and started from its latest checkpoint
  kFromSavepoint,         // stopped with a savepoint, and started from it
  kFromInitialSavepoint,  // started from the savepoint that the resource names
  kSuspended,             // stopped, and not started; see `keeps_state`
  kRefused,               // the operator refuses the change, and every later one with it
  kUnknown,               // nobody has told us how this kind's operator behaves
};
std::string_view ToString(Consequence consequence);  // "the job restarts from a savepoint", ...

// One thing that differs.
struct DiffEntry {
  std::string name;     // a key of the configuration, or a field: "spec.job.args"
  bool is_key = false;  // the former. Whether its value may be shown is rulebook::MayShow's answer
  DiffClass diff_class = DiffClass::kUpgrade;
  const doc::Value* before = nullptr;  // null = absent
  const doc::Value* after = nullptr;
};

struct Diff {
  std::vector<DiffEntry> entries;             // keys and fields, sorted by name
  DiffClass diff_class = DiffClass::kIgnore;  // the gravest of the entries
  Consequence consequence = Consequence::kNothing;
  // Why it is that consequence, a short clause: "upgradeMode is stateless". Static text.
  std::string_view why;
  bool keeps_state = true;  // false for kFromNothing, and for a suspension without state

  // The job is stopped and comes back (or stays down).
  [[nodiscard]] bool Restarts() const;
};

// The names of the entries of at least that class, at most `most` of them, with "and 3 more"; empty
// when there is none.
std::string NamesOf(const Diff& diff, DiffClass at_least, std::size_t most);

// From `before` to `after`, which are of one kind.
Diff DiffOf(const Resource& before, const EffectiveConfig& config_before, const Resource& after,
            const EffectiveConfig& config_after);
// Of an UPDATE; no entries for everything else, and when the two specs are equal.
Diff DiffOf(const Subject& subject);

}  // namespace sluice::flink

// SPDX-License-Identifier: Apache-2.0
// Gives a resource without a savepoint directory one of its own on durable storage.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

constexpr Param kParams[] = {
    kStorageRootParam,
    {"savepointTemplate", ParamType::kString, "{{root}}/{{namespace}}/{{name}}/savepoints",
     "The directory; {{root}}, {{namespace}} and {{name}} are filled in."},
};

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (!KeepsState(subject)) return;
  if (subject.config.IsSet(options::kExecutionCheckpointingSavepointDir)) return;
  // Spotify's operator takes savepoints where spec.job.savepointsDir says, and refuses every update
  // of a job without it (ValidateUpdate, 1746257).
  const doc::Value* job = subject.resource.job.node;
  const bool field = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster && job != nullptr;
  if (field && job->Find("savepointsDir") != nullptr) return;
  const auto directory = Directory(subject, params.String(kStorageRoot), params.String(kTemplate),
                                   "savepoint directory", patch);
  if (!directory) return;
  if (!field) return patch.SetOption(options::kExecutionCheckpointingSavepointDir, *directory);
  // A location holds no character that JSON would want escaped, or it is left to the user.
  if (directory->find_first_of("\"\\\n\r\t") != std::string::npos) return;
  patch.SetField({"spec", "job", "savepointsDir"}, '"' + *directory + '"');
}

}  // namespace

extern const Default savepoint_dir;
constinit const Default savepoint_dir{
    .meta = {.id = "savepoint-dir",
             .title = "Savepoints have a place on durable storage",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "Without a directory no savepoint can be taken, so no savepoint upgrade and "
                       "no backup before a risky change.",
             .consequence = "Savepoints go below the storage root, in a directory of this resource "
                            "alone; a directory that is set stays.",
             .remediation =
                 "Set execution.checkpointing.savepoint-dir (state.savepoints.dir before "
                 "Flink 1.20) yourself to choose another directory.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/savepoints/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 11,
    .apply = &Apply,
};

}  // namespace sluice::defaults

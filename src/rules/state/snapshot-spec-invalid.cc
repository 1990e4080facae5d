// SPDX-License-Identifier: Apache-2.0
// A FlinkStateSnapshot is one savepoint or one checkpoint, of a job unless it exists already
// (DefaultValidator, 1.16-SNAPSHOT). Whoever registers an existing savepoint rarely wants it
// deleted with the resource, which is the default.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

const doc::Value* Present(const doc::Value* object, std::string_view key) {
  const doc::Value* node = object == nullptr ? nullptr : object->Find(key);
  return node == nullptr || node->IsNull() ? nullptr : node;
}

bool IsTrue(const doc::Value* object, std::string_view key, bool absent) {
  const doc::Value* node = Present(object, key);
  return node == nullptr ? absent : IsJavaTrue(node);
}

void JudgeExisting(const doc::Value& savepoint, const doc::Value* reference, Findings& findings) {
  // StateSnapshotReconciler.cleanup disposes only with a job to ask.
  if (reference == nullptr || !IsTrue(&savepoint, "disposeOnDelete", true)) return;
  const doc::Value* dispose = Present(&savepoint, "disposeOnDelete");
  findings.Add(dispose != nullptr ? At(*dispose) : Place{&savepoint, {"disposeOnDelete"}},
               "the savepoint exists already, but it is deleted with this resource",
               {.fix = "Set savepoint.disposeOnDelete: false.",
                .at_most = Action::kWarn,
                .severity = Severity::kMedium});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* spec = subject.resource.spec;
  const doc::Value* savepoint = Present(spec, "savepoint");
  const doc::Value* checkpoint = Present(spec, "checkpoint");
  if ((savepoint == nullptr) == (checkpoint == nullptr)) {
    findings.Add(spec != nullptr ? At(*spec) : SpecPlace(subject, {}),
                 savepoint == nullptr ? "neither savepoint nor checkpoint is set"
                                      : "both savepoint and checkpoint are set",
                 {.fix = "Set one of spec.savepoint and spec.checkpoint."});
    return;
  }
  const doc::Value* reference = Present(spec, "jobReference");
  if (IsTrue(savepoint, "alreadyExists", false)) {
    return JudgeExisting(*savepoint, reference, findings);
  }
  if (reference != nullptr) return;
  findings.Add(SpecPlace(subject, {"jobReference"}), "jobReference is not set",
               {.fix = "Set spec.jobReference to the kind and name of the job."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule snapshot_spec_invalid;
constinit const Rule snapshot_spec_invalid{
    .meta = {.id = "snapshot-spec-invalid",
             .title = "A snapshot says what to take, and of which job",
             .category = Category::kState,
             .severity = Severity::kHigh,
             .reason = "A snapshot is one savepoint or one checkpoint of one job.",
             .consequence = "The operator refuses the resource, or deletes a savepoint that "
                            "somebody still needs.",
             .remediation = "Set one of spec.savepoint and spec.checkpoint, and spec.jobReference.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/snapshots/",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkStateSnapshot),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

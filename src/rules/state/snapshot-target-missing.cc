// SPDX-License-Identifier: Apache-2.0
// A snapshot is taken of a FlinkDeployment or FlinkSessionJob of its own namespace
// (DefaultValidator.validateStateSnapshot, 1.16-SNAPSHOT); once it has been triggered the target
// may go.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

// Whether the operator still has to find the job: before the snapshot is triggered.
bool IsPending(const Subject& subject) {
  const doc::Value* status = PresentMember(subject.resource.root, "status");
  if (status == nullptr) return true;
  // An absent state is the default of the Java class, a null is none.
  const doc::Value* state = Member(status, "state");
  return state == nullptr || state->text() == "TRIGGER_PENDING";
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* spec = subject.resource.spec;
  const doc::Value* exists = PresentMember(PresentMember(spec, "savepoint"), "alreadyExists");
  if (IsJavaTrue(exists)) return;
  const doc::Value* reference = PresentMember(spec, "jobReference");
  if (reference == nullptr || !IsPending(subject)) return;
  const flink::RelatedResource& target = subject.related.snapshot_target;
  if (target.resource != nullptr) return;
  const doc::Value* kind = PresentMember(reference, "kind");
  const doc::Value* name = PresentMember(reference, "name");
  if (kind == nullptr || name == nullptr) {
    findings.Add(At(*reference), "jobReference does not name both kind and name",
                 {.fix = "Set kind and name of spec.jobReference."});
    return;
  }
  if (!target.looked_up) return findings.Unknown("the job is not known");
  findings.Add(At(*name), "there is no " + Shown(kind->text()) + " " + Shown(name->text()));
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule snapshot_target_missing;
constinit const Rule snapshot_target_missing{
    .meta = {.id = "snapshot-target-missing",
             .title = "A snapshot is taken of a job that exists",
             .category = Category::kState,
             .severity = Severity::kHigh,
             .reason = "The operator asks the named job for the snapshot.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Name a FlinkDeployment or FlinkSessionJob of the same namespace in "
                            "spec.jobReference.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/snapshots/",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkStateSnapshot),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

// SPDX-License-Identifier: Apache-2.0
// Changes that the Apache operator refuses, compared with the spec that it deployed last and keeps
// as text in the resource's status (DefaultValidator.validateSpecChange and
// validateSessionJobOnly, 1.16-SNAPSHOT). Where the status holds none, nothing has been deployed
// and everything may change.
#include "rules/support/operator.h"
#include "sluice/doc/document.h"
#include "sluice/flink/binding.h"
#include "sluice/flink/java_quantity.h"

namespace sluice::rules {
namespace {

struct Change {
  const flink::Resource& is;
  const doc::Value& was;  // the spec deployed last
  [[nodiscard]] const doc::Value* WasJob() const { return PresentMember(&was, "job"); }
};

// The text of a field that Java gives a default when it is absent; empty for null.
std::string_view TextOr(const doc::Value* object, std::string_view key, std::string_view absent) {
  const doc::Value* node = Member(object, key);
  return node == nullptr ? absent : node->text();
}

// What a person does when the operator takes no change: a resource beside this one.
FindingOptions Anew() {
  return {.fix = "Create a new resource beside this one, and delete this one."};
}

void JudgeKind(const Subject& subject, const Change& change, Findings& findings) {
  const flink::Resource& is = change.is;
  const bool was_application = change.WasJob() != nullptr;
  if (was_application != (is.job.node != nullptr)) {
    findings.Add(is.job.node != nullptr ? At(*is.job.node) : SpecPlace(subject, {"job"}),
                 was_application ? "the application cluster becomes a session cluster"
                                 : "the session cluster becomes an application cluster",
                 Anew());
  }
  const doc::Value* mode = PresentMember(&change.was, "mode");
  const bool was_standalone = mode != nullptr && mode->text() == "standalone";
  const bool standalone = is.deployment_mode == flink::DeploymentMode::kStandalone;
  if (was_standalone == standalone) return;
  findings.Add(is.mode.present() ? At(*is.mode.node) : SpecPlace(subject, {"mode"}),
               standalone ? "mode changes from native to standalone"
                          : "mode changes from standalone to native",
               Anew());
}

// A job that was suspended with its latest state is restored by the Flink that wrote it.
void JudgeVersion(const Change& change, Findings& findings) {
  const doc::Value* was = change.WasJob();
  const flink::Field& version = change.is.flink_version;
  if (was == nullptr || change.is.job.node == nullptr || !version.present()) return;
  if (TextOr(was, "state", "running") != "suspended") return;
  if (TextOr(was, "upgradeMode", "stateless") != "last-state") return;
  const std::string_view before = TextOr(&change.was, "flinkVersion", "");
  if (before == version.text()) return;
  if (JavaUpgradeModeOf(change.is.job) == JavaUpgradeMode::kStateless) return;
  findings.Add(At(*version.node),
               "flinkVersion changes from " + Shown(before) + " to " + Shown(version.text()) +
                   " while the job is suspended with last-state",
               {.fix = "Resume the job with the old version, then change it."});
}

void JudgeRedeploy(const Subject& subject, const Change& change, Findings& findings) {
  const flink::Job& job = change.is.job;
  const doc::Value* nonce = PresentMember(job.node, "savepointRedeployNonce");
  if (nonce == nullptr || change.WasJob() == nullptr) return;
  const doc::Value* before = PresentMember(change.WasJob(), "savepointRedeployNonce");
  if (flink::Field{nonce}.integer() == flink::Field{before}.integer()) return;
  if (!IsBlank(job.initial_savepoint_path.text())) return;
  findings.Add(SpecPlace(subject, {"job", "initialSavepointPath"}),
               "savepointRedeployNonce changes, but initialSavepointPath is not set",
               {.fix = "Set job.initialSavepointPath to the savepoint to start from."});
}

void JudgeCluster(const Change& change, Findings& findings) {
  const flink::Field& name = change.is.deployment_name;
  const std::string_view before = TextOr(&change.was, "deploymentName", "");
  if (!name.present() || name.text() == before) return;
  findings.Add(At(*name.node),
               "deploymentName changes from " + Shown(before) + " to " + Shown(name.text()),
               {.fix = "Delete the job with a savepoint, and create it anew on the other "
                       "cluster."});
}

// Reads the text as SpecUtils.deserializeSpecWithMeta does; null when the operator could not.
const doc::Value* SpecOf(const doc::Value& stored) {
  if (!stored.IsObject()) return nullptr;
  const doc::Value* metadata = stored.Find("resource_metadata");
  if (metadata == nullptr) return &stored;  // as operators before 1.2 wrote it
  if (!metadata->IsObject()) return nullptr;
  const flink::Field first{PresentMember(metadata, "firstDeployment")};
  if (first.present() && !first.boolean()) return nullptr;
  const doc::Value* spec = stored.Find("spec");
  return spec != nullptr && spec->IsObject() ? spec : nullptr;
}

// Quantities are parsed as they are bound: a unit that is none, or an empty text, breaks the spec.
bool QuantitiesBind(const doc::Value& spec) {
  for (const std::string_view role : {"jobManager", "taskManager"}) {
    const doc::Value* resources = PresentMember(PresentMember(&spec, role), "resources");
    for (const std::string_view part : {"requests", "limits"}) {
      const doc::Value* amounts = PresentMember(resources, part);
      if (amounts == nullptr || !amounts->IsObject()) continue;
      for (const doc::Member& amount : amounts->members()) {
        if (amount.value.IsScalar() && flink::JavaQuantityError(amount.value.text())) return false;
      }
    }
  }
  return true;
}

// Java can take the spec.
bool Binds(const doc::Value& spec, ResourceKind kind) {
  flink::Resource last;
  last.kind = kind;
  last.root = &spec;
  last.spec = &spec;
  return QuantitiesBind(spec) && flink::JavaMistakes(last).empty();
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* stored = LastReconciledSpec(subject);
  if (stored == nullptr) return;
  const auto document = doc::ReadJson(stored->text(), {});
  const doc::Value* was = document ? SpecOf(document->root()) : nullptr;
  if (was == nullptr || !Binds(*was, subject.resource.kind)) {
    return findings.Add(At(*stored), "the spec that the operator keeps in the status is broken",
                        {.fix = "Remove status.reconciliationStatus, or restore it."});
  }
  const Change change{subject.resource, *was};
  if (subject.resource.kind == ResourceKind::kFlinkSessionJob) {
    return JudgeCluster(change, findings);
  }
  JudgeKind(subject, change, findings);
  JudgeVersion(change, findings);
  JudgeRedeploy(subject, change, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule unsupported_change;
constinit const Rule unsupported_change{
    .meta = {.id = "unsupported-change",
             .title = "The operator takes the change of a deployed resource",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "Some changes would leave the running cluster or its state behind.",
             .consequence = "The operator refuses the resource, and every later change of it.",
             .remediation = "Take the change back, or create a new resource.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkDeployment) | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

// SPDX-License-Identifier: Apache-2.0
// Whoever writes a Flink resource reads every Secret of the namespace without any right on Secrets:
// the pods that the operator creates mount it for him. So Secrets are allowed by the beginning of
// their name.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kPrefixes };
constexpr Param kParams[] = {
    {"allowedSecretPrefixes", ParamType::kStringList, "",
     "Beginnings of the names of Secrets that a resource may mount or read into variables; "
     "{{namespace}} and {{name}} stand for the resource's own. Empty = any."},
};

class Judge {
 public:
  Judge(const Subject& subject, const Params& params, Findings& findings)
      : findings_(findings), allowed_(Filled(subject, params.Strings(kPrefixes))) {}

  void Name(const Place& place, std::string_view name, std::string_view how) {
    if (name.empty() || rulebook::HasPlaceholder(name)) return;
    const auto starts = [name](const std::string& prefix) { return name.starts_with(prefix); };
    if (std::ranges::any_of(allowed_, starts)) return;
    findings_.Add(place, "Secret " + Shown(name) + " is " + std::string(how) +
                             ", but the policy allows no name that begins so");
  }

  void Node(const doc::Value* node, std::string_view how) {
    if (node != nullptr) Name(At(*node), node->text(), how);
  }

 private:
  Findings& findings_;
  std::vector<std::string> allowed_;
};

// kubernetes.secrets: "name:/path,other:/path" (KubernetesConfigOptions, a map).
void JudgeMounts(const Subject& subject, Judge& judge) {
  const Entry* entry = subject.config.Find(options::kKubernetesSecrets);
  if (entry == nullptr || entry->origin != flink::Origin::kUser || entry->node == nullptr) return;
  for (const std::string_view one : base::Split(entry->value, ',')) {
    judge.Name(At(*entry->node), base::JavaTrim(one.substr(0, one.find(':'))), "mounted");
  }
}

// kubernetes.env.secretKeyRef: "env:A,secret:name,key:k;env:B,...".
void JudgeReferences(const Subject& subject, Judge& judge) {
  const Entry* entry = subject.config.Find(options::kKubernetesEnvSecretKeyRef);
  if (entry == nullptr || entry->origin != flink::Origin::kUser || entry->node == nullptr) return;
  for (const std::string_view reference : base::Split(entry->value, ';')) {
    for (const std::string_view part : base::Split(reference, ',')) {
      const std::string_view word = base::JavaTrim(part);
      constexpr std::string_view kSecret = "secret:";
      if (!word.starts_with(kSecret)) continue;
      judge.Name(At(*entry->node), word.substr(kSecret.size()), "read into a variable");
    }
  }
}

void JudgeVolumes(const Subject& subject, Judge& judge) {
  for (const doc::Value* volume : EveryVolume(subject.resource)) {
    judge.Node(volume->FindPath({"secret", "secretName"}), "mounted");
    for (const std::string_view driver : {"csi", "flexVolume"}) {
      judge.Node(volume->FindPath({driver, "nodePublishSecretRef", "name"}), "used by a volume");
    }
    const doc::Value* sources = volume->FindPath({"projected", "sources"});
    if (sources == nullptr) continue;
    for (const doc::Value& source : sources->items()) {
      judge.Node(source.FindPath({"secret", "name"}), "mounted");
    }
  }
}

void JudgeEnvironmentFrom(const doc::Value* list, Judge& judge) {
  if (list == nullptr) return;
  for (const doc::Value& source : list->items()) {
    judge.Node(source.FindPath({"secretRef", "name"}), "read into variables");
  }
}

void JudgePods(const Subject& subject, Judge& judge) {
  for (const doc::Value* env : EveryEnvironment(subject.resource)) {
    for (const doc::Value& variable : env->items()) {
      judge.Node(variable.FindPath({"valueFrom", "secretKeyRef", "name"}), "read into a variable");
    }
  }
  for (const doc::Value* container : EveryContainer(subject.resource)) {
    JudgeEnvironmentFrom(container->Find("envFrom"), judge);
  }
  if (subject.resource.kind != ResourceKind::kSpotifyFlinkCluster) return;
  if (subject.resource.spec == nullptr) return;
  JudgeEnvironmentFrom(subject.resource.spec->Find("envFrom"), judge);
  judge.Node(subject.resource.spec->FindPath({"gcpConfig", "serviceAccount", "secretName"}),
             "mounted");
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (params.Strings(kPrefixes).empty()) return;
  Judge judge(subject, params, findings);
  JudgeMounts(subject, judge);
  JudgeReferences(subject, judge);
  JudgeVolumes(subject, judge);
  JudgePods(subject, judge);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule quota_of_secrets_mount;
constinit const Rule quota_of_secrets_mount{
    .meta = {.id = "quota-of-secrets-mount",
             .title = "Pods mount only Secrets that are meant for them",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "Pods may read every Secret of their namespace that they name, so the "
                       "author of a resource reads it too, without any right on Secrets.",
             .consequence = "In a namespace that several teams share, a job reads the "
                            "credentials of another team.",
             .remediation = "Use a Secret whose name begins as the policy allows, or have the "
                            "platform team allow this one.",
             .docs = "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

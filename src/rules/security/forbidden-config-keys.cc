// SPDX-License-Identifier: Apache-2.0
// Some keys are read by the operator in its own process, with its own credentials, or decide under
// which name and in which namespace it works: they are not a user's to set (DefaultValidator's
// list, FlinkConfigBuilder, KubernetesConfigOptions).
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kKeys, kOperatorChecksOnly };
constexpr Param kParams[] = {
    {"forbiddenKeys", ParamType::kStringList, "",
     "Further keys that nobody may set; a key that ends in * stands for all that begin so."},
    kOperatorChecksOnlyParam,
};

constexpr std::string_view kInternal = "$internal.";
constexpr std::string_view kKubernetes = "kubernetes.";
constexpr std::string_view kPodTemplateFile = "kubernetes.pod-template-file";

bool IsIdentity(std::string_view key) {
  return key == "kubernetes.cluster-id" || key == "kubernetes.namespace" ||
         key == "high-availability.cluster-id";
}

bool IsReadByOperator(std::string_view key) {
  if (!key.starts_with(kKubernetes)) return key.starts_with(kInternal);
  return key == "kubernetes.config.file" || key == "kubernetes.context" ||
         key.starts_with(kPodTemplateFile);
}

bool IsOverwritten(std::string_view key) {
  return key == "execution.target" || key == "jobmanager.rpc.address";
}

bool IsListed(std::string_view key, const std::vector<std::string>& keys) {
  return std::ranges::any_of(keys, [key](const std::string& one) {
    const std::string_view listed = one;
    return listed.ends_with('*') ? key.starts_with(listed.substr(0, listed.size() - 1))
                                 : key == listed;
  });
}

// What is wrong with a key: the rest of the sentence, its fix, and how much it weighs.
struct Fault {
  std::string_view what;
  bool harmless = false;
  bool refused = false;  // by the operator's own webhook
};

Fault FaultOf(std::string_view key, bool cluster, const Params& params) {
  if (cluster && IsIdentity(key)) {
    return {.what = "is set, but the operator sets it itself and refuses it", .refused = true};
  }
  if (IsReadByOperator(key)) return {"is set, and the operator reads it in its own process"};
  if (IsListed(key, params.Strings(kKeys))) return {"is set, which this policy forbids"};
  if (cluster && IsOverwritten(key)) {
    return {.what = "is set, but the operator overwrites it", .harmless = true};
  }
  return {};
}

void Judge(const Entry& entry, bool cluster, const Params& params, Findings& findings) {
  if (entry.origin > flink::Origin::kUser) return;
  const Fault fault = FaultOf(entry.key, cluster, params);
  // What the operator configures for itself is its own business, except what it then refuses.
  if (fault.what.empty() || (entry.node == nullptr && !fault.refused)) return;
  const std::string key = base::Printable(entry.key, 120);
  const std::string where =
      entry.node != nullptr ? "" : " in the " + std::string(ToString(entry.origin)) + "s";
  findings.Add(
      PlaceOfEntry(entry), key + " " + std::string(fault.what) + where,
      {.fix = "Remove " + key + (fault.harmless ? "; it has no effect." : "."),
       .at_most = fault.harmless ? Action::kAudit
                                 : Ceiling(fault.refused, params.Bool(kOperatorChecksOnly)),
       .severity = fault.harmless ? Severity::kInfo : Severity::kHigh});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const bool cluster = subject.resource.kind == ResourceKind::kFlinkDeployment ||
                       subject.resource.kind == ResourceKind::kFlinkBlueGreenDeployment;
  for (const Entry& entry : subject.config.entries()) Judge(entry, cluster, params, findings);
  for (const Entry& entry : subject.config.overridden()) Judge(entry, cluster, params, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule forbidden_config_keys;
constinit const Rule forbidden_config_keys{
    .meta = {.id = "forbidden-config-keys",
             .title = "The configuration leaves alone what belongs to the operator",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "The operator acts on these keys in its own process, with rights that the "
                       "author of the resource does not have.",
             .consequence = "At best the operator refuses the resource; at worst it works on "
                            "another namespace's cluster or reads a file of its own pod.",
             .remediation = "Remove the key that the finding names.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/operations/configuration/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob) |
             Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

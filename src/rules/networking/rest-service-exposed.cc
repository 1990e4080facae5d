// SPDX-License-Identifier: Apache-2.0
// Flink's REST endpoint asks nobody for a password and runs whatever jar it is given. It must not
// be reachable from outside the cluster.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kInternalAnnotations, kGke };
constexpr Param kParams[] = {
    {"internalAnnotations", ParamType::kStringList,
     "service.beta.kubernetes.io/aws-load-balancer-internal "
     "service.beta.kubernetes.io/aws-load-balancer-scheme "
     "service.beta.kubernetes.io/azure-load-balancer-internal "
     "networking.gke.io/load-balancer-type cloud.google.com/load-balancer-type",
     "Annotations of the REST service that make a load balancer internal: then the finding is at "
     "most a warning."},
    {"gke", ParamType::kBool, "false",
     "Clusters here run on GKE, where the access scope VPC is internal; elsewhere it is a public "
     "load balancer."},
};

bool IsInternal(const Subject& subject, const Params& params) {
  const auto annotations = subject.config.Text(options::kKubernetesRestServiceAnnotations);
  if (!annotations) return false;
  return std::ranges::any_of(params.Strings(kInternalAnnotations), [&](const std::string& key) {
    return annotations->find(key) != std::string_view::npos;
  });
}

void JudgeOption(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* type = subject.config.Find(options::kKubernetesRestServiceExposedType);
  if (type == nullptr) return;
  // Where a field decides the option, JudgeField has spoken.
  const doc::Value* field = subject.resource.job_manager.service_exposure.node;
  if (field != nullptr && type->node == field) return;
  const bool balancer = base::EqualsIgnoringCase(type->value, "LoadBalancer");
  if (!balancer && !base::EqualsIgnoringCase(type->value, "NodePort")) return;
  const bool internal = balancer && IsInternal(subject, params);
  findings.Add(PlaceOf(*type, subject, options::kKubernetesRestServiceExposedType), Says(*type),
               {.fix = "Set kubernetes.rest-service.exposed.type: ClusterIP, and reach the REST "
                       "endpoint through an ingress that authenticates.",
                .at_most = internal ? Action::kWarn : Action::kDeny});
}

// The field of the two FlinkCluster shapes: jobManager.accessScope, jobManager.service.type.
void JudgeField(const Subject& subject, const Params& params, Findings& findings) {
  const flink::Field& exposure = subject.resource.job_manager.service_exposure;
  const bool spotify = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster;
  const std::string_view value = exposure.text();
  const bool vpc = spotify && value == "VPC";
  const bool open = spotify ? value == "External" || value == "NodePort" || vpc
                            : value == "LoadBalancer" || value == "NodePort";
  if (!open) return;
  const std::string_view name = spotify ? "jobManager.accessScope" : "jobManager.service.type";
  findings.Add(At(*exposure.node), std::string(name) + " is " + std::string(value),
               {.fix = "Set " + std::string(name) + (spotify ? ": Cluster." : ": ClusterIP."),
                .at_most = vpc && params.Bool(kGke) ? Action::kWarn : Action::kDeny});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (subject.resource.job_manager.service_exposure.present()) {
    JudgeField(subject, params, findings);
  }
  if (subject.resource.kind != ResourceKind::kSpotifyFlinkCluster) {
    JudgeOption(subject, params, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule rest_service_exposed;
constinit const Rule rest_service_exposed{
    .meta =
        {.id = "rest-service-exposed",
         .title = "Flink's REST endpoint is not reachable from outside the cluster",
         .category = Category::kNetworking,
         .severity = Severity::kCritical,
         .reason =
             "Flink's REST endpoint has no authentication: whoever reaches it may use all of it.",
         .consequence = "Anyone who reaches the port can cancel jobs, read their data and, on "
                        "a session cluster, run a jar with the rights of the pods.",
         .remediation = "Set kubernetes.rest-service.exposed.type: ClusterIP "
                        "(jobManager.accessScope: Cluster for Spotify's operator), and reach the "
                        "endpoint through an ingress that authenticates.",
         .docs = "https://flink.apache.org/what-is-flink/security/",
         .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

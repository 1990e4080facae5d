// SPDX-License-Identifier: Apache-2.0
// An ingress makes Flink's REST endpoint, which asks nobody for a password, reachable from outside.
// Something in front of it must ask.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAnnotations };
constexpr Param kParams[] = {
    {"authAnnotations", ParamType::kStringList,
     "nginx.ingress.kubernetes.io/auth-url nginx.ingress.kubernetes.io/auth-type "
     "nginx.ingress.kubernetes.io/auth-tls-secret alb.ingress.kubernetes.io/auth-type "
     "traefik.ingress.kubernetes.io/router.middlewares haproxy.org/auth-type",
     "Annotations of an ingress that make it authenticate; meshes and gateways that do so unseen "
     "are a reason to turn the rule off."},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const doc::Value* ingress = subject.resource.ingress;
  if (ingress == nullptr || ingress->IsNull()) return;
  const doc::Value* annotations = ingress->Find("annotations");
  const bool authenticates =
      annotations != nullptr &&
      std::ranges::any_of(params.Strings(kAnnotations), [annotations](const std::string& key) {
        return annotations->Find(key) != nullptr;
      });
  if (!authenticates) {
    findings.Add(At(*ingress), "the ingress has no annotation that makes it authenticate");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule ingress_unauthenticated;
constinit const Rule ingress_unauthenticated{
    .meta =
        {.id = "ingress-unauthenticated",
         .title = "An ingress to Flink authenticates",
         .category = Category::kSecurity,
         .severity = Severity::kMedium,
         .reason =
             "Flink's REST endpoint has no authentication: whoever reaches it may use all of it.",
         .consequence = "Anyone who reaches the ingress can cancel jobs and, on a session "
                        "cluster, run a jar.",
         .remediation = "Add the annotation of your ingress controller that asks for a "
                        "login, such as nginx.ingress.kubernetes.io/auth-url.",
         .docs = ""
                 "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                 "docs/operations/ingress/",
         .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

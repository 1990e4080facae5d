// SPDX-License-Identifier: Apache-2.0
// A cluster must be able to replace its job manager without losing its jobs. Flink does so only
// with high availability: pointers in ConfigMaps or ZooKeeper, everything else in storageDir.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// Spotify's operator looks at the old key alone (types_util.go, IsHighAvailabilityEnabled).
void WarnUnseenBySpotify(const Subject& subject, const Entry& type, Findings& findings) {
  if (subject.resource.kind != ResourceKind::kSpotifyFlinkCluster) return;
  if (subject.config.FindKey("high-availability") != nullptr) return;
  findings.Add(PlaceOf(type, subject, options::kHighAvailabilityType),
               Says(type) +
                   ", but this operator sees high availability only under the key "
                   "high-availability",
               {.fix = "Write the setting under the key high-availability.",
                .at_most = Action::kWarn,
                .severity = Severity::kMedium});
}

std::string FixFor(const Subject& subject) {
  // HighAvailabilityMode knows KUBERNETES from 1.16.3 on; before, a factory class is named.
  const std::string type =
      subject.version() <= FlinkVersion::k1_15
          ? "high-availability: "
            "org.apache.flink.kubernetes.highavailability.KubernetesHaServicesFactory"
          : Key(subject, options::kHighAvailabilityType) + ": kubernetes";
  // The Apache operator sets the cluster's id itself; Spotify's leaves it to the user.
  const bool needs_id = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster &&
                        !subject.config.IsSet(options::kKubernetesClusterId);
  return "Set " + type + (needs_id ? ", kubernetes.cluster-id to the cluster's name," : "") +
         " and high-availability.storageDir to a directory on durable storage.";
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (rulebook::IsBatch(subject)) return;
  const Entry* on = rulebook::HighAvailability(subject);
  if (on != nullptr && subject.version() <= FlinkVersion::k1_15 &&
      base::EqualsIgnoringCase(on->value, "kubernetes")) {
    findings.Add(PlaceOf(*on, subject, options::kHighAvailabilityType),
                 Says(*on) + ", which Flink before 1.16 takes for the name of a class",
                 {.fix = FixFor(subject)});
    return;
  }
  if (on != nullptr) return WarnUnseenBySpotify(subject, *on, findings);
  if (const Entry* unread = rulebook::HighAvailabilityTooNew(subject)) {
    findings.Add(PlaceOf(*unread, subject, options::kHighAvailabilityType),
                 Says(*unread) + ", but Flink " + std::string(ToString(subject.version())) +
                     " reads only the key high-availability",
                 {.fix = FixFor(subject)});
    return;
  }
  const Entry* off = subject.config.Find(options::kHighAvailabilityType);
  findings.Add(
      off != nullptr ? PlaceOf(*off, subject, options::kHighAvailabilityType)
                     : OptionPlace(subject, options::kHighAvailabilityType),
      off != nullptr ? Says(*off) : Key(subject, options::kHighAvailabilityType) + " is not set",
      {.fix = FixFor(subject)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule ha_disabled;
constinit const Rule ha_disabled{
    .meta = {.id = "ha-disabled",
             .title = "A job manager can be replaced without losing its jobs",
             .category = Category::kHighAvailability,
             .severity = Severity::kHigh,
             .reason = "Without high availability nothing outside the job manager knows which jobs "
                       "run and where their latest checkpoint lies.",
             .consequence = "When the job manager's pod restarts or moves, its jobs are gone or "
                            "start from nothing; the operator cannot roll back nor use last-state "
                            "upgrades.",
             .remediation =
                 "Set high-availability.type: kubernetes and high-availability.storageDir "
                 "to a directory on durable storage.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/ha/kubernetes_ha/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

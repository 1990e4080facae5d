// SPDX-License-Identifier: Apache-2.0
// Turns on high availability with Kubernetes: type and storage directory together, under the key
// and with the value that the Flink version understands.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

constexpr Param kParams[] = {
    kStorageRootParam,
    {"haTemplate", ParamType::kString, "{{root}}/{{namespace}}/{{name}}/ha",
     "The storage directory; {{root}}, {{namespace}} and {{name}} are filled in."},
};

// HighAvailabilityMode has KUBERNETES from 1.16.3 on; 1.15 wants the factory's class.
std::string_view TypeFor(FlinkVersion version) {
  return version <= FlinkVersion::k1_15
             ? "org.apache.flink.kubernetes.highavailability.KubernetesHaServicesFactory"
             : "kubernetes";
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (rulebook::IsBatch(subject)) return;
  const Entry* type = subject.config.Find(options::kHighAvailabilityType);
  const bool off = type != nullptr && rulebook::HighAvailability(subject) == nullptr;
  if (off || rulebook::HighAvailabilityTooNew(subject) != nullptr) return;
  if (!subject.config.IsSet(options::kHighAvailabilityStorageDir)) {
    const auto directory = Directory(subject, params.String(kStorageRoot), params.String(kTemplate),
                                     "high availability", patch);
    if (!directory) return;
    patch.SetOption(options::kHighAvailabilityStorageDir, *directory);
  }
  if (type == nullptr) patch.SetOption(options::kHighAvailabilityType, TypeFor(subject.version()));
}

}  // namespace

extern const Default high_availability;
constinit const Default high_availability{
    .meta = {.id = "high-availability",
             .title = "The job manager is highly available",
             .category = Category::kHighAvailability,
             .severity = Severity::kInfo,
             .reason = "Without high availability the jobs are lost with the job manager's pod.",
             .consequence = "Flink keeps leadership and pointers in ConfigMaps and everything else "
                            "below the storage root; the service account must be allowed to write "
                            "ConfigMaps.",
             .remediation = "Set high-availability.type (high-availability before Flink 1.17) "
                            "yourself, also to NONE, to choose otherwise.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/ha/kubernetes_ha/",
             .params = kParams},
    // Spotify's operator wants kubernetes.cluster-id as well and forbids to change high
    // availability later (ValidateUpdate U17): there the choice stays with the user.
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .order = 20,
    .apply = &Apply,
};

}  // namespace sluice::defaults

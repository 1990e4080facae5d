// SPDX-License-Identifier: Apache-2.0
// Opens Flink's Prometheus port. The reporter is a plugin of the stock image.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

using flink::RoleKind;

bool OnHostNetwork(const Subject& subject) {
  if (subject.config.IsTrue(options::kKubernetesHostnetworkEnabled)) return true;
  const doc::Value* host = PodOf(subject.resource, RoleKind::kTaskManager).SpecField("hostNetwork");
  return host != nullptr && host->AsBool();
}

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.key.starts_with("metrics.reporter")) return;  // somebody chose reporters
  }
  std::vector<std::string> tokens = InSpec(
      subject, {subject.resource.configuration_field, "metrics.reporter.prom.factory.class"});
  patch.SetField(tokens, "\"org.apache.flink.metrics.prometheus.PrometheusReporterFactory\"");
  // Several pods of one node share its ports: each takes the first free one of the range.
  if (!OnHostNetwork(subject)) return;
  tokens.back() = "metrics.reporter.prom.port";
  patch.SetField(tokens, "\"9249-9348\"");
}

}  // namespace

extern const Default metrics_reporter;
constinit const Default metrics_reporter{
    .meta = {.id = "metrics-reporter",
             .title = "Flink reports its metrics to Prometheus",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "Without a reporter nobody sees backpressure or failing checkpoints.",
             .consequence = "Each pod listens on port 9249 (on the host's network on one of 9249 "
                            "to 9348); a PodMonitor that names the port is still yours to make.",
             .remediation = "Configure another metrics.reporter.* to have that one instead.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/metric_reporters/#prometheus",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .order = 50,
    .apply = &Apply,
};

}  // namespace sluice::defaults

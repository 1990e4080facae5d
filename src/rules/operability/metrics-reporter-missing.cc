// SPDX-License-Identifier: Apache-2.0
// Flink reports its metrics to nobody until a reporter is configured.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

bool StartsReporter(const Entry& entry, FlinkVersion version) {
  if (!entry.key.starts_with("metrics.reporter.")) return false;
  // From 1.17 on `.class` only logs a warning (ReporterSetup 1.17.2).
  return entry.key.ends_with(".factory.class") ||
         (version < FlinkVersion::k1_17 && entry.key.ends_with(".class"));
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (StartsReporter(entry, subject.version())) return;
  }
  findings.Add(SpecPlace(subject, {subject.resource.configuration_field,
                                   "metrics.reporter.prom.factory.class"}),
               "no metrics reporter is configured");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule metrics_reporter_missing;
constinit const Rule metrics_reporter_missing{
    .meta = {.id = "metrics-reporter-missing",
             .title = "Flink reports its metrics",
             .category = Category::kOperability,
             .severity = Severity::kLow,
             .reason = "No monitoring scrapes Flink by itself: a reporter must open a port, and a "
                       "PodMonitor or Service must name it.",
             .consequence = "Backpressure, lag and failing checkpoints are seen by nobody.",
             .remediation = "Set metrics.reporter.prom.factory.class to "
                            "org.apache.flink.metrics.prometheus.PrometheusReporterFactory and let "
                            "the monitoring scrape its port, 9249.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/metric_reporters/#prometheus",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

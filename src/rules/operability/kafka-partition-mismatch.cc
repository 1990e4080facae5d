// SPDX-License-Identifier: Apache-2.0
// A Kafka source reads a partition with one subtask. The partition count is not in the resource, so
// an annotation tells it; without the annotation nothing is judged.
#include <charconv>

#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAnnotation };
constexpr Param kParams[] = {
    {"partitionsAnnotation", ParamType::kString, "sluice.dev/kafka-partitions",
     "The annotation that holds the number of partitions the job reads."},
};

// How many more partitions the subtasks could read at the pace of the busiest.
std::int64_t Uneven(std::int64_t subtasks, std::int64_t partitions) {
  if (subtasks > partitions) return subtasks - partitions;
  return (partitions + subtasks - 1) / subtasks * subtasks - partitions;
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const std::string_view text = subject.resource.Annotation(params.String(kAnnotation));
  if (text.empty()) return;
  std::int64_t partitions = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), partitions);
  if (error != std::errc() || end != text.data() + text.size() || partitions < 1) {
    findings.Add(Place{.node = subject.resource.metadata, .missing = {}},
                 "annotation " + params.String(kAnnotation) + " is " + Shown(text) +
                     ", not a number of partitions",
                 {.fix = "Set the annotation " + params.String(kAnnotation) +
                         " to the number of partitions that the job reads."});
    return;
  }
  const auto parallelism = rulebook::ParallelismOf(subject);
  if (!parallelism || parallelism->value < 1) return;
  const std::int64_t subtasks = parallelism->value;
  if (subtasks <= partitions && partitions % subtasks == 0) return;
  const Place place = parallelism->node != nullptr
                          ? At(*parallelism->node)
                          : OptionPlace(subject, options::kParallelismDefault);
  findings.Add(place,
               "parallelism is " + std::to_string(subtasks) + " for " + std::to_string(partitions) +
                   " partitions: " +
                   (subtasks > partitions ? "some source subtasks read nothing"
                                          : "some source subtasks read more than others"),
               {.measure = static_cast<double>(Uneven(subtasks, partitions))});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule kafka_partition_mismatch;
constinit const Rule kafka_partition_mismatch{
    .meta = {.id = "kafka-partition-mismatch",
             .title = "Parallelism divides the number of Kafka partitions",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Each partition is read by one source subtask, so surplus subtasks are idle "
                       "and an uneven share makes some of them the bottleneck.",
             .consequence = "Idle subtasks hold back watermarks unless the source declares "
                            "idleness; loaded ones hold back everything.",
             .remediation = "Choose a parallelism that divides the number of partitions.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "connectors/datastream/kafka/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

// SPDX-License-Identifier: Apache-2.0
// Each job of a session cluster loads its classes into the metaspace of the task managers, and some
// never give it back. The default of 256 MiB carries a few jobs.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kJobs, kMetaspace };
constexpr Param kParams[] = {
    {"sessionJobs", ParamType::kInteger, "5",
     "The most FlinkSessionJobs of a session cluster that has little metaspace.", 0, 10'000},
    {"sessionMetaspace", ParamType::kBytes, "256m",
     "A session cluster with more metaspace than this has enough for any number of jobs.", 0, 1e12},
};

// FlinkSessionJobs of the namespace that name this cluster.
std::int64_t CountJobs(const Subject& subject) {
  return std::ranges::count_if(subject.related.peers, [&subject](const doc::Value* peer) {
    const doc::Value* kind = peer->Find("kind");
    const doc::Value* cluster = peer->FindPath({"spec", "deploymentName"});
    return kind != nullptr && kind->text() == "FlinkSessionJob" && cluster != nullptr &&
           !subject.name.empty() && cluster->text() == subject.name;
  });
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto& memory = subject.task_manager_memory;
  if (!subject.resource.IsSessionCluster() || !memory || !memory->has_value()) return;
  if ((*memory)->jvm_metaspace > params.Bytes(kMetaspace)) return;
  const bool known = subject.related.namespace_objects_known;
  if (!known && params.Integer(kJobs) > 0) {
    findings.Unknown("the session jobs of the namespace are not known");
    return;
  }
  const std::int64_t jobs = CountJobs(subject);
  if (known && jobs <= params.Integer(kJobs)) return;
  findings.Add(OptionPlace(subject, options::kTaskmanagerMemoryJvmMetaspaceSize),
               (known ? std::to_string(jobs) + " session jobs share a metaspace of "
                      : std::string("all jobs of this session cluster share a metaspace of ")) +
                   base::HumanBytes((*memory)->jvm_metaspace),
               {.measure = static_cast<double>(jobs)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule metaspace_small_session;
constinit const Rule metaspace_small_session{
    .meta = {.id = "metaspace-small-session",
             .title = "A session cluster has metaspace for the classes of its jobs",
             .category = Category::kMemory,
             .severity = Severity::kInfo,
             .reason =
                 "Every job brings its own classes into the task managers, and libraries that "
                 "leak class loaders leave them there.",
             .consequence = "Task managers die of OutOfMemoryError: Metaspace, and all jobs with "
                            "them.",
             .remediation = "Set taskmanager.memory.jvm-metaspace.size to 512m or more, together "
                            "with more process memory, or give jobs clusters of their own.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "debugging/debugging_classloading/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

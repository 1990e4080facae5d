// SPDX-License-Identifier: Apache-2.0
// Managed memory, 40 % of Flink's by default, serves RocksDB and ForSt, Python and batch operators.
// A streaming job with its state on the heap leaves it idle.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

bool KeepsStateOnHeap(const Subject& subject) {
  const auto backend = subject.config.Text(options::kStateBackendType);
  if (!backend || backend->empty()) return true;
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"hashmap", "jobmanager", "filesystem"},
      [&](auto name) { return base::EqualsIgnoringCase(*backend, name); });
}

// Python functions and the operators of Flink SQL take managed memory too.
bool MayBePythonOrSql(const Subject& subject) {
  const flink::Job& job = subject.resource.job;
  const auto mentions = [](std::string_view text) {
    const std::string lower = base::ToLower(text);
    return lower.find("python") != std::string::npos ||
           lower.find("pyflink") != std::string::npos || lower.find("sql") != std::string::npos ||
           lower.ends_with(".py");
  };
  if (mentions(job.entry_class.text()) || mentions(job.jar_uri.text())) return true;
  for (const std::string_view field : {"pyFile", "pyModule", "pyFiles"}) {
    if (job.node->Find(field) != nullptr) return true;
  }
  if (job.args.node != nullptr) {
    for (const doc::Value& arg : job.args.node->items()) {
      if (mentions(arg.text())) return true;
    }
  }
  return std::ranges::any_of(subject.config.entries(), [](const Entry& entry) {
    return entry.key.starts_with("python.") || entry.key.starts_with("table.");
  });
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const auto& memory = subject.task_manager_memory;
  if (!memory || !memory->has_value() || rulebook::FlinkVersionUnknown(subject)) return;
  if ((*memory)->managed == 0) return;
  // The jobs of a session cluster may bring a backend of their own.
  if (subject.resource.job.node == nullptr || rulebook::IsBatch(subject)) return;
  if (subject.config.IsSet(options::kTaskmanagerMemoryManagedFraction) ||
      subject.config.IsSet(options::kTaskmanagerMemoryManagedSize)) {
    return;
  }
  if (!KeepsStateOnHeap(subject) || MayBePythonOrSql(subject)) return;
  const auto managed = (*memory)->managed;
  findings.Add(OptionPlace(subject, options::kTaskmanagerMemoryManagedFraction),
               base::HumanBytes(managed) +
                   " of each task manager is managed memory, and state on the heap uses none of it",
               {.measure = static_cast<double>(managed)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule managed_memory_wasted;
constinit const Rule managed_memory_wasted{
    .meta = {.id = "managed-memory-wasted",
             .title = "Managed memory is there for something that uses it",
             .category = Category::kMemory,
             .severity = Severity::kInfo,
             .reason = "Four tenths of Flink's memory are kept for RocksDB, Python and batch "
                       "operators unless the configuration says otherwise.",
             .consequence = "The memory is paid for and idle, while the heap is smaller than it "
                            "could be.",
             .remediation = "Set taskmanager.memory.managed.fraction: 0.1 unless the job runs "
                            "Python, SQL or batch operators.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/memory/mem_setup_tm/#managed-memory",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

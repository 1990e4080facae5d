// SPDX-License-Identifier: Apache-2.0
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

// Neither the resource nor anybody's configuration sizes the role.
bool IsUnsized(const Subject& subject, const RoleSizes& sizes) {
  const auto set = [&subject](options::OptionId option) { return subject.config.IsSet(option); };
  if (RoleOf(subject, sizes).memory.present() || set(sizes.process_size) || set(sizes.flink_size)) {
    return false;
  }
  return sizes.task_manager ? !set(options::kTaskmanagerMemoryTaskHeapSize) &&
                                  !set(options::kTaskmanagerMemoryManagedSize)
                            : !set(options::kJobmanagerMemoryHeapSize);
}

}  // namespace

bool UsesRocksDb(const Subject& subject) {
  const auto backend = subject.config.Text(options::kStateBackendType);
  return backend && (base::EqualsIgnoringCase(*backend, "rocksdb") ||
                     backend->find("RocksDB") != std::string_view::npos);
}

void JudgeInfeasible(const Subject& subject, const RoleSizes& sizes, const flink::JavaError& error,
                     Findings& findings) {
  // The model is that of Flink 1.15 and later; an older Flink reckons otherwise.
  if (rulebook::FlinkVersionUnknown(subject)) {
    findings.Unknown("the Flink version is not known");
    return;
  }
  const std::string field(sizes.spec_field);
  if (IsUnsized(subject, sizes)) {
    findings.Add(MemoryPlace(subject, sizes),
                 "the memory of the " + std::string(sizes.name) +
                     " is not set, and Flink has no default for it",
                 {.fix = "Set " + field + ".resource.memory to a size such as 2048m."});
    return;
  }
  FindingOptions words;
  // Flink's sizes are whole numbers; the operator hands 1.5Gi on as 1610612736.0.
  if (const flink::Field& memory = RoleOf(subject, sizes).memory;
      memory.text().find('.') != std::string_view::npos) {
    words.fix = "Set the memory to a whole number with a unit, such as 1536m for 1.5 GiB.";
  }
  findings.Add(MemoryPlace(subject, sizes),
               "the " + std::string(sizes.name) + " cannot start: " + error.Message(), words);
}

}  // namespace sluice::rules

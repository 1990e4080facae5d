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

const flink::JavaError* ErrorOf(const Subject& subject, const RoleSizes& sizes) {
  if (sizes.task_manager) {
    const auto& memory = subject.task_manager_memory;
    return memory && !memory->has_value() ? &memory->error() : nullptr;
  }
  const auto& memory = subject.job_manager_memory;
  return memory && !memory->has_value() ? &memory->error() : nullptr;
}

// A memory field of either form, whatever it says.
bool HasMemoryField(const flink::Role& role) {
  const doc::Value* flat = PresentMember(PresentMember(role.node, "resource"), "memory");
  if (flat != nullptr && !IsBlank(flat->text())) return true;
  const doc::Value* resources = PresentMember(role.node, "resources");
  return PresentMember(PresentMember(resources, "requests"), "memory") != nullptr ||
         PresentMember(PresentMember(resources, "limits"), "memory") != nullptr;
}

// Why the operator's webhook refuses the role: without a memory field it tries the configuration
// with its own Flink (DefaultValidator.validateJmMemory, validateTmMemory, 1.16-SNAPSHOT).
std::optional<flink::JavaError> OperatorsRefusal(const Subject& subject, const RoleSizes& sizes) {
  if ((Bit(subject.resource.kind) & rulebook::kApacheClusterKinds) == 0) return std::nullopt;
  if (HasMemoryField(RoleOf(subject, sizes))) return std::nullopt;
  const flink::EffectiveConfig config = subject.config.ReadBy(kOperatorFlink);
  if (sizes.task_manager) {
    const auto memory = LayOutTaskManager(config, flink::LegacyHeap::kRaw);
    return memory ? std::nullopt : std::optional(memory.error());
  }
  const auto memory = LayOutJobManager(config, flink::LegacyHeap::kJobManagerHeap);
  return memory ? std::nullopt : std::optional(memory.error());
}

}  // namespace

std::string MemorySetTo(const Subject& subject, const RoleSizes& sizes, int process_mebibytes) {
  const std::string role(sizes.spec_field);
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    return role + ".resources.limits.memory to " + std::to_string(process_mebibytes * 5 / 4) + "Mi";
  }
  const Entry* size = subject.config.Find(sizes.process_size);
  const std::string mebibytes = std::to_string(process_mebibytes) + "m";
  if (!RoleOf(subject, sizes).memory.present() && size != nullptr && size->node != nullptr) {
    return base::Printable(size->key, 120) + " to " + mebibytes;
  }
  const bool article = subject.resource.kind == ResourceKind::kFlinkCluster;
  return role + (article ? ".resources" : ".resource") + ".memory to " + mebibytes;
}

bool UsesRocksDb(const Subject& subject) {
  const auto backend = subject.config.Text(options::kStateBackendType);
  return backend && (base::EqualsIgnoringCase(*backend, "rocksdb") ||
                     backend->find("RocksDB") != std::string_view::npos);
}

void JudgeFeasible(const Subject& subject, const RoleSizes& sizes, bool operator_checks_only,
                   Findings& findings) {
  const flink::JavaError* error = ErrorOf(subject, sizes);
  const auto refusal = OperatorsRefusal(subject, sizes);
  if (error == nullptr && !refusal) return;
  // The model is that of Flink 1.15 and later; an older Flink reckons otherwise.
  if (!refusal && rulebook::FlinkVersionUnknown(subject)) {
    findings.Unknown("the Flink version is not known");
    return;
  }
  FindingOptions limits = {.at_most = Ceiling(refusal.has_value(), operator_checks_only)};
  if (IsUnsized(subject, sizes)) {
    limits.fix = "Set " + MemorySetTo(subject, sizes, 2048) + " or another size.";
    findings.Add(MemoryPlace(subject, sizes),
                 "the memory of the " + std::string(sizes.name) +
                     " is not set, and Flink has no default for it",
                 limits);
    return;
  }
  const int enough = sizes.task_manager ? 1728 : 1600;
  limits.fix = "Set " + MemorySetTo(subject, sizes, enough) +
               " or more, and remove the other memory sizes of the " + std::string(sizes.name) +
               ".";
  // Flink's sizes are whole numbers; the operator hands 1.5Gi on as 1610612736.0.
  const bool kubernetes = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster;
  if (!kubernetes && RoleOf(subject, sizes).memory.text().find('.') != std::string_view::npos) {
    limits.fix = "Set the memory to a whole number with a unit, such as 1536m for 1.5 GiB.";
  }
  const std::string words = error != nullptr ? " cannot start: " + error->Message()
                                             : " is refused by the operator, whose own Flink " +
                                                   std::string(ToString(kOperatorFlink)) +
                                                   " says: " + refusal->Message();
  findings.Add(MemoryPlace(subject, sizes), "the " + std::string(sizes.name) + words, limits);
}

}  // namespace sluice::rules

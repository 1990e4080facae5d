// SPDX-License-Identifier: Apache-2.0
// RocksDB divides its budget between write buffers, index and filters, and the cache. Flink refuses
// shares that leave nothing for the cache: 2r / (3 - r) + h must stay below 1
// (RocksDBMemoryConfiguration.validate, 1.15 to 2.1).
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

std::optional<double> Ratio(const Subject& subject, options::OptionId option) {
  const auto value = subject.config.Number(option);
  if (!value || !value->has_value()) return std::nullopt;
  return **value;
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const auto write_option = options::kStateBackendRocksdbMemoryWriteBufferRatio;
  const auto high_option = options::kStateBackendRocksdbMemoryHighPrioPoolRatio;
  const Entry* write_entry = subject.config.Find(write_option);
  const Entry* high_entry = subject.config.Find(high_option);
  if ((write_entry == nullptr && high_entry == nullptr) || !UsesRocksDb(subject)) return;
  const auto write = Ratio(subject, write_option);
  const auto high = Ratio(subject, high_option);
  if (!write || !high) return;
  const Entry& entry = write_entry != nullptr ? *write_entry : *high_entry;
  const Place place = PlaceOf(entry, subject, write_entry != nullptr ? write_option : high_option);
  if (*write <= 0 || *write >= 1 || *high < 0 || *high >= 1) {
    findings.Add(place, Says(entry) + ", but the shares of RocksDB's memory lie between 0 and 1");
    return;
  }
  if (2 * *write / (3 - *write) + *high < 1) return;
  findings.Add(place, Says(entry) + ", which leaves RocksDB's cache no memory: Flink refuses it");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule rocksdb_ratios_invalid;
constinit const Rule rocksdb_ratios_invalid{
    .meta = {.id = "rocksdb-ratios-invalid",
             .title = "The shares of RocksDB's memory leave room for its cache",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "Write buffers and the high-priority pool share one budget with the "
                       "cache.",
             .consequence = "The state backend does not start.",
             .remediation = "Remove state.backend.rocksdb.memory.write-buffer-ratio and "
                            "state.backend.rocksdb.memory.high-prio-pool-ratio, or lower them.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#state-backend-rocksdb-memory-write-buffer-ratio",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

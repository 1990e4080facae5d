// SPDX-License-Identifier: Apache-2.0
// What the Spotify operator makes of a FlinkCluster's fields (newConfigMap in
// controllers/flinkcluster/flinkcluster_converter.go, and the defaults of its CRD and webhook;
// 1746257): derived values first, the user's properties over them, five keys over everything.
#include <cmath>
#include <cstdint>

#include "flink/config/resolver.h"
#include "sluice/flink/spotify.h"
#include "sluice/k8s/quantity.h"

namespace sluice::flink {
namespace {

using doc::Value;

constexpr double kMebi = 1024.0 * 1024.0;

struct RoleKeys {
  std::string_view heap_size, process_size;
};
constexpr RoleKeys kJobManagerKeys = {"jobmanager.heap.size", "jobmanager.memory.process.size"};
constexpr RoleKeys kTaskManagerKeys = {"taskmanager.heap.size", "taskmanager.memory.process.size"};

std::optional<k8s::Quantity> QuantityOf(std::string_view text) {
  const auto quantity = k8s::Quantity::Parse(text);
  return quantity ? std::optional(*quantity) : std::nullopt;
}

// The CRD gives roles without `resources` limits of cpu 2 and memory 2Gi.
std::optional<k8s::Quantity> AmountOf(const Role& role, Field amount, std::string_view fallback) {
  if (amount.present()) return spotify::ReadQuantity(*amount.node);
  return role.resources == nullptr ? QuantityOf(fallback) : std::nullopt;
}

// Without a field of the user's the CRD's default is the source.
Origin OriginOf(Field field) {
  return field.present() ? Origin::kResourceField : Origin::kOperator;
}

const Value* Member(const Role& role, std::string_view key) {
  return role.node == nullptr ? nullptr : role.node->Find(key);
}

std::int64_t IntegerOr(const Value* node, std::int64_t fallback) {
  std::int64_t value = 0;
  return node != nullptr && doc::ReadInt(*node, value) ? value : fallback;
}

// Go's int64 product, overflow included.
std::int64_t Product(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

std::int64_t CeilPercent(std::int64_t size, std::int64_t ratio) {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(Product(size, ratio)) / 100));
}

std::int64_t CeilMebi(std::int64_t bytes) {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes) / kMebi));
}

// Heap of Flink before 1.10: what the off-heap share leaves.
std::int64_t HeapMebi(const Role& role, std::int64_t memory) {
  constexpr std::int64_t kDefaultMinimum = 600'000'000;  // "600M"
  const Value* min_node = Member(role, "memoryOffHeapMin");
  std::int64_t minimum = kDefaultMinimum;
  if (min_node != nullptr && min_node->IsScalar()) {
    if (const auto given = QuantityOf(min_node->text())) minimum = given->Value();
  }
  const std::int64_t ratio = IntegerOr(Member(role, "memoryOffHeapRatio"), 25);
  const std::int64_t off_heap = std::max(CeilPercent(memory, ratio), minimum);
  return off_heap < memory ? CeilMebi(memory - off_heap) : 0;
}

void PutMemory(Resolver& resolver, const Role& role, const RoleKeys& keys, bool old) {
  const auto amount = AmountOf(role, role.memory, "2Gi");
  if (!amount) return;
  const std::int64_t memory = amount->Value();
  const std::int64_t mebi =
      old ? HeapMebi(role, memory)
          : CeilMebi(CeilPercent(memory, IntegerOr(Member(role, "memoryProcessRatio"), 80)));
  if (mebi <= 0) return;
  resolver.Put(old ? keys.heap_size : keys.process_size,
               resolver.arena().Join({resolver.KeepInteger(mebi), "m"}), OriginOf(role.memory),
               role.memory.node);
}

void PutSlots(Resolver& resolver, const Role& task_manager) {
  const auto cpu = AmountOf(task_manager, task_manager.cpu, "2");
  const std::int64_t slots = cpu ? std::max<std::int64_t>(cpu->Value() / 2, 1) : 1;
  resolver.Put("taskmanager.numberOfTaskSlots", resolver.KeepInteger(slots), Origin::kResourceField,
               task_manager.cpu.node);
}

struct Port {
  std::string_view key, name, fallback;
};

void PutPort(Resolver& resolver, const Role& role, const Port& port) {
  const Value* ports = Member(role, "ports");
  const Value* node = ports == nullptr ? nullptr : ports->Find(port.name);
  const bool given = node != nullptr && node->IsNumber();
  resolver.Put(port.key, given ? node->text() : port.fallback,
               given ? Origin::kResourceField : Origin::kOperator, given ? node : nullptr);
}

}  // namespace

void DeriveSpotify(Resolver& resolver, const Resource& resource) {
  const bool old = spotify::IsOld(resource.flink_version.text());
  PutMemory(resolver, resource.job_manager, kJobManagerKeys, old);
  PutMemory(resolver, resource.task_manager, kTaskManagerKeys, old);
  PutSlots(resolver, resource.task_manager);
  PutPort(resolver, resource.task_manager, {"taskmanager.rpc.port", "rpc", "6122"});
  resolver.PutConfiguration(resource, Origin::kUser);
  constexpr Port kPorts[] = {{"jobmanager.rpc.port", "rpc", "6123"},
                             {"blob.server.port", "blob", "6124"},
                             {"query.server.port", "query", "6125"},
                             {"rest.port", "ui", "8081"}};
  for (const Port& port : kPorts) PutPort(resolver, resource.job_manager, port);
  if (!resource.name.empty()) {
    resolver.Put("jobmanager.rpc.address", resolver.arena().Join({resource.name, "-jobmanager"}),
                 Origin::kOperator);
  }
  const Field parallelism = resource.job.parallelism;
  if (parallelism.present()) {
    // Given on the command line of the submitter: `flink run --parallelism`.
    resolver.Put("parallelism.default", parallelism.text(), Origin::kResourceField,
                 parallelism.node);
  }
}

}  // namespace sluice::flink

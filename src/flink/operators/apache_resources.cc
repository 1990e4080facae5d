// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/apache_resources.h"

#include <charconv>

#include "flink/config/java_number.h"
#include "sluice/flink/java_quantity.h"
#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

using doc::Value;

// Keys of one role.
struct RoleKeys {
  std::string_view process_size, cpu_amount, cpu_old, memory_limit_factor, cpu_limit_factor;
};
constexpr RoleKeys kJobManagerKeys = {
    "jobmanager.memory.process.size", "kubernetes.jobmanager.cpu.amount",
    "kubernetes.jobmanager.cpu", "kubernetes.jobmanager.memory.limit-factor",
    "kubernetes.jobmanager.cpu.limit-factor"};
constexpr RoleKeys kTaskManagerKeys = {
    "taskmanager.memory.process.size", "kubernetes.taskmanager.cpu.amount",
    "kubernetes.taskmanager.cpu", "kubernetes.taskmanager.memory.limit-factor",
    "kubernetes.taskmanager.cpu.limit-factor"};

std::optional<double> ToDouble(std::string_view text) {
  double value = 0;
  text = base::JavaTrim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `cpu: 1` is a double for the flat form and a quantity for the Kubernetes form.
std::optional<double> CpuOf(Resolver& resolver, Field cpu, bool quantity) {
  if (!cpu.present()) return std::nullopt;
  if (!quantity) return ToDouble(cpu.text());
  const Parsed<std::string> amount = JavaQuantityAmount(cpu.text());
  if (!amount) {
    resolver.Fail(cpu.node, amount.error());
    return std::nullopt;
  }
  return ToDouble(*amount);
}

void PutDouble(Resolver& resolver, std::string_view key, double value, const Value* node) {
  char buffer[kJavaDoubleBytes];
  resolver.Put(key, resolver.Keep(JavaDouble(value, buffer)), Origin::kResourceField, node);
}

void PutCpu(Resolver& resolver, const Role& role, const RoleKeys& keys) {
  const std::optional<double> cpu = CpuOf(resolver, role.cpu, role.resources != nullptr);
  if (!cpu) return;
  if (resolver.version() < FlinkVersion::k1_17) {
    PutDouble(resolver, keys.cpu_old, *cpu, role.cpu.node);
  }
  PutDouble(resolver, keys.cpu_amount, *cpu, role.cpu.node);
}

void PutMemory(Resolver& resolver, Field memory, std::string_view key) {
  if (!memory.present()) return;
  const Parsed<std::string> text = ResourceMemoryText(memory.text());
  if (!text) {
    // The operator stops here; the raw text lets the memory model say why.
    resolver.Fail(memory.node, text.error());
    return resolver.Put(key, memory.text(), Origin::kResourceField, memory.node);
  }
  resolver.Put(key, resolver.Keep(*text), Origin::kResourceField, memory.node);
}

std::optional<double> BytesOf(Field memory) {
  const Parsed<std::string> text = ResourceMemoryText(memory.text());
  if (!text) return std::nullopt;
  if (const auto bytes = ParseMemorySize(*text)) return static_cast<double>(*bytes);
  return ToDouble(*text);
}

// A limit beside a different request becomes a factor on what Flink asks for.
void PutLimitFactors(Resolver& resolver, const Role& role, const RoleKeys& keys) {
  const Value* requests = role.resources->Find("requests");
  const Value* limits = role.resources->Find("limits");
  if (requests == nullptr || limits == nullptr) return;
  const auto both = [&](std::string_view name, auto read, std::string_view key) {
    const Field request{requests->Find(name)};
    const Field limit{limits->Find(name)};
    if (!request.present() || !limit.present()) return;
    const std::optional<double> from = read(request);
    const std::optional<double> to = read(limit);
    if (from && to && *from != *to && *from != 0) {
      PutDouble(resolver, key, *to / *from, limit.node);
    }
  };
  both("memory", BytesOf, keys.memory_limit_factor);
  both("cpu", [&](Field cpu) { return CpuOf(resolver, cpu, true); }, keys.cpu_limit_factor);
}

}  // namespace

void PutResources(Resolver& resolver, const Role& role, RoleKind kind) {
  const RoleKeys& keys = kind == RoleKind::kJobManager ? kJobManagerKeys : kTaskManagerKeys;
  PutMemory(resolver, role.memory, keys.process_size);
  PutCpu(resolver, role, keys);
  if (role.resources != nullptr) PutLimitFactors(resolver, role, keys);
}

}  // namespace sluice::flink

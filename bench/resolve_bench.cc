// SPDX-License-Identifier: Apache-2.0
// Reading, resolving and laying out the memory of a FlinkDeployment with 30 configuration keys.
// `allocations` counts operator new per iteration.
#include <benchmark/benchmark.h>

#include "flink/json.h"
#include "sluice/flink/subject.h"
#include "support/allocations.h"

namespace sluice::flink {
namespace {

using bench::allocations;

constexpr std::string_view kDeployment = R"({
  "apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkDeployment",
  "metadata": {"name": "orders", "namespace": "streaming", "generation": 3,
               "labels": {"app": "orders", "team": "checkout"}},
  "spec": {
    "image": "registry.example/orders:1.4.2", "flinkVersion": "v1_20", "serviceAccount": "flink",
    "flinkConfiguration": {
      "taskmanager.numberOfTaskSlots": "4",
      "taskmanager.memory.managed.fraction": "0.4",
      "taskmanager.memory.network.min": "128mb",
      "taskmanager.memory.network.max": "512mb",
      "taskmanager.memory.jvm-metaspace.size": "384m",
      "taskmanager.network.memory.buffer-debloat.enabled": "true",
      "jobmanager.memory.jvm-metaspace.size": "384m",
      "state.backend.type": "rocksdb",
      "state.backend.rocksdb.memory.managed": "true",
      "state.backend.rocksdb.localdir": "/flink-state",
      "execution.checkpointing.incremental": "true",
      "execution.checkpointing.dir": "s3://flink-state/orders/checkpoints",
      "execution.checkpointing.savepoint-dir": "s3://flink-state/orders/savepoints",
      "execution.checkpointing.interval": "60s",
      "execution.checkpointing.min-pause": "30s",
      "execution.checkpointing.timeout": "15min",
      "execution.checkpointing.mode": "EXACTLY_ONCE",
      "execution.checkpointing.unaligned.enabled": "true",
      "execution.checkpointing.num-retained": "3",
      "high-availability.type": "kubernetes",
      "high-availability.storageDir": "s3://flink-state/orders/ha",
      "restart-strategy.type": "exponential-delay",
      "restart-strategy.exponential-delay.max-backoff": "2 min",
      "kubernetes.operator.savepoint.history.max.count": "5",
      "kubernetes.operator.job.upgrade.last-state-fallback.enabled": "false",
      "metrics.reporters": "prom",
      "metrics.reporter.prom.factory.class": "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
      "s3.endpoint": "https://objects.example",
      "s3.path.style.access": "true",
      "web.submit.enable": "false"
    },
    "podTemplate": {"spec": {"containers": [{"name": "flink-main-container"}]}},
    "jobManager": {"replicas": 2, "resource": {"memory": "2048m", "cpu": 1}},
    "taskManager": {"resource": {"memory": "8192m", "cpu": 4}},
    "job": {"jarURI": "local:///opt/flink/usrlib/orders.jar", "parallelism": 16,
            "upgradeMode": "last-state", "entryClass": "example.Orders",
            "args": ["--topic", "orders", "--group", "checkout"]}
  }
})";

void CountAllocations(benchmark::State& state, std::size_t before) {
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations - before),
                                                     benchmark::Counter::kAvgIterations);
}

void BM_Read(benchmark::State& state) {
  const doc::Document document = test::Json(kDeployment);
  const std::size_t before = allocations;
  for (auto _ : state) benchmark::DoNotOptimize(Read(document.root()));
  CountAllocations(state, before);
}
BENCHMARK(BM_Read);

void BM_Resolve(benchmark::State& state) {
  const doc::Document document = test::Json(kDeployment);
  const Resource resource = Read(document.root()).resource;
  const Knowledge knowledge;
  const std::size_t before = allocations;
  for (auto _ : state) benchmark::DoNotOptimize(Resolve(resource, knowledge));
  CountAllocations(state, before);
}
BENCHMARK(BM_Resolve);

void BM_ResolveAndLayOut(benchmark::State& state) {
  const doc::Document document = test::Json(kDeployment);
  const Resource resource = Read(document.root()).resource;
  const Knowledge knowledge;
  const std::size_t before = allocations;
  for (auto _ : state) {
    const EffectiveConfig config = Resolve(resource, knowledge);
    benchmark::DoNotOptimize(LayOutTaskManager(config, LegacyHeap::kProcessSize));
    benchmark::DoNotOptimize(LayOutJobManager(config, LegacyHeap::kProcessSize));
  }
  CountAllocations(state, before);
}
BENCHMARK(BM_ResolveAndLayOut);

void BM_Understand(benchmark::State& state) {
  const doc::Document document = test::Json(kDeployment);
  Question question;
  question.object = &document.root();
  question.group = "flink.apache.org";
  question.version = "v1beta1";
  question.kind = "FlinkDeployment";
  const Knowledge knowledge;
  const std::size_t before = allocations;
  for (auto _ : state) benchmark::DoNotOptimize(Understand(question, knowledge));
  CountAllocations(state, before);
}
BENCHMARK(BM_Understand);

}  // namespace
}  // namespace sluice::flink

BENCHMARK_MAIN();

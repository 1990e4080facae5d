// SPDX-License-Identifier: Apache-2.0
// From the bytes of a review to the bytes of the answer, whole and stage by stage, with every rule
// and default of the shipped profiles.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "sluice/engine/engine.h"
#include "sluice/rulebook/all.h"

namespace sluice::engine {
namespace {

// An API server's bookkeeping: more than half of a typical review.
std::string ManagedFields() {
  std::string fields;
  for (int i = 0; i < 60; ++i) {
    fields += (i == 0 ? "" : ",") + ("\"f:option-" + std::to_string(i)) +
              ".with.a.usual.length\": {\".\": {}}";
  }
  return R"([{"manager": "kubectl-client-side-apply", "operation": "Update",
    "apiVersion": "flink.apache.org/v1beta1", "time": "2026-01-01T00:00:00Z",
    "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:flinkConfiguration": {)" +
         fields + "}}}}]";
}

// A FlinkDeployment that passes `production`; without `state` it lacks its directories, so that
// defaults have work to do.
std::string Deployment(bool state) {
  const std::string directories = R"(
      "high-availability.type": "kubernetes",
      "high-availability.storageDir": "s3://flink-state/shop/orders/ha",
      "execution.checkpointing.dir": "s3://flink-state/shop/orders/checkpoints",
      "execution.checkpointing.interval": "60 s", "execution.checkpointing.timeout": "10 min",)";
  return R"({"apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkDeployment",
    "metadata": {"name": "orders", "namespace": "shop", "uid": "1", "generation": 1,
      "labels": {"app": "orders", "team": "checkout"}, "managedFields": )" +
         ManagedFields() + R"(},
    "spec": {"image": "registry.example.com/flink/orders:1.20.2-7", "flinkVersion": "v1_20",
      "serviceAccount": "flink", "mode": "native", "flinkConfiguration": {)" +
         (state ? directories : "") + R"(
      "execution.checkpointing.savepoint-dir": "s3://flink-state/shop/orders/savepoints",
      "execution.checkpointing.min-pause": "30 s", "execution.checkpointing.num-retained": "3",
      "execution.checkpointing.incremental": "true", "state.backend.type": "rocksdb",
      "taskmanager.numberOfTaskSlots": "2", "taskmanager.memory.managed.fraction": "0.4",
      "taskmanager.memory.network.max": "512mb", "metrics.reporters": "prom",
      "metrics.reporter.prom.factory.class":
        "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
      "metrics.reporter.prom.port": "9249", "restart-strategy.type": "exponential-delay",
      "restart-strategy.exponential-delay.max-backoff": "2 min",
      "kubernetes.operator.savepoint.history.max.count": "5", "pipeline.name": "orders"},
    "podTemplate": {"spec": {"priorityClassName": "streaming", "containers": [
      {"name": "flink-main-container", "env": [{"name": "TZ", "value": "UTC"}],
       "volumeMounts": [{"name": "scratch", "mountPath": "/scratch"}]}],
      "volumes": [{"name": "scratch", "emptyDir": {}}]}},
    "jobManager": {"replicas": 1, "resource": {"cpu": 1, "memory": "2048m"}},
    "taskManager": {"resource": {"cpu": 2, "memory": "4096m"}},
    "job": {"jarURI": "local:///opt/flink/usrlib/orders.jar", "entryClass": "com.example.Orders",
      "args": ["--topic", "orders", "--group", "orders-1"], "parallelism": 4,
      "upgradeMode": "savepoint", "state": "running"}}})";
}

std::string Review(const std::string& object) {
  return R"({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {
    "uid": "3d9dc6d4-2b2c-4b0c-8d5f-1f0e2d3c4b5a",
    "kind": {"group": "flink.apache.org", "version": "v1beta1", "kind": "FlinkDeployment"},
    "resource": {"group": "flink.apache.org", "version": "v1beta1",
      "resource": "flinkdeployments"},
    "name": "orders", "namespace": "shop", "operation": "CREATE",
    "userInfo": {"username": "kubernetes-admin", "groups": ["system:masters"]},
    "object": )" +
         object + R"(, "oldObject": null, "dryRun": false,
    "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"}}})";
}

template <typename T, typename E>
T Must(tl::expected<T, E> value) {
  if (value) return *std::move(value);
  std::cerr << "the benchmark cannot be set up\n";
  std::exit(1);
}

Snapshot Shipped(std::string_view profile) {
  Snapshot snapshot;
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(Must(rulebook::BuildShipped()));
  snapshot.policies = std::make_shared<const policy::PolicySet>(
      Must(policy::PolicySet::ForProfile(*snapshot.rulebook, policy::ShippedProfiles(), profile)));
  return snapshot;
}

constexpr policy::Scope kScope{.namespace_name = "shop", .kind = "FlinkDeployment"};

flink::Question QuestionOf(const k8s::AdmissionRequest& request) {
  return {.object = request.object,
          .group = request.kind.group,
          .version = request.kind.version,
          .kind = request.kind.kind,
          .namespace_name = request.namespace_name,
          .name = request.name,
          .username = request.user.username};
}

void Whole(benchmark::State& state, std::string_view profile, bool mutate, bool complete) {
  const Snapshot snapshot = Shipped(profile);
  const std::string review = Review(Deployment(complete));
  for (auto _ : state) {
    const k8s::AdmissionRequest request = Must(k8s::DecodeReview(review, {}));
    const Outcome outcome = mutate ? Default(snapshot, request) : Validate(snapshot, request);
    benchmark::DoNotOptimize(k8s::EncodeReview(k8s::SubjectOf(request), outcome.response));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(review.size()) * state.iterations());
}
BENCHMARK_CAPTURE(Whole, validate_fine, "production", false, true);
BENCHMARK_CAPTURE(Whole, validate_denied, "production", false, false);
BENCHMARK_CAPTURE(Whole, mutate_nothing, "production", true, true);
BENCHMARK_CAPTURE(Whole, mutate_patch, "best-practice", true, false);

void Decode(benchmark::State& state) {
  const std::string review = Review(Deployment(true));
  for (auto _ : state) benchmark::DoNotOptimize(k8s::DecodeReview(review, {}));
  state.SetBytesProcessed(static_cast<std::int64_t>(review.size()) * state.iterations());
}
BENCHMARK(Decode);

void Understand(benchmark::State& state) {
  const k8s::AdmissionRequest request = Must(k8s::DecodeReview(Review(Deployment(true)), {}));
  const flink::Knowledge knowledge;
  for (auto _ : state) {
    benchmark::DoNotOptimize(flink::Understand(QuestionOf(request), knowledge));
  }
}
BENCHMARK(Understand);

void Select(benchmark::State& state) {
  const Snapshot snapshot = Shipped("production");
  for (auto _ : state) benchmark::DoNotOptimize(snapshot.policies->Select(kScope));
}
BENCHMARK(Select);

void JudgeAll(benchmark::State& state, bool complete) {
  const Snapshot snapshot = Shipped("production");
  const k8s::AdmissionRequest request = Must(k8s::DecodeReview(Review(Deployment(complete)), {}));
  const flink::Knowledge knowledge;
  const flink::Subject subject = flink::Understand(QuestionOf(request), knowledge);
  const policy::Selection selection = snapshot.policies->Select(kScope);
  for (auto _ : state) benchmark::DoNotOptimize(Judge(selection, subject));
}
BENCHMARK_CAPTURE(JudgeAll, fine, true);
BENCHMARK_CAPTURE(JudgeAll, denied, false);

void Encode(benchmark::State& state) {
  const Snapshot snapshot = Shipped("production");
  const k8s::AdmissionRequest request = Must(k8s::DecodeReview(Review(Deployment(false)), {}));
  const Outcome outcome = Validate(snapshot, request);
  for (auto _ : state) {
    benchmark::DoNotOptimize(k8s::EncodeReview(k8s::SubjectOf(request), outcome.response));
  }
}
BENCHMARK(Encode);

}  // namespace
}  // namespace sluice::engine

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// What reading and answering one typical review costs.
#include <benchmark/benchmark.h>

#include <string>

#include "sluice/doc/document.h"
#include "sluice/doc/pointer.h"
#include "sluice/k8s/review.h"

namespace {

using namespace sluice;

// A review shaped as a kube-apiserver sends it for an applied FlinkDeployment: about 7.3 KB, more
// than half of it bookkeeping.
std::string TypicalReview() {
  std::string configuration;
  std::string fields;
  for (int i = 0; i < 24; ++i) {
    const std::string key = "section" + std::to_string(10 + i) + ".some-option.interval";
    configuration += (i == 0 ? "\"" : ",\"") + key + "\":\"" + std::to_string(i) + " min\"";
    fields += (i == 0 ? "\"f:" : ",\"f:") + key + "\":{}";
  }
  const std::string spec =
      R"("spec":{"flinkConfiguration":{)" + configuration +
      R"(},"flinkVersion":"v1_20","image":"registry.example.com/team/pipeline:1.20.3",)"
      R"("imagePullPolicy":"IfNotPresent","job":{"allowNonRestoredState":false,"args":["--input",)"
      R"("s3://bucket/in","--output","s3://bucket/out"],"entryClass":"com.example.Pipeline",)"
      R"("jarURI":"local:///opt/flink/usrlib/pipeline.jar","parallelism":8,"state":"running",)"
      R"("upgradeMode":"savepoint"},"jobManager":{"replicas":1,"resource":{"cpu":1,"memory":)"
      R"("2048m"}},"podTemplate":{"spec":{"containers":[{"env":[{"name":"REGION","value":"eu"},)"
      R"({"name":"TOKEN","valueFrom":{"secretKeyRef":{"key":"token","name":"pipeline"}}}],)"
      R"("name":"flink-main-container","volumeMounts":[{"mountPath":"/data","name":"data"}]}],)"
      R"("volumes":[{"emptyDir":{},"name":"data"}]}},"serviceAccount":"flink",)"
      R"("taskManager":{"resource":{"cpu":2,"memory":"4096m"}}})";
  std::string last_applied;
  for (const char c : spec) {
    if (c == '"') last_applied += '\\';
    last_applied += c;
  }
  return R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":)"
         R"("705ab4f5-6393-11e8-b7cc-42010a800002","kind":{"group":"flink.apache.org","version":)"
         R"("v1beta1","kind":"FlinkDeployment"},"resource":{"group":"flink.apache.org","version":)"
         R"("v1beta1","resource":"flinkdeployments"},"requestKind":{"group":"flink.apache.org",)"
         R"("version":"v1beta1","kind":"FlinkDeployment"},"requestResource":{"group":)"
         R"("flink.apache.org","version":"v1beta1","resource":"flinkdeployments"},"name":)"
         R"("pipeline","namespace":"team","operation":"CREATE","userInfo":{"username":)"
         R"("system:serviceaccount:argocd:controller","uid":"1","groups":["system:serviceaccounts",)"
         R"("system:serviceaccounts:argocd","system:authenticated"]},"object":{"apiVersion":)"
         R"("flink.apache.org/v1beta1","kind":"FlinkDeployment","metadata":{"annotations":{)"
         R"("kubectl.kubernetes.io/last-applied-configuration":"{)" +
         last_applied +
         R"(}\n"},"creationTimestamp":"2025-01-01T00:00:00Z","generation":1,"managedFields":[{)"
         R"("apiVersion":"flink.apache.org/v1beta1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{)"
         R"("f:flinkConfiguration":{)" +
         fields +
         R"(}}},"manager":"argocd","operation":"Update","time":"2025-01-01T00:00:00Z"}],"name":)"
         R"("pipeline","namespace":"team","uid":"9c4f0a6e-6393-11e8-b7cc-42010a800002"},)" +
         spec +
         R"(},"oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":)"
         R"("meta.k8s.io/v1","fieldManager":"argocd"}}})";
}

void ReadJsonKeepingAll(benchmark::State& state) {
  const std::string body = TypicalReview();
  for (auto _ : state) benchmark::DoNotOptimize(doc::ReadJson(body, {}));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(ReadJsonKeepingAll);

void ReadJsonWithoutBookkeeping(benchmark::State& state) {
  const std::string body = TypicalReview();
  for (auto _ : state) {
    benchmark::DoNotOptimize(doc::ReadJson(body, {.skip_bookkeeping = true}));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(ReadJsonWithoutBookkeeping);

void DecodeReview(benchmark::State& state) {
  const std::string body = TypicalReview();
  state.counters["bytes"] = static_cast<double>(body.size());
  for (auto _ : state) benchmark::DoNotOptimize(k8s::DecodeReview(body, {}));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(DecodeReview);

void EncodePlainYes(benchmark::State& state) {
  const k8s::ResponseSubject subject = {.uid = "705ab4f5-6393-11e8-b7cc-42010a800002",
                                        .api_version = "admission.k8s.io/v1"};
  for (auto _ : state) benchmark::DoNotOptimize(k8s::EncodeReview(subject, {}));
}
BENCHMARK(EncodePlainYes);

void EncodeDenial(benchmark::State& state) {
  const k8s::ResponseSubject subject = {.uid = "705ab4f5-6393-11e8-b7cc-42010a800002",
                                        .api_version = "admission.k8s.io/v1",
                                        .group = "flink.apache.org",
                                        .kind = "FlinkDeployment",
                                        .name = "pipeline"};
  k8s::AdmissionResponse response;
  response.denial = k8s::Denial{.code = 422, .reason = "Invalid", .message = "3 findings\n"};
  for (int i = 0; i < 3; ++i) {
    response.denial->causes.push_back(
        {"spec.flinkConfiguration[state.checkpoints.dir]", std::string(200, 'm')});
    response.warnings.push_back(std::string(120, 'w'));
  }
  response.audit_annotations = {{"policy-digest", std::string(64, 'd')}};
  for (auto _ : state) benchmark::DoNotOptimize(k8s::EncodeReview(subject, response));
}
BENCHMARK(EncodeDenial);

void TokensOfDeepNode(benchmark::State& state) {
  const std::string body = TypicalReview();
  const auto document = doc::ReadJson(body, {.skip_bookkeeping = true});
  const doc::Value* const node = doc::Resolve(
      document->root(), "/request/object/spec/podTemplate/spec/containers/0/env/1/valueFrom");
  for (auto _ : state) benchmark::DoNotOptimize(doc::TokensOf(document->root(), *node));
}
BENCHMARK(TokensOfDeepNode);

void EqualSpecs(benchmark::State& state) {
  const std::string body = TypicalReview();
  const auto a = doc::ReadJson(body, {.skip_bookkeeping = true});
  const auto b = doc::ReadJson(body, {.skip_bookkeeping = true});
  for (auto _ : state) benchmark::DoNotOptimize(doc::Equal(a->root(), b->root()));
}
BENCHMARK(EqualSpecs);

void AddTwoOptions(benchmark::State& state) {
  const auto document = doc::ReadJson(TypicalReview(), {.skip_bookkeeping = true});
  const std::vector<doc::Addition> additions = {
      {{"request", "object", "spec", "flinkConfiguration", "state.backend.type"}, "\"rocksdb\""},
      {{"request", "object", "spec", "podTemplate", "spec", "hostNetwork"}, "true"}};
  for (auto _ : state) benchmark::DoNotOptimize(doc::WithAdded(*document, additions));
}
BENCHMARK(AddTwoOptions);

}  // namespace

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// The simplified FlinkCluster: no operator of its own is published, so its fields mean what the
// same fields mean on a FlinkDeployment; memory texts are in Flink's units.
#include "flink/config/resolver.h"
#include "sluice/flink/java_quantity.h"

namespace sluice::flink {
namespace {

void PutMemory(Resolver& resolver, Field memory, std::string_view key) {
  if (!memory.present()) return;
  const Parsed<std::string> text = ResourceMemoryText(memory.text());
  resolver.Put(key, text ? resolver.Keep(*text) : memory.text(), Origin::kResourceField,
               memory.node);
}

void PutField(Resolver& resolver, Field field, std::string_view key) {
  if (field.present()) resolver.Put(key, field.text(), Origin::kResourceField, field.node);
}

}  // namespace

void DeriveArticle(Resolver& resolver, const Resource& resource) {
  PutMemory(resolver, resource.job_manager.memory, "jobmanager.memory.process.size");
  PutMemory(resolver, resource.task_manager.memory, "taskmanager.memory.process.size");
  PutField(resolver, resource.job_manager.replicas, "kubernetes.jobmanager.replicas");
  PutField(resolver, resource.service_account, "kubernetes.service-account");
  PutField(resolver, resource.job_manager.service_exposure, "kubernetes.rest-service.exposed.type");
  PutField(resolver, resource.job.parallelism, "parallelism.default");
}

}  // namespace sluice::flink

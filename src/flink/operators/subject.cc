// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/subject.h"

namespace sluice::flink {
namespace {

using doc::Value;

// What a request without an object points into.
constinit const Value kNothing{};

ReadResource ReadAsked(const Value& object, const Question& question) {
  ReadResource read = question.kind.empty()
                          ? Read(object)
                          : ReadAs(object, question.group, question.version, question.kind);
  if (!question.namespace_name.empty()) read.resource.namespace_name = question.namespace_name;
  return read;
}

void LayOut(Subject& subject) {
  if (!subject.resource.HasCluster()) return;
  const bool native = subject.resource.deployment_mode == DeploymentMode::kNative;
  // Native: Flink's Kubernetes client; standalone: the image's start scripts (BashJavaUtils).
  subject.task_manager_memory =
      LayOutTaskManager(subject.config, native ? LegacyHeap::kProcessSize : LegacyHeap::kFlinkSize);
  subject.job_manager_memory = LayOutJobManager(
      subject.config, native ? LegacyHeap::kProcessSize : LegacyHeap::kJobManagerHeap);
}

void ReadTheScale(const Value& object, const Question& question, Subject& subject) {
  const ResourceKind parent = KindOf(question.group, question.kind);
  subject.scale = ReadScale(object, parent);
  Resource& resource = subject.resource;
  resource.kind = parent;
  resource.kind_name = question.kind;
  resource.group = question.group;
  resource.version = question.version;
  resource.root = &object;
  resource.metadata = object.Find("metadata");
  resource.name = question.name;
  resource.namespace_name = question.namespace_name;
}

void ReadOld(const Question& question, const Knowledge& knowledge, Subject& subject) {
  if (question.change != Change::kUpdate || question.old_object == nullptr) return;
  subject.old_resource = ReadAsked(*question.old_object, question).resource;
  const Value* spec = subject.resource.spec;
  const Value* old_spec = subject.old_resource->spec;
  // Most updates touch only metadata or status; then the old configuration is the new one.
  if (spec != nullptr && old_spec != nullptr && doc::Equal(*spec, *old_spec)) return;
  subject.old_config =
      Resolve(*subject.old_resource, knowledge, question.related.session_cluster.resource);
}

}  // namespace

Subject Understand(const Question& question, const Knowledge& knowledge) {
  Subject subject;
  subject.change = question.change;
  subject.namespace_name = question.namespace_name;
  subject.name = question.name;
  subject.username = question.username;
  subject.now = question.now;
  subject.related = question.related;
  subject.knowledge = &knowledge;
  const Value* object = question.change == Change::kDelete ? question.old_object : question.object;
  if (object == nullptr) object = &kNothing;
  if (question.sub_resource == "scale") {
    ReadTheScale(*object, question, subject);
    return subject;
  }
  ReadResource read = ReadAsked(*object, question);
  subject.resource = std::move(read.resource);
  subject.unreadable = std::move(read.unreadable);
  if (subject.name.empty()) subject.name = subject.resource.name;
  if (subject.namespace_name.empty()) subject.namespace_name = subject.resource.namespace_name;
  subject.config = Resolve(subject.resource, knowledge, question.related.session_cluster.resource);
  if (subject.config.truncated()) {
    subject.unreadable.push_back({subject.resource.configuration, "at most 4 MiB when flattened"});
  }
  LayOut(subject);
  if (question.change == Change::kDelete) subject.old_resource = subject.resource;
  ReadOld(question, knowledge, subject);
  return subject;
}

}  // namespace sluice::flink

// SPDX-License-Identifier: Apache-2.0
#include "app/objects.h"

#include <tuple>
#include <utility>

namespace sluice::app {
namespace {

// "flink.apache.org/v1beta1" -> group and version.
std::pair<std::string_view, std::string_view> SplitApiVersion(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) return {"", api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

}  // namespace

bool IsFlinkObject(const doc::Value& object) {
  return flink::IsFlinkGroup(SplitApiVersion(TextOf(object.Find("apiVersion"))).first);
}

Objects::Objects(const Input& input, std::string namespace_name, bool complete)
    : namespace_name_(std::move(namespace_name)) {
  for (const InputObject& entry : input.objects) {
    const doc::Value& object = *entry.object;
    const std::string_view place = TextOf(object.Find("kind")) == "Namespace"
                                       ? TextOf(object.FindPath({"metadata", "name"}))
                                       : NamespaceOf(object);
    namespaces_.try_emplace(std::string(place), complete).first->second.Add(object);
  }
}

std::string_view Objects::NamespaceOf(const doc::Value& object) const {
  const std::string_view own = TextOf(object.FindPath({"metadata", "namespace"}));
  return own.empty() ? std::string_view(namespace_name_) : own;
}

flink::Question Objects::QuestionOf(const doc::Value& object) const {
  flink::Question question;
  question.object = &object;
  std::tie(question.group, question.version) = SplitApiVersion(TextOf(object.Find("apiVersion")));
  question.kind = TextOf(object.Find("kind"));
  question.name = TextOf(object.FindPath({"metadata", "name"}));
  question.namespace_name = NamespaceOf(object);
  const auto place = namespaces_.find(question.namespace_name);
  if (place != namespaces_.end()) question.related = place->second.RelatedTo(object);
  return question;
}

}  // namespace sluice::app

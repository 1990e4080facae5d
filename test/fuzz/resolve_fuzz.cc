// SPDX-License-Identifier: Apache-2.0
// A JSON text as an object of one of our kinds, chosen by the first byte: reading, resolving with
// an operator configuration, and both memory models.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sluice/doc/document.h"
#include "sluice/flink/options/catalogue.h"
#include "sluice/flink/subject.h"

namespace {

struct Kind {
  std::string_view group, kind;
};
constexpr Kind kKinds[] = {
    {"flink.apache.org", "FlinkDeployment"},
    {"flink.apache.org", "FlinkSessionJob"},
    {"flink.apache.org", "FlinkStateSnapshot"},
    {"flink.apache.org", "FlinkBlueGreenDeployment"},
    {"flink.apache.org", "FlinkCluster"},
    {"flinkoperator.k8s.io", "FlinkCluster"},
    {"flink.apache.org", "Unknown"},
};

void ReadEverything(const sluice::flink::EffectiveConfig& config) {
  using namespace sluice::flink;
  for (std::size_t i = 0; i < options::OptionCount(); ++i) {
    const options::OptionId option{static_cast<std::uint16_t>(i)};
    if (config.IsSet(option) != (config.Find(option) != nullptr)) std::abort();
    if (!config.IsSet(option)) continue;
    if (config.Text(option) != config.Find(option)->value) std::abort();
    static_cast<void>(config.Bool(option));
    static_cast<void>(config.Integer(option));
    static_cast<void>(config.Number(option));
    static_cast<void>(config.DurationOf(option));
    static_cast<void>(config.Bytes(option));
  }
  static_cast<void>(config.PrefixClash());
  static_cast<void>(config.Shadowed());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluice;
  if (size == 0) return 0;
  const Kind kind = kKinds[data[0] % std::size(kKinds)];
  const auto document = doc::ReadJson({reinterpret_cast<const char*>(data) + 1, size - 1}, {});
  if (!document) return 0;
  flink::Knowledge knowledge;
  knowledge.operator_configuration = {
      {"kubernetes.operator.default-configuration.flink-version.v1_18+.state.backend", "rocksdb"},
      {"kubernetes.operator.default-configuration.namespace.n.high-availability", "kubernetes"},
      {"taskmanager.numberOfTaskSlots", "3"}};
  flink::Question question;
  question.change = flink::Change::kUpdate;
  question.object = &document->root();
  question.old_object = document->root().Find("old");
  question.group = kind.group;
  question.version = "v1beta1";
  question.kind = kind.kind;
  question.namespace_name = "n";
  const flink::Subject subject = flink::Understand(question, knowledge);
  ReadEverything(subject.config);
  for (const auto role : {flink::RoleKind::kJobManager, flink::RoleKind::kTaskManager}) {
    const flink::PodView& pod = flink::PodOf(subject.resource, role);
    static_cast<void>(pod.Containers());
    static_cast<void>(pod.MainContainer());
    static_cast<void>(pod.Volumes());
    static_cast<void>(pod.SpecField("hostNetwork"));
  }
  return 0;
}

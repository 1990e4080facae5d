// SPDX-License-Identifier: Apache-2.0
// The operator's default configuration: common keys, then the section of the namespace, then the
// sections of the version and of every older one marked '+', oldest first, then the exact section
// (FlinkConfigManager, 1.16-SNAPSHOT, 6e9caeb).
#include "flink/config/resolver.h"

namespace sluice::flink {
namespace {

constexpr std::string_view kPrefix = "kubernetes.operator.default-configuration.";
constexpr std::string_view kNamespaces = "namespace.";
constexpr std::string_view kVersions = "flink-version.";

// "v1_18+.x.y" -> version 1.18, plus, "x.y".
struct VersionSection {
  std::optional<FlinkVersion> version;
  bool and_newer = false;
  std::string_view key;
};

VersionSection SplitVersion(std::string_view rest) {
  const std::size_t dot = rest.find('.');
  if (dot == std::string_view::npos) return {};
  VersionSection section;
  std::string_view name = rest.substr(0, dot);
  section.key = rest.substr(dot + 1);
  section.and_newer = name.ends_with('+');
  if (section.and_newer) name.remove_suffix(1);
  if (name.starts_with('v')) section.version = ParseFlinkVersion(name);
  return section;
}

class Sections {
 public:
  Sections(Resolver& resolver, const Knowledge& knowledge)
      : resolver_(resolver), knowledge_(knowledge) {}

  void PutNamespace(std::string_view name) {
    ForEach(kNamespaces, [&](std::string_view rest, std::string_view value) {
      if (rest.size() <= name.size() || !rest.starts_with(name) || rest[name.size()] != '.') return;
      Put(rest.substr(name.size() + 1), value);
    });
  }

  void PutVersion(FlinkVersion version, bool and_newer) {
    ForEach(kVersions, [&](std::string_view rest, std::string_view value) {
      const VersionSection section = SplitVersion(rest);
      if (section.version != version || section.and_newer != and_newer) return;
      Put(section.key, value);
    });
  }

 private:
  template <typename Visit>
  void ForEach(std::string_view section, Visit visit) {
    for (const auto& [key, value] : knowledge_.operator_configuration) {
      const std::string_view text = key;
      if (!text.starts_with(kPrefix) || !text.substr(kPrefix.size()).starts_with(section)) continue;
      visit(text.substr(kPrefix.size() + section.size()), std::string_view(value));
    }
  }
  void Put(std::string_view key, std::string_view value) {
    if (!key.empty()) resolver_.Put(key, value, Origin::kOperatorDefault);
  }
  Resolver& resolver_;
  const Knowledge& knowledge_;
};

}  // namespace

void PutOperatorDefaults(Resolver& resolver, const Knowledge& knowledge,
                         std::string_view namespace_name,
                         std::optional<FlinkVersion> declared_version) {
  bool has_sections = false;
  for (const auto& [key, value] : knowledge.operator_configuration) {
    has_sections = has_sections || std::string_view(key).starts_with(kPrefix);
    resolver.Put(key, value, Origin::kOperatorDefault);
  }
  if (!has_sections) return;
  Sections sections(resolver, knowledge);
  if (!namespace_name.empty()) sections.PutNamespace(namespace_name);
  if (!declared_version) return;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(*declared_version); ++i) {
    sections.PutVersion(static_cast<FlinkVersion>(i), true);
  }
  sections.PutVersion(*declared_version, false);
}

}  // namespace sluice::flink

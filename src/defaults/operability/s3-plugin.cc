// SPDX-License-Identifier: Apache-2.0
// Switches on the S3 file system that the stock image brings along. Only the Hadoop one: the other
// has no recoverable writer, so a FileSink to s3:// would fail.
#include <array>

#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

using flink::RoleKind;

constexpr std::string_view kVariable = "ENABLE_BUILT_IN_PLUGINS";
constexpr std::string_view kPrefixes[] = {"containerized.master.env.",
                                          "containerized.taskmanager.env."};

// "1.20.2" of flink:1.20.2-scala_2.12-java17, an image of Docker Hub as Flink's community builds
// it; empty for every other image, and for a tag that does not say the patch version.
std::string_view StockVersion(std::string_view image) {
  image = image.substr(0, image.find('@'));
  for (const std::string_view prefix : {"docker.io/", "library/", "apache/"}) {
    if (image.starts_with(prefix)) image.remove_prefix(prefix.size());
  }
  if (!image.starts_with("flink:")) return {};
  const std::string_view tag = image.substr(6);
  const std::string_view version = tag.substr(0, tag.find('-'));
  std::size_t parts = 0;
  for (const std::string_view part : base::Split(version, '.')) {
    if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos) return {};
    ++parts;
  }
  if (parts != 3) return {};
  const std::string_view rest = tag.substr(version.size());
  const bool stock = rest.empty() || rest.starts_with("-scala_") || rest.starts_with("-java");
  return stock ? version : std::string_view();
}

bool WantsS3(const Subject& subject) {
  constexpr std::array kDirectories = {options::kExecutionCheckpointingDir,
                                       options::kExecutionCheckpointingSavepointDir,
                                       options::kHighAvailabilityStorageDir};
  return std::ranges::any_of(kDirectories, [&subject](options::OptionId option) {
    const Entry* entry = subject.config.Find(option);
    if (entry == nullptr) return false;
    const std::string_view scheme = rulebook::ReadStorageUri(entry->value).scheme;
    return scheme == "s3" || scheme == "s3a";
  });
}

// The container switches a plugin on, mounts some, or may do so.
bool SeesToPlugins(const doc::Value& container) {
  if (container.Find("envFrom") != nullptr) return true;
  const auto any = [&container](std::string_view list, std::string_view field, auto matches) {
    const doc::Value* items = container.Find(list);
    return items != nullptr && std::ranges::any_of(items->items(), [&](const doc::Value& item) {
             const doc::Value* value = item.Find(field);
             return value != nullptr && matches(value->text());
           });
  };
  return any("env", "name", [](std::string_view name) { return name == kVariable; }) ||
         any("volumeMounts", "mountPath",
             [](std::string_view path) { return path.find("/plugins") != std::string_view::npos; });
}

// Somebody sees to the plugin: the variable is set, or something is mounted or prepared.
bool IsSeenTo(const Subject& subject) {
  for (const std::string_view prefix : kPrefixes) {
    if (subject.config.FindKey(std::string(prefix).append(kVariable)) != nullptr) return true;
  }
  for (const RoleKind role : {RoleKind::kJobManager, RoleKind::kTaskManager}) {
    const flink::PodView& pod = PodOf(subject.resource, role);
    if (pod.SpecField("initContainers") != nullptr) return true;
    const auto containers = pod.Containers();
    if (std::ranges::any_of(
            containers, [](const doc::Value* container) { return SeesToPlugins(*container); })) {
      return true;
    }
  }
  return false;
}

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  const flink::Resource& resource = subject.resource;
  // Only native Flink gives its pods the variables of the configuration.
  if (resource.deployment_mode == flink::DeploymentMode::kStandalone) return;
  const std::string_view version = StockVersion(resource.image.text());
  if (version.empty() || !WantsS3(subject) || IsSeenTo(subject)) return;
  for (const std::string_view prefix : kPrefixes) {
    patch.SetField(
        InSpec(subject, {resource.configuration_field, std::string(prefix).append(kVariable)}),
        "\"flink-s3-fs-hadoop-" + std::string(version) + ".jar\"");
  }
}

}  // namespace

extern const Default s3_plugin;
constinit const Default s3_plugin{
    .meta = {.id = "s3-plugin",
             .title = "The stock image can read and write S3",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "Flink's image brings the S3 file systems along but switches none of them "
                       "on.",
             .consequence = "The start script of the image links flink-s3-fs-hadoop into the "
                            "plugins of job and task managers; other images, and tags that do not "
                            "name the patch version, are left alone.",
             .remediation = "Set ENABLE_BUILT_IN_PLUGINS yourself, in a pod template or with "
                            "containerized.master.env.* and containerized.taskmanager.env.*, to "
                            "choose another plugin.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/filesystems/s3/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .order = 45,
    .apply = &Apply,
};

}  // namespace sluice::defaults

// SPDX-License-Identifier: Apache-2.0
// Flink's own images bring the file systems of object storage along but leave them switched off:
// the entry point links into plugins/ what ENABLE_BUILT_IN_PLUGINS names. Other images may have
// them in place, which nobody sees from here.
#include <array>
#include <vector>

#include "rules/support/image.h"

namespace sluice::rules {
namespace {

// A scheme and the jar that reads it, without the version (flink-docker, opt/ of 1.15 to 2.1).
struct Plugin {
  std::string_view scheme, jar;
};
constexpr std::array kPlugins = {
    Plugin{"s3", "flink-s3-fs-hadoop"},      Plugin{"s3a", "flink-s3-fs-hadoop"},
    Plugin{"s3p", "flink-s3-fs-presto"},     Plugin{"gs", "flink-gs-fs-hadoop"},
    Plugin{"abfs", "flink-azure-fs-hadoop"}, Plugin{"abfss", "flink-azure-fs-hadoop"},
    Plugin{"wasb", "flink-azure-fs-hadoop"}, Plugin{"wasbs", "flink-azure-fs-hadoop"},
    Plugin{"oss", "flink-oss-fs-hadoop"},
};

const Plugin* PluginFor(std::string_view location) {
  const std::string_view scheme = rulebook::ReadStorageUri(location).scheme;
  const auto found = std::ranges::find_if(kPlugins, [scheme](const Plugin& plugin) {
    return base::EqualsIgnoringCase(plugin.scheme, scheme);
  });
  return found == kPlugins.end() ? nullptr : &*found;
}

// Either S3 plugin reads s3://.
bool Names(std::string_view jars, const Plugin& plugin) {
  return jars.find(plugin.jar) != std::string_view::npos ||
         (plugin.scheme == "s3" && jars.find("flink-s3-fs-") != std::string_view::npos);
}

// Whether an `env` list switches the plugin on; a value from elsewhere is taken for one that does.
bool EnvEnables(const doc::Value* env, const Plugin& plugin) {
  if (env == nullptr) return false;
  return std::ranges::any_of(env->items(), [&plugin](const doc::Value& one) {
    const doc::Value* name = one.Find("name");
    if (name == nullptr || name->text() != "ENABLE_BUILT_IN_PLUGINS") return false;
    const doc::Value* value = one.Find("value");
    return value == nullptr || rulebook::HasPlaceholder(value->text()) ||
           Names(value->text(), plugin);
  });
}

// Whoever mounts something over the plugins or libraries puts the jar there.
bool MountsPlugins(const doc::Value* mounts) {
  if (mounts == nullptr) return false;
  return std::ranges::any_of(mounts->items(), [](const doc::Value& mount) {
    const doc::Value* path = mount.Find("mountPath");
    return path != nullptr && (path->text().starts_with("/opt/flink/plugins") ||
                               path->text().starts_with("/opt/flink/lib"));
  });
}

bool Holds(const doc::Value* list) { return list != nullptr && !list->items().empty(); }

bool ContainerEnables(const doc::Value& container, const Plugin& plugin) {
  return EnvEnables(container.Find("env"), plugin) || Holds(container.Find("envFrom")) ||
         Holds(container.Find("command")) || MountsPlugins(container.Find("volumeMounts"));
}

bool SpotifyEnables(const Subject& subject, const flink::Role& role, const Plugin& plugin) {
  const doc::Value* spec = subject.resource.spec;
  if (spec != nullptr &&
      (EnvEnables(spec->Find("envVars"), plugin) || Holds(spec->Find("envFrom"))))
    return true;
  return role.node != nullptr && MountsPlugins(role.node->Find("volumeMounts"));
}

// containerized.{master,taskmanager}.env.* become variables of the processes' containers.
bool OptionEnables(const Subject& subject, flink::RoleKind role, const Plugin& plugin) {
  const Entry* entry =
      subject.config.FindKey(role == flink::RoleKind::kJobManager
                                 ? "containerized.master.env.ENABLE_BUILT_IN_PLUGINS"
                                 : "containerized.taskmanager.env.ENABLE_BUILT_IN_PLUGINS");
  return entry != nullptr && Names(entry->value, plugin);
}

bool IsEnabled(const Subject& subject, flink::RoleKind role, const Plugin& plugin) {
  const flink::Resource& resource = subject.resource;
  const ImageName image = ReadImageName(ImageOf(subject, role).text);
  if (!IsOfficialFlink(image) || OptionEnables(subject, role, plugin)) return true;
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    const bool jobs = role == flink::RoleKind::kJobManager;
    return SpotifyEnables(subject, jobs ? resource.job_manager : resource.task_manager, plugin);
  }
  return std::ranges::any_of(PodOf(resource, role).Containers(),
                             [&plugin](const doc::Value* container) {
                               const doc::Value* name = container->Find("name");
                               return name != nullptr && name->text() == "flink-main-container" &&
                                      ContainerEnables(*container, plugin);
                             });
}

void Judge(const Subject& subject, options::OptionId option, std::vector<const Plugin*>& seen,
           Findings& findings) {
  const Entry* entry = subject.config.Find(option);
  const Plugin* plugin = entry == nullptr ? nullptr : PluginFor(entry->value);
  if (plugin == nullptr || std::ranges::find(seen, plugin) != seen.end()) return;
  const ImageInUse used = ImageOf(subject, flink::RoleKind::kJobManager);
  const bool everywhere = IsEnabled(subject, flink::RoleKind::kJobManager, *plugin) &&
                          IsEnabled(subject, flink::RoleKind::kTaskManager, *plugin);
  if (everywhere) return;
  seen.push_back(plugin);
  const std::string_view release = ReleaseOf(ReadImageName(used.text).tag);
  const std::string jar = std::string(plugin->jar) + "-" +
                          (release.empty() ? "<version>" : std::string(release)) + ".jar";
  findings.Add(PlaceOf(*entry, subject, option),
               Says(*entry) + ", but image " + Shown(used.text) + " does not read " +
                   std::string(plugin->scheme) + ":// unless told to",
               {.fix = "Set the environment variable ENABLE_BUILT_IN_PLUGINS=" + jar +
                       " on flink-main-container, or use an image that has the plugin."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  std::vector<const Plugin*> seen;
  for (const options::OptionId option :
       {options::kExecutionCheckpointingDir, options::kExecutionCheckpointingSavepointDir,
        options::kHighAvailabilityStorageDir}) {
    Judge(subject, option, seen, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule s3_plugin_missing;
constinit const Rule s3_plugin_missing{
    .meta = {.id = "s3-plugin-missing",
             .title = "The image can read the storage that the job uses",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason =
                 "Flink's own images hold the plugins for object storage, but load only those "
                 "that ENABLE_BUILT_IN_PLUGINS names.",
             .consequence =
                 "The job does not start: no file system implementation is found for the "
                 "scheme.",
             .remediation = "Set ENABLE_BUILT_IN_PLUGINS to the jar of the plugin and its exact "
                            "version, such as flink-s3-fs-hadoop-1.20.1.jar, or use an image that "
                            "has it in place.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/filesystems/plugins/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

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

// What ENABLE_BUILT_IN_PLUGINS is, where the resource says so itself, for one role's main
// container.
const doc::Value* JarsOf(const Subject& subject, flink::RoleKind role) {
  const flink::Resource& resource = subject.resource;
  const doc::Value* env = nullptr;
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    env = resource.spec == nullptr ? nullptr : resource.spec->Find("envVars");
  } else if (const doc::Value* main = PodOf(resource, role).MainContainer()) {
    if (!MountsPlugins(main->Find("volumeMounts"))) env = main->Find("env");
  }
  if (env == nullptr) return nullptr;
  for (const doc::Value& one : env->items()) {
    if (doc::TextOf(one, "name") == "ENABLE_BUILT_IN_PLUGINS") return one.Find("value");
  }
  return nullptr;
}

// Two things about the S3 plugins that are no mistake by themselves, since the code decides which
// sinks a job has: flink-s3-fs-presto has no RecoverableWriter, which a FileSink needs; and both
// plugins read s3://, while s3p:// and s3a:// belong to one each (flink-s3-fs-presto,
// flink-s3-fs-hadoop 1.15 to 2.1).
void Advise(const Subject& subject, Findings& findings) {
  constexpr flink::RoleKind kRole = flink::RoleKind::kTaskManager;
  const Entry* entry = subject.config.Find(options::kExecutionCheckpointingDir);
  const doc::Value* jars = JarsOf(subject, kRole);
  if (entry == nullptr || jars == nullptr) return;
  if (!IsOfficialFlink(ReadImageName(ImageOf(subject, kRole).text))) return;
  const std::string_view scheme = rulebook::ReadStorageUri(entry->value).scheme;
  const bool presto = jars->text().find("flink-s3-fs-presto") != std::string_view::npos;
  const bool hadoop = jars->text().find("flink-s3-fs-hadoop") != std::string_view::npos;
  if (presto && !hadoop && (scheme == "s3" || scheme == "s3p")) {
    findings.Add(
        At(*jars),
        "ENABLE_BUILT_IN_PLUGINS names flink-s3-fs-presto alone, with which a FileSink "
        "cannot write to S3",
        {.fix = "If the job writes files to S3, add the flink-s3-fs-hadoop jar of the same "
                "version after a semicolon, let its sinks write to s3a://, and keep "
                "checkpoints on s3p://.",
         .at_most = Action::kAudit,
         .severity = Severity::kInfo});
  } else if (presto && hadoop && scheme == "s3") {
    findings.Add(PlaceOf(*entry, subject, options::kExecutionCheckpointingDir),
                 Says(*entry) + ", and both S3 plugins are switched on: either may serve s3://",
                 {.fix = "Write s3p:// for checkpoints and savepoints (flink-s3-fs-presto), and "
                         "s3a:// for files that sinks write (flink-s3-fs-hadoop).",
                  .at_most = Action::kAudit,
                  .severity = Severity::kInfo});
  }
}

void Judge(const Subject& subject, options::OptionId option, std::vector<const Plugin*>& seen,
           Findings& findings) {
  const Entry* entry = subject.config.Find(option);
  const Plugin* plugin = entry == nullptr ? nullptr : PluginFor(entry->value);
  if (plugin == nullptr || std::ranges::find(seen, plugin) != seen.end()) return;
  seen.push_back(plugin);
  const ImageInUse used = ImageOf(subject, flink::RoleKind::kJobManager);
  const bool everywhere = IsEnabled(subject, flink::RoleKind::kJobManager, *plugin) &&
                          IsEnabled(subject, flink::RoleKind::kTaskManager, *plugin);
  if (everywhere) return;
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
  Advise(subject, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule s3_plugin_missing;
constinit const Rule s3_plugin_missing{
    .meta = {.id = "s3-plugin-missing",
             .title = "The image has the file systems that the job uses",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason =
                 "Flink's own images hold the plugins for object storage, but load only those "
                 "that ENABLE_BUILT_IN_PLUGINS names.",
             .consequence =
                 "The job does not start (Could not find a file system implementation for scheme "
                 "'s3'), or a sink that the plugin does not serve fails.",
             .remediation = "Set the variable ENABLE_BUILT_IN_PLUGINS of flink-main-container to "
                            "the plugin's jar in the image's exact version, such as "
                            "flink-s3-fs-hadoop-1.20.1.jar, or use an image that has it in "
                            "place.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/filesystems/plugins/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

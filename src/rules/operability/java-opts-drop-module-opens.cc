// SPDX-License-Identifier: Apache-2.0
// Flink 1.18 needs a list of --add-opens on Java 17, and brings none itself: the operator's Helm
// chart sets it as env.java.opts.all for v1_18. Who sets that key replaces the list; who sets the
// older env.java.opts is not heard, since .all wins. From 1.19 on Flink keeps its own list in
// env.java.default-opts.all.
#include "rules/support/image.h"

namespace sluice::rules {
namespace {

// Java before 16 opens its modules itself. The official 1.18 images without a java suffix have
// Java 11.
bool OpensModules(const Subject& subject) {
  const ImageName image = ReadImageName(ImageOf(subject, flink::RoleKind::kTaskManager).text);
  if (image.tag.find("java8") != std::string_view::npos) return true;
  if (image.tag.find("java11") != std::string_view::npos) return true;
  return IsOfficialFlink(image) && !MinorOf(image.tag).empty() &&
         image.tag.find("java") == std::string_view::npos;
}

const Entry* Own(const Subject& subject, std::string_view key) {
  const Entry* entry = subject.config.FindKey(key);
  return entry != nullptr && entry->origin == flink::Origin::kUser && entry->node != nullptr
             ? entry
             : nullptr;
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.version() != FlinkVersion::k1_18) return;
  const Entry* all = Own(subject, "env.java.opts.all");
  const Entry* old = Own(subject, "env.java.opts");
  if ((all == nullptr && old == nullptr) || OpensModules(subject)) return;
  const std::string_view fix =
      "Move the options to env.java.opts.jobmanager and env.java.opts.taskmanager.";
  if (all != nullptr) {
    if (all->value.find("--add-opens") != std::string_view::npos) return;
    findings.Add(At(*all->node),
                 "env.java.opts.all replaces the operator's list of opened modules for Flink 1.18",
                 {.fix = std::string(fix)});
    return;
  }
  findings.Add(At(*old->node),
               "env.java.opts is not read, because the operator sets env.java.opts.all for Flink "
               "1.18",
               {.fix = std::string(fix)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule java_opts_drop_module_opens;
constinit const Rule java_opts_drop_module_opens{
    .meta = {.id = "java-opts-drop-module-opens",
             .title = "JVM options leave the operator's list of opened modules in place",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason =
                 "On Java 17 Flink 1.18 needs modules opened that only the operator's default "
                 "for env.java.opts.all opens.",
             .consequence = "Serialization fails with InaccessibleObjectException on Java 17, or "
                            "the user's JVM options are ignored.",
             .remediation = "Set env.java.opts.jobmanager and env.java.opts.taskmanager instead of "
                            "env.java.opts.all or env.java.opts.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/java_compatibility/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

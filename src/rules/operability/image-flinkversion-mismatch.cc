// SPDX-License-Identifier: Apache-2.0
// flinkVersion tells the operator how to write the configuration and how to talk to the cluster;
// what runs is in the image. Only Flink's own images say in their tag what that is.
#include "rules/support/image.h"

namespace sluice::rules {
namespace {

// "v1_20", "1.20" and "1.20.1" are all 1.20; empty for any other text.
std::string MinorOfField(std::string_view text) {
  std::string plain(text.starts_with('v') ? text.substr(1) : text);
  std::ranges::replace(plain, '_', '.');
  return std::string(MinorOf(plain));
}

void Judge(const Subject& subject, const ImageInUse& used, const std::string& declared,
           Findings& findings) {
  const ImageName image = ReadImageName(used.text);
  const std::string_view minor = MinorOf(image.tag);
  if (minor.empty() || !IsOfficialFlink(image) || minor == declared) return;
  findings.Add(used.node != nullptr ? At(*used.node) : SpecPlace(subject, {"image"}),
               "image " + Shown(used.text) + " holds Flink " + std::string(minor) +
                   ", but flinkVersion is " + Shown(subject.resource.flink_version.text()),
               {.fix = "Set flinkVersion to the version of the image, or use an image of Flink " +
                       declared + "."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.resource.flink_version.present()) return;
  const std::string declared = MinorOfField(subject.resource.flink_version.text());
  if (declared.empty()) return;
  const ImageInUse jobs = ImageOf(subject, flink::RoleKind::kJobManager);
  const ImageInUse tasks = ImageOf(subject, flink::RoleKind::kTaskManager);
  Judge(subject, jobs, declared, findings);
  if (tasks.node != jobs.node) Judge(subject, tasks, declared, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule image_flinkversion_mismatch;
constinit const Rule image_flinkversion_mismatch{
    .meta = {.id = "image-flinkversion-mismatch",
             .title = "The image holds the Flink version that the resource declares",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator writes the configuration file, its keys and the metadata of "
                       "high availability for the declared version.",
             .consequence = "Flink reads another file or other keys than the operator wrote: "
                            "settings are lost, or the job manager does not start or recover.",
             .remediation = "Let spec.flinkVersion and the tag of the image name the same version.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

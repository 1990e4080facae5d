// SPDX-License-Identifier: Apache-2.0
// Task managers are created hours after the job manager. They must run the same build, from a
// registry that the platform team trusts.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kRegistries };
constexpr Param kParams[] = {
    {"allowedRegistries", ParamType::kStringList, "",
     "Registries, or repositories below them, that images may come from, such as "
     "registry.example.com/flink; empty = any."},
};

// registry.example.com:5000/flink/orders:1.20@sha256:... in parts.
struct Image {
  std::string_view name, tag;
  bool digest = false;
};

Image ReadImage(std::string_view text) {
  Image image;
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    image.digest = true;
    text = text.substr(0, at);
  }
  const std::size_t slash = text.rfind('/');
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    image.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  image.name = text;
  return image;
}

bool IsBelow(std::string_view name, std::string_view prefix) {
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  return name.starts_with(prefix) && (name.size() == prefix.size() || name[prefix.size()] == '/');
}

// Docker's short names belong to docker.io/library.
std::string FullName(std::string_view name) {
  const std::string_view first = name.substr(0, name.find('/'));
  if (first.size() == name.size()) return "docker.io/library/" + std::string(name);
  const bool host = first.find('.') != std::string_view::npos ||
                    first.find(':') != std::string_view::npos || first == "localhost";
  return host ? std::string(name) : "docker.io/" + std::string(name);
}

void Judge(const Place& place, std::string_view text, const Params& params, Findings& findings) {
  if (rulebook::HasPlaceholder(text)) return;
  const Image image = ReadImage(text);
  const auto& registries = params.Strings(kRegistries);
  const auto trusts = [name = registries.empty() ? std::string() : FullName(image.name)](
                          const std::string& one) { return IsBelow(name, one); };
  if (!registries.empty() && std::ranges::none_of(registries, trusts)) {
    findings.Add(place, "image " + Shown(text) + " comes from a registry that is not in the list",
                 {.fix = "Use an image from one of the registries of the policy."});
  }
  if (image.digest) return;
  if (!image.tag.empty() && image.tag != "latest" && !image.tag.ends_with("-latest")) return;
  findings.Add(place,
               "image " + Shown(text) +
                   (image.tag.empty() ? " has no tag, which means latest" : " has a moving tag"),
               {.fix = "Name a tag that never moves, or a digest.", .severity = Severity::kMedium});
}

// Images of the containers of all pods, those of the main container aside where another setting
// replaces it.
void JudgeContainers(const Subject& subject, bool main_container, const Params& params,
                     Findings& findings) {
  for (const doc::Value* container : EveryContainer(subject.resource)) {
    const doc::Value* image = container->Find("image");
    if (image == nullptr || image->text().empty()) continue;
    const bool main = TextOf(*container, "name") == "flink-main-container";
    if (!main || main_container) Judge(At(*image), image->text(), params, findings);
  }
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const flink::Field& own = subject.resource.image;
  const Entry* option = subject.config.Find(options::kKubernetesContainerImageRef);
  const bool set = !own.text().empty();
  if (set) {
    Judge(At(*own.node), own.text(), params, findings);
  } else if (option != nullptr && !option->value.empty()) {
    Judge(PlaceOf(*option, subject, options::kKubernetesContainerImageRef), option->value, params,
          findings);
  }
  JudgeContainers(subject, !set && option == nullptr, params, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule image_mutable_or_untrusted;
constinit const Rule image_mutable_or_untrusted{
    .meta = {.id = "image-mutable-or-untrusted",
             .title = "Images are fixed and come from trusted registries",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "A tag that moves gives a task manager that starts tomorrow another build "
                       "than the job manager of today.",
             .consequence = "Classes no longer fit together between pods, a rollback brings back "
                            "nothing, and whoever can push the tag can run code in the cluster.",
             .remediation = "Name a tag that never moves, or a digest, from a trusted registry.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/resource-providers/native_kubernetes/#custom-docker-image",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

// SPDX-License-Identifier: Apache-2.0
#include "rules/support/image.h"

namespace sluice::rules {
namespace {

// The first `parts` numbers of "1.20.1-java17", joined by dots; empty when there are fewer.
std::string_view LeadingNumbers(std::string_view text, int parts) {
  std::size_t end = 0;
  for (int i = 0; i < parts; ++i) {
    if (i != 0) {
      if (end == text.size() || text[end] != '.') return {};
      ++end;
    }
    const std::size_t start = end;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end == start) return {};
  }
  return text.substr(0, end);
}

bool IsPathOf(std::string_view repository, std::string_view path) {
  return repository.ends_with(path) && (repository.size() == path.size() ||
                                        repository[repository.size() - path.size() - 1] == '/');
}

}  // namespace

ImageName ReadImageName(std::string_view text) {
  ImageName image;
  text = text.substr(0, text.find('@'));
  const std::size_t slash = text.rfind('/');
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    image.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  image.repository = text;
  return image;
}

bool IsOfficialFlink(const ImageName& image) {
  return image.repository == "flink" || IsPathOf(image.repository, "library/flink") ||
         IsPathOf(image.repository, "apache/flink") ||
         IsPathOf(image.repository, "apache/flink-docker");
}

std::string_view MinorOf(std::string_view tag) { return LeadingNumbers(tag, 2); }
std::string_view ReleaseOf(std::string_view tag) { return LeadingNumbers(tag, 3); }

ImageInUse ImageOf(const Subject& subject, flink::RoleKind role) {
  const flink::Field& own = subject.resource.image;
  if (!own.text().empty()) return {own.text(), own.node};
  const Entry* option = subject.config.Find(options::kKubernetesContainerImageRef);
  if (option != nullptr && !option->value.empty()) return {option->value, option->node};
  const doc::Value* container = PodOf(subject.resource, role).MainContainer();
  const doc::Value* image = container == nullptr ? nullptr : container->Find("image");
  if (image == nullptr) return {};
  return {image->text(), image};
}

}  // namespace sluice::rules

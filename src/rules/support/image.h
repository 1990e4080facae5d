// SPDX-License-Identifier: Apache-2.0
// Container images: their parts, and which one Flink's processes run.
#pragma once

#include <string_view>

#include "rules/support/helpers.h"

namespace sluice::rules {

// "registry.example.com:5000/flink/orders:1.20.1@sha256:..." in parts; views into the text.
struct ImageName {
  std::string_view repository, tag;
};
ImageName ReadImageName(std::string_view text);

// Flink's own images (docker.io/library/flink, apache/flink, ghcr.io/apache/flink-docker) and
// mirrors that keep their path. Their tags begin with Flink's version.
bool IsOfficialFlink(const ImageName& image);

// "1.20" of the tags "1.20.1-java17" and "1.20"; empty for any other tag. ReleaseOf: "1.20.1" of
// the first, empty of the second.
std::string_view MinorOf(std::string_view tag);
std::string_view ReleaseOf(std::string_view tag);

// The image of one role's main container: spec.image, else the option, else the template's (the
// operator's order: InitJobManagerDecorator.resolveUserDefinedValue, flink-kubernetes 1.17 to 2.1).
// An empty text where none is set. `node` is null where it stands outside the object.
struct ImageInUse {
  std::string_view text;
  const doc::Value* node = nullptr;
};
ImageInUse ImageOf(const Subject& subject, flink::RoleKind role);

}  // namespace sluice::rules

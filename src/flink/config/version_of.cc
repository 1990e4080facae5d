// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "flink/config/resolver.h"
#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

using base::IsDigit;

// "1.18" at the beginning of `text`, or nothing.
std::string_view LeadingMinor(std::string_view text) {
  std::size_t end = 0;
  const auto digits = [&] {
    const std::size_t start = end;
    while (end < text.size() && IsDigit(text[end])) ++end;
    return end > start;
  };
  if (!digits() || end == text.size() || text[end] != '.') return {};
  ++end;
  return digits() ? text.substr(0, end) : std::string_view();
}

// Versions beside the enumerators stand for the nearest one: the catalogue answers those alike.
std::optional<FlinkVersion> Nearest(std::string_view minor) {
  if (minor.empty()) return std::nullopt;
  if (const auto known = ParseFlinkVersion(minor)) return known;
  int major = 0;
  std::from_chars(minor.data(), minor.data() + minor.size(), major);
  if (major < 1 || major > 2) return std::nullopt;
  return major == 1 ? FlinkVersion::k1_13 : FlinkVersion::k2_4;
}

std::string_view WithoutV(std::string_view text) {
  return text.starts_with('v') ? text.substr(1) : text;
}

// The X.Y of an image's tag: "flink:1.18-java17", "ghcr.io/org/flink:v1.20.1@sha256:…",
// "flink-job:app-flink-1.19". A tag that starts otherwise says nothing about Flink.
std::optional<FlinkVersion> FromImage(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::size_t slash = image.rfind('/');
  if (slash != std::string_view::npos) image = image.substr(slash + 1);
  const std::size_t colon = image.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view tag = image.substr(colon + 1);
  const std::size_t flink = tag.find("flink");
  if (flink != std::string_view::npos) tag = tag.substr(flink + 5);
  if (tag.starts_with('-') || tag.starts_with('_')) tag = tag.substr(1);
  return Nearest(LeadingMinor(WithoutV(tag)));
}

}  // namespace

std::pair<FlinkVersion, VersionOrigin> VersionOf(const Resource& resource,
                                                 const Knowledge& knowledge) {
  const std::string_view text = resource.flink_version.text();
  if (const auto exact = ParseFlinkVersion(text)) return {*exact, VersionOrigin::kField};
  if (const auto near = Nearest(LeadingMinor(WithoutV(text)))) {
    return {*near, VersionOrigin::kField};
  }
  if (const auto tagged = FromImage(resource.image.text())) {
    return {*tagged, VersionOrigin::kImageTag};
  }
  if (knowledge.assumed_flink_version) {
    return {*knowledge.assumed_flink_version, VersionOrigin::kAssumed};
  }
  return {kNewestCatalogued, VersionOrigin::kNewestKnown};
}

}  // namespace sluice::flink

// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/location.h"

#include <algorithm>

#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

bool IsSchemeText(std::string_view text) {
  if (text.empty()) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

// s3a and s3p are other file systems over the same buckets; Azure's names alike.
std::string StoreOf(std::string_view scheme) {
  std::string lower = base::ToLower(scheme);
  if (lower == "s3a" || lower == "s3p") return "s3";
  if (lower == "abfss") return "abfs";
  if (lower == "wasbs") return "wasb";
  return lower.empty() ? "file" : lower;
}

// A segment that means the folder above, also as a URI writes it.
bool Climbs(std::string_view segment) {
  const std::string lower = base::ToLower(segment);
  return lower == ".." || lower == "%2e%2e" || lower == ".%2e" || lower == "%2e.";
}

}  // namespace

StorageUri ReadStorageUri(std::string_view text) {
  StorageUri uri;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && IsSchemeText(text.substr(0, colon))) {
    uri.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (const std::size_t question = text.find('?'); question != std::string_view::npos) {
    uri.query = text.substr(question + 1);
    text = text.substr(0, question);
  }
  if (!uri.scheme.empty() && text.starts_with("//")) {
    uri.slashes = true;
    text.remove_prefix(2);
    const std::size_t slash = std::min(text.find('/'), text.size());
    uri.authority = text.substr(0, slash);
    text.remove_prefix(slash);
  }
  uri.path = text;
  return uri;
}

std::string StoragePlace::Key() const {
  // No segment holds a slash, and no store or authority either.
  std::string key = store + "//" + authority;
  for (const std::string_view segment : segments) key.append("/").append(segment);
  return key;
}

StoragePlace ReadStoragePlace(std::string_view text) {
  const StorageUri uri = ReadStorageUri(text);
  StoragePlace place{.store = StoreOf(uri.scheme), .authority = base::ToLower(uri.authority)};
  for (const std::string_view segment : base::Split(uri.path, '/')) {
    if (segment.empty() || segment == ".") continue;
    place.climbs |= Climbs(segment);
    place.segments.push_back(segment);
  }
  return place;
}

}  // namespace sluice::flink

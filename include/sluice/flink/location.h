// SPDX-License-Identifier: Apache-2.0
// Storage locations as texts: their parts, and which texts mean one place. Pure functions, any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::flink {

// The parts of a storage location. Views into the text that was read.
struct StorageUri {
  std::string_view scheme;     // as written, without ":"; empty for a bare path
  std::string_view authority;  // between "//" and the next "/": bucket, or container@account
  std::string_view path;       // the rest, without the query
  std::string_view query;      // without "?"
  bool slashes = false;        // "//" after the scheme
};
StorageUri ReadStorageUri(std::string_view text);

// Where a location is, whichever way it is written.
struct StoragePlace {
  std::string store;      // the scheme, one for all of a store: "s3" for s3a; "file" without one
  std::string authority;  // in lower case
  std::vector<std::string_view> segments;  // of the path, without "" and "."; views into the text
  bool climbs = false;  // a segment means the folder above: what the place is, is not known

  // Equal for equal places, and different for others.
  [[nodiscard]] std::string Key() const;
};
StoragePlace ReadStoragePlace(std::string_view text);

}  // namespace sluice::flink

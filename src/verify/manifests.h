// SPDX-License-Identifier: Apache-2.0
// The objects that a suite names by path or holds itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verify/suite.h"

namespace sluice::verify {

// Reads for one suite; complaints go to the reader. Lists are taken apart.
class Manifests {
 public:
  Manifests(doc::Reader& reader, const Files& files)
      : reader_(reader),
        files_(files),
        folder_(std::filesystem::path(reader.file()).parent_path()) {}

  // A path of the suite, from where the suite stands.
  [[nodiscard]] std::string Resolve(const doc::Value& node) const;
  // The objects that a path or an inline object stands for.
  std::vector<Manifest> Objects(const doc::Value& node, std::string_view what);
  // Those of a list of paths and objects.
  std::vector<Manifest> List(const doc::Value& node, std::string_view what);
  // The one object of `field`, changed by `merge_field`; nothing when it is not given, or wrong.
  std::optional<Manifest> One(const doc::Value& node, std::string_view field,
                              std::string_view merge_field);

 private:
  doc::Reader& reader_;
  const Files& files_;
  std::filesystem::path folder_;
};

}  // namespace sluice::verify

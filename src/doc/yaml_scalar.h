// SPDX-License-Identifier: Apache-2.0
// What a YAML scalar means to the API server: YAML 1.1 as sigs.k8s.io/yaml (go-yaml v2) resolves
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::doc {

struct Scalar {
  enum class Type : std::uint8_t { kNull, kBool, kInt, kFloat, kString };
  Type type = Type::kString;
  bool flag = false;            // of a boolean
  bool negative = false;        // of an integer
  std::uint64_t magnitude = 0;  // of an integer: at most 2^63 when negative
  double number = 0;            // of a float, may be infinite or not a number
  std::string text;             // of a string
};

// `tag` is yaml-cpp's: "?" for a plain scalar, "!" for a quoted one, else the tag that was written.
// Nothing when the text is not what the tag says.
std::optional<Scalar> ResolveScalar(std::string_view tag, std::string_view text);

// The number as Go's encoding/json writes it; nothing for infinities and NaN, which JSON has not.
std::optional<std::string> JsonNumber(const Scalar& scalar);

// The string that a mapping key becomes; nothing for keys that kubectl refuses (null, above int64).
std::optional<std::string> KeyText(const Scalar& scalar);

}  // namespace sluice::doc

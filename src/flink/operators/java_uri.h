// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "sluice/flink/value.h"

namespace sluice::flink {

// The error of `new java.net.URI(text)` for the mistakes people make: a character that no URI may
// hold, a broken escape, an empty scheme-specific part. Nothing when the text passes; authorities
// are not taken apart.
std::optional<JavaError> JavaUriError(std::string_view text);

// The scheme, or empty.
std::string_view JavaUriScheme(std::string_view text);

}  // namespace sluice::flink

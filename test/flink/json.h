// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string_view>

#include "sluice/doc/document.h"

namespace sluice::test {

// The document of a JSON text that a test knows to be good.
inline doc::Document Json(std::string_view text) {
  auto document = doc::ReadJson(text, {});
  if (!document) throw std::runtime_error(document.error().error.message);
  return std::move(*document);
}

}  // namespace sluice::test

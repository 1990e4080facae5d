// SPDX-License-Identifier: Apache-2.0
// Regular expressions of a suite: RE2, whose time is linear in the text, within bounded memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sluice/base/result.h"

namespace re2 {
class RE2;
}

namespace sluice::verify {

// A compiled expression; matches anywhere in a text. Immutable.
class Expression {
 public:
  // An empty text matches everything.
  static base::Result<Expression> Compile(const std::string& text);

  [[nodiscard]] bool Matches(std::string_view text) const;

 private:
  std::shared_ptr<const re2::RE2> expression_;  // null = matches everything
};

}  // namespace sluice::verify

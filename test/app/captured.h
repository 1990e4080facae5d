// SPDX-License-Identifier: Apache-2.0
// What a command prints, for tests that call it as a function.
#pragma once

#include <iostream>
#include <sstream>
#include <string>

namespace sluice::test {

// Standard output and error of what runs while it lives.
class Captured {
 public:
  Captured() : out_(std::cout.rdbuf(text_.rdbuf())), error_(std::cerr.rdbuf(errors_.rdbuf())) {}
  ~Captured() {
    std::cout.rdbuf(out_);
    std::cerr.rdbuf(error_);
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  [[nodiscard]] std::string text() const { return text_.str(); }
  [[nodiscard]] std::string errors() const { return errors_.str(); }

 private:
  std::ostringstream text_, errors_;
  std::streambuf* out_;
  std::streambuf* error_;
};

}  // namespace sluice::test

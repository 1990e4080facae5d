// SPDX-License-Identifier: Apache-2.0
// Result: a value, or the reason why we could not do the work.
//
// A *finding* (rulebook/finding.h) is the user's mistake and is data. An Error is our inability to
// do what was asked. Never mix the two.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace sluice::base {

// Why the work could not be done; callers choose exit and HTTP codes by it.
enum class Code : std::uint8_t {
  kInvalid,      // the input is not what its format demands
  kTooLarge,     // the input passes one of our limits
  kUnavailable,  // a file or a peer cannot be reached now
  kInternal,     // our own failure
};

// An error for a person to read. `message` is one sentence without trailing newline that says what
// to do; it never contains a secret or a piece of a request body. Value type, any thread.
struct Error {
  Code code = Code::kInternal;
  std::string message;
  std::string file;          // the file it is about, empty when there is none
  std::uint32_t line = 0;    // 1-based, 0 = unknown
  std::uint32_t column = 0;  // 1-based, 0 = unknown

  // "file:line:column: message", with only the parts that are known.
  [[nodiscard]] std::string ToString() const;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(Code code, std::string message) {
  return tl::unexpected<Error>(Error{.code = code, .message = std::move(message)});
}

}  // namespace sluice::base

// SLUICE_TRY(auto x, Expression()): x is the value, or the enclosing function returns the error.
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses.
#define SLUICE_TRY_CONCAT_(a, b) a##b
#define SLUICE_TRY_NAME_(a, b) SLUICE_TRY_CONCAT_(a, b)
#define SLUICE_TRY(declaration, expression) \
  SLUICE_TRY_IMPL_(SLUICE_TRY_NAME_(sluice_try_, __COUNTER__), declaration, expression)
#define SLUICE_TRY_IMPL_(temporary, declaration, expression)           \
  auto temporary = (expression);                                       \
  if (!temporary) return tl::unexpected(std::move(temporary).error()); \
  declaration = *std::move(temporary)
// NOLINTEND(bugprone-macro-parentheses)

// SPDX-License-Identifier: Apache-2.0
// Lines of a file, and which of them a report may show.
#include "app/input.h"

#include "support/catch.h"

namespace sluice::app {
namespace {

TEST_CASE("Lines are counted from one, and beyond the last there is nothing") {
  const SourceText text("first\n\nthird");
  CHECK(text.Line(0).empty());
  CHECK(text.Line(1) == "first");
  CHECK(text.Line(2).empty());
  CHECK(text.Line(3) == "third");
  CHECK(text.Line(4).empty());
  const SourceText ended("a\n");
  CHECK(ended.Line(1) == "a");
  CHECK(ended.Line(2).empty());
  CHECK(SourceText("").Line(1).empty());
}

TEST_CASE("A line is shown unless it, or one beside it, names a secret") {
  const SourceText text("a: 1\nb: 2\npassword:\n  x\nc: 3\nd: 4");
  CHECK(Excerpt(text, {.line = 1, .column = 1}) == "a: 1");
  CHECK(Excerpt(text, {.line = 2, .column = 1}).empty());
  CHECK(Excerpt(text, {.line = 3, .column = 1}).empty());
  CHECK(Excerpt(text, {.line = 4, .column = 3}).empty());
  CHECK(Excerpt(text, {.line = 5, .column = 1}) == "c: 3");
  CHECK(Excerpt(text, {.line = 6, .column = 1}) == "d: 4");
  CHECK(Excerpt(text, {}).empty());
}

}  // namespace
}  // namespace sluice::app

// SPDX-License-Identifier: Apache-2.0
#include "sluice/base/text.h"

#include "sluice/base/result.h"
#include "support/catch.h"

namespace sluice::base {
namespace {

TEST_CASE("edit distance stops at the limit") {
  CHECK(EditDistance("kitten", "sitting", 9) == 3);
  CHECK(EditDistance("kitten", "sitting", 2) == 3);
  CHECK(EditDistance("", "abc", 5) == 3);
  CHECK(EditDistance("same", "same", 0) == 0);
}

TEST_CASE("the nearest word is offered only when it is near") {
  constexpr std::string_view kWords[] = {"profile", "match", "rules"};
  CHECK(Nearest("profil", kWords) == "profile");
  CHECK(Nearest("xyz", kWords).empty());
}

TEST_CASE("trimming is Java's: up to U+0020 and nothing else") {
  CHECK(JavaTrim(" \t\x01 4 g\n") == "4 g");
  CHECK(JavaTrim("\xC2\xA0"
                 "4g") ==
        "\xC2\xA0"
        "4g");
}

TEST_CASE("printable text has no control character and no broken UTF-8") {
  CHECK(Printable("a\nb\x1b[31m", 100) == "a b\xEF\xBF\xBD[31m");
  CHECK(Printable("\xff\xfe", 100) == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(Printable("\xED\xA0\x80", 100).find('\xED') == std::string::npos);
  CHECK(Printable("abcdef", 5) == "ab\xE2\x80\xA6");
  CHECK(Printable("abcde", 5) == "abcde");
}

TEST_CASE("globs match whole names in linear time") {
  CHECK(GlobMatch("prod-*", "prod-a"));
  CHECK_FALSE(GlobMatch("prod-*", "preprod-a"));
  CHECK(GlobMatch("*", ""));
  CHECK(GlobMatch("a?c*e", "abcdde"));
  CHECK_FALSE(GlobMatch("a?c", "ac"));
  CHECK_FALSE(GlobMatch("*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST_CASE("bytes for people") {
  CHECK(HumanBytes(1536) == "1.5 KiB");
  CHECK(HumanBytes(512LL << 20) == "512 MiB");
  CHECK(HumanBytes(17) == "17 B");
}

TEST_CASE("an error names its place") {
  const Error error{
      .code = Code::kInvalid, .message = "no.", .file = "a.yaml", .line = 3, .column = 7};
  CHECK(error.ToString() == "a.yaml:3:7: no.");
  CHECK(Error{.message = "no."}.ToString() == "no.");
}

TEST_CASE("SHA-256 of the empty text") {
  CHECK(Sha256Hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace sluice::base

// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/param.h"

#include "support/catch.h"

namespace sluice::rulebook {
namespace {

std::string ErrorOf(const Param& param, std::string_view text) {
  const auto value = ParseParam(param, text);
  return value ? "" : value.error().message;
}

TEST_CASE("Parameters read what their type allows and nothing else") {
  const Param flag{.name = "flag", .type = ParamType::kBool, .description = "d"};
  CHECK(std::get<bool>(*ParseParam(flag, "true")));
  CHECK_FALSE(std::get<bool>(*ParseParam(flag, "false")));
  CHECK(ErrorOf(flag, "yes") == "parameter 'flag' expects a boolean");

  const Param count{.name = "count", .type = ParamType::kInteger, .minimum = 1, .maximum = 10};
  CHECK(std::get<std::int64_t>(*ParseParam(count, "10")) == 10);
  for (const char* bad : {"0", "11", "", "1.5", " 1", "1e1", "99999999999999999999"}) {
    CHECK(ErrorOf(count, bad) == "parameter 'count' expects an integer between 1 and 10");
  }

  const Param ratio{.name = "ratio", .type = ParamType::kNumber, .minimum = 0.5};
  CHECK(std::get<double>(*ParseParam(ratio, "0.5")) == 0.5);
  CHECK(ErrorOf(ratio, "0.4") == "parameter 'ratio' expects a number of at least 0.5");
  CHECK(ErrorOf(ratio, "nan") == "parameter 'ratio' expects a number of at least 0.5");
  CHECK(ErrorOf(ratio, "inf") == "parameter 'ratio' expects a number of at least 0.5");

  const Param size{.name = "size", .type = ParamType::kBytes, .minimum = 1024};
  CHECK(std::get<std::int64_t>(*ParseParam(size, "128m")) == 128 * 1024 * 1024);
  CHECK(ErrorOf(size, "128 cows") ==
        "parameter 'size' expects a memory size such as 128m of at least 1 KiB");

  const Param wait{.name = "wait", .type = ParamType::kDuration, .maximum = 60};
  CHECK(std::get<flink::Duration>(*ParseParam(wait, "1 min")).seconds == 60);
  CHECK(ErrorOf(wait, "61 s") ==
        "parameter 'wait' expects a duration such as 10 min of at most 1 min");
}

TEST_CASE("Placeholders are closed and names") {
  const Param root{.name = "root", .type = ParamType::kString};
  CHECK(ParseParam(root, "s3://state/{{namespace}}/{{ name }}"));
  const std::string why = "parameter 'root' has a placeholder that is not like {{namespace}}";
  CHECK(ParseParam(root, "s3://state/{{team}}"));
  CHECK(ErrorOf(root, "s3://state/{{a b}}") == why);
  CHECK(ErrorOf(root, "s3://state/{{}}") == why);
  CHECK(ErrorOf(root, "s3://state/{{namespace") == why);
}

TEST_CASE("Lists are words in a declaration and lists in a policy") {
  const Param words{.name = "words", .type = ParamType::kStringList};
  using List = std::vector<std::string>;
  CHECK(std::get<List>(*ParseParam(words, "s3  gs")) == List{"s3", "gs"});
  CHECK(std::get<List>(*ParseParam(words, "")).empty());
  CHECK(std::get<List>(*ParseParamList(words, {"a b"})) == List{"a b"});
  const Param flag{.name = "flag", .type = ParamType::kBool};
  CHECK_FALSE(ParseParamList(flag, {"true"}));

  const Params params = Params::Defaults(std::vector<Param>{
      {.name = "words", .type = ParamType::kStringList, .default_text = "s3 gs"}});
  CHECK(params.Contains(0, "gs"));
  CHECK_FALSE(params.Contains(0, "g"));
}

}  // namespace
}  // namespace sluice::rulebook

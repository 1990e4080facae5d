// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/value.h"

#include <array>
#include <limits>
#include <string>
#include <utility>

#include "support/catch.h"

namespace sluice::flink {
namespace {

constexpr FlinkVersion kOld = FlinkVersion::k1_20;
constexpr FlinkVersion kNew = FlinkVersion::k2_1;

template <typename T>
std::string ErrorOf(const Parsed<T>& parsed) {
  if (parsed) return "no error";
  std::string out;
  for (const JavaError::Link& link : parsed.error().chain) {
    out += (out.empty() ? "" : " <- ") + link.type + ": " + link.message;
  }
  return out;
}

TEST_CASE("memory sizes are 1024-based and need no unit") {
  CHECK(ParseMemorySize("0").value() == 0);
  CHECK(ParseMemorySize(" 1728 mb\t").value() == 1728LL << 20);
  CHECK(ParseMemorySize("2G").value() == 2LL << 30);
  CHECK(ParseMemorySize("5 tebibytes").value() == 5LL << 40);
  CHECK(ParseMemorySize("7\xE2\x84\xAA").value() == 7 * 1024);  // the Kelvin sign is a k
  CHECK(ParseMemorySizeMebi("64 ").value() == 64LL << 20);
  CHECK(ParseMemorySizeMebi("64k").value() == 64 * 1024);
}

TEST_CASE("memory sizes that Flink refuses") {
  CHECK(ErrorOf(ParseMemorySize("  ")) ==
        "IllegalArgumentException: argument is an empty- or whitespace-only string");
  CHECK(ErrorOf(ParseMemorySize("m1")) ==
        "NumberFormatException: text does not start with a number");
  CHECK(ErrorOf(ParseMemorySize("9223372036854775808")) ==
        "IllegalArgumentException: The value '9223372036854775808' cannot be re represented as "
        "64bit number (numeric overflow).");
  CHECK(ErrorOf(ParseMemorySize("8388608t ")) ==
        "IllegalArgumentException: The value '8388608t ' cannot be re represented as 64bit number "
        "of bytes (numeric overflow).");
  for (const char* text : {"1.5g", "1Gi", "-1m", "1_024",
                           "\xC2\xA0"
                           "1m",
                           "0x10", "1 m b"}) {
    INFO(text);
    CHECK_FALSE(ParseMemorySize(text));
  }
}

TEST_CASE("memory sizes print as Flink prints them") {
  CHECK(MemorySizeToString(2LL << 30) == "2 gb");
  CHECK(MemorySizeToString(1536LL << 20) == "1536 mb");
  CHECK(MemorySizeToString(1) == "1 bytes");
  CHECK(MemorySizeToString(1LL << 40) == "1099511627776 bytes");  // a whole number of TiB
  CHECK(MemorySizeToHuman(1LL << 30) == "1024.000mb (1073741824 bytes)");
  CHECK(MemorySizeToHuman(1600) == "1.563kb (1600 bytes)");  // half up, not to even
  CHECK(MemorySizeToHuman(1024) == "1024 bytes");
  CHECK(MemorySizeToHuman(std::numeric_limits<std::int64_t>::max()) ==
        "8388608.000tb (9223372036854775807 bytes)");
}

TEST_CASE("durations: digits and unit, milliseconds without one") {
  CHECK(ParseDuration("10", kOld).value() == Duration{0, 10'000'000});
  CHECK(ParseDuration(" 3 MIN ", kOld).value() == Duration{180, 0});
  CHECK(ParseDuration("5m", kOld).value() == Duration{300, 0});
  CHECK(ParseDuration("7\xC2\xB5s", kOld).value() == Duration{0, 7'000});
  CHECK(ParseDuration("106751991167300d", kOld).value().seconds == 9'223'372'036'854'720'000);
  CHECK(ErrorOf(ParseDuration("106751991167301d", kOld)) == "ArithmeticException: long overflow");
  CHECK(ErrorOf(ParseDuration("106751991167301d", FlinkVersion::k2_0)) ==
        "IllegalArgumentException: The value '106751991167301' cannot be represented as Duration "
        "(numeric overflow). <- ArithmeticException: BigInteger out of long range");
  CHECK_FALSE(ParseDuration("5us", kOld));
  CHECK_FALSE(ParseDuration("-5s", kOld));
}

TEST_CASE("ISO durations only from 2.1 on, and never negative") {
  CHECK_FALSE(ParseDuration("PT1H", FlinkVersion::k2_0));
  CHECK(ParseDuration("PT1H", kNew).value() == Duration{3600, 0});
  CHECK(ParseDuration("p1dt2h3m4,5s", kNew).value() == Duration{93'784, 500'000'000});
  CHECK(ParseDuration("-PT-0.5S", kNew).value() == Duration{0, 500'000'000});
  CHECK(ErrorOf(ParseDuration("-PT1S", kNew)) ==
        "NumberFormatException: negative duration is not supported");
  for (const char* text : {"P", "PT", "P1H", "PT1D", "PT1M1H", "P1DT", "PT.5S", "PT1.1234567890S",
                           "PT9223372036854775808S", "P106751991167301D"}) {
    INFO(text);
    CHECK_FALSE(ParseDuration(text, kNew));
  }
}

TEST_CASE("durations print with their highest whole unit") {
  CHECK(DurationToString({90, 0}, kOld).value() == "90 s");
  CHECK(DurationToString({0, 0}, kOld).value() == "0 ms");
  CHECK(DurationToString({86'400, 0}, kOld).value() == "1 d");
  CHECK(DurationToString({86'400, 0}, FlinkVersion::k1_17).value() == "86400000 ms");
  CHECK(ErrorOf(DurationToString({9'223'372'037, 0}, kOld)) ==
        "ArithmeticException: long overflow");
  CHECK(DurationToString({9'223'372'037, 0}, FlinkVersion::k2_0).value() == "9223372037 s");
}

TEST_CASE("booleans ignore case, not space") {
  CHECK(ParseBoolean("tRUE").value());
  CHECK_FALSE(ParseBoolean("FALSE").value());
  CHECK_FALSE(ParseBoolean("fal\xC5\xBF"
                           "e")
                  .value());  // the long s
  CHECK_FALSE(ParseBoolean(" true"));
  CHECK_FALSE(ParseBoolean("yes"));
  CHECK_FALSE(ParseBoolean("1"));
}

TEST_CASE("integers: any decimal digits, no space") {
  CHECK(ParseInt("+42").value() == 42);
  CHECK(ParseInt("-2147483648").value() == std::numeric_limits<std::int32_t>::min());
  CHECK(ParseInt("\xD9\xA3").value() == 3);                   // Arabic-Indic three
  CHECK(ParseInt("\xEF\xBC\x91\xEF\xBC\x92").value() == 12);  // fullwidth
  CHECK(ParseLong("9223372036854775807").value() == std::numeric_limits<std::int64_t>::max());
  CHECK(ErrorOf(ParseInt("2147483648")) ==
        "NumberFormatException: For input string: \"2147483648\"");
  for (const char* text : {"", "+", "-", " 1", "1 ", "1.0", "1_0", "0x1", "--1"}) {
    INFO(text);
    CHECK_FALSE(ParseInt(text));
    CHECK_FALSE(ParseLong(text));
  }
}

TEST_CASE("floats: Java's grammar") {
  CHECK(ParseDouble(" 1.5e3 ").value() == 1500);
  CHECK(ParseDouble("0x1.8p1").value() == 3);
  CHECK(ParseDouble("5.d").value() == 5);
  CHECK(ParseDouble("-Infinity").value() == -std::numeric_limits<double>::infinity());
  CHECK(ParseDouble("1e400").value() == std::numeric_limits<double>::infinity());
  CHECK(ParseDouble("1e-400").value() == 0);
  CHECK(ParseFloat("1e39").value() == std::numeric_limits<float>::infinity());
  CHECK(ParseFloat("0.4f").value() == 0.4F);
  CHECK(ErrorOf(ParseDouble("1.2.3")) == "NumberFormatException: multiple points");
  CHECK(ErrorOf(ParseDouble(" ")) == "NumberFormatException: empty String");
  CHECK(ErrorOf(ParseDouble(" 0,4 ")) == "NumberFormatException: For input string: \"0,4\"");
  for (const char* text : {"1e", ".", "e1", "0x1", "0x.p1", "nan", "inf", "1 2", "1ff", "+-1"}) {
    INFO(text);
    CHECK_FALSE(ParseDouble(text));
  }
}

TEST_CASE("floating numbers print as JDK 17 prints them") {
  CHECK(DoubleToJavaString(1e7) == "1.0E7");
  CHECK(DoubleToJavaString(0.001) == "0.001");
  CHECK(DoubleToJavaString(1e-4) == "1.0E-4");
  CHECK(DoubleToJavaString(2e23) == "1.9999999999999998E23");  // JDK-4511638, mended in 19
  CHECK(DoubleToJavaString(2.2250738585072014e-308) == "2.2250738585072014E-308");
  CHECK(DoubleToJavaString(2e-44) == "2.0E-44");
  CHECK(DoubleToJavaString(4.9e-324) == "4.9E-324");
  CHECK(DoubleToJavaString(static_cast<double>(0.4F)) == "0.4000000059604645");
  CHECK(FloatToJavaString(0.1F) == "0.1");
  CHECK(FloatToJavaString(3.4028235e38F) == "3.4028235E38");
}

TEST_CASE("enums match by toString, ignoring case") {
  constexpr std::array<std::string_view, 2> kConstants = {"process-time", "on-event"};
  CHECK(ParseEnum("On-Event", kConstants).value() == 1);
  CHECK_FALSE(ParseEnum("on_event", kConstants));
  CHECK_FALSE(ParseEnum("on-event ", kConstants));
}

TEST_CASE("lists: semicolons with quotes, or YAML") {
  using List = std::vector<std::string>;
  CHECK(ParseList("a; 'b;c' ;\"d\"", false).value() == List{"a", "b;c", "d"});
  CHECK(ParseList("'a' b", false).error().Message() ==
        "Could not split string. Illegal quoting at position: 3");
  CHECK(ParseList("a;'b;c';\"d\"", false).value() == List{"a", "b;c", "d"});
  CHECK(ParseList("a, b", true).value() == List{"a, b"});
  CHECK(ParseList("[a, 'b;c', 012, {x: y}]", true).value() == List{"a", "b;c", "12", "{x: y}"});
  CHECK(ParseList("[a, null]", true).value() == List{"[a, null]"});  // a null falls back
  CHECK(ParseList("[a", true).value() == List{"[a"});
  CHECK(ParseList("", true).value().empty());
  CHECK(ParseList(";;a", false).value() == List{"", "a"});
  CHECK(EscapeWithSingleQuote("a;'b", ";") == "'a;''b'");
  CHECK(EscapeWithSingleQuote("a:b", ";") == "a:b");
}

TEST_CASE("maps: pairs with colons, or YAML") {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(ParseMap("a:b,c:'d,e'", false).error().chain.front().type == "IllegalArgumentException");
  CHECK(ParseMap("a:b,'c:d'", false).value() == Pairs{{"a", "b"}, {"c", "d"}});
  CHECK(ParseMap("{a: 1, b: [x]}", true).value() == Pairs{{"a", "1"}, {"b", "[x]"}});
  CHECK(ParseMap("a:1,a:2", true).error().chain.front().type == "IllegalStateException");
  CHECK(ParseMap("x", false, FlinkVersion::k1_16).error().Message() ==
        "Could not parse pair in the map [x]");
  CHECK(ParseMap("x", false).error().Message() ==
        "Map item is not a key-value pair (missing ':'?)");
}

}  // namespace
}  // namespace sluice::flink

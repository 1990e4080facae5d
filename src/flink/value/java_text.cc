// SPDX-License-Identifier: Apache-2.0
#include "flink/value/java_text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "flink/value/java_case_table.h"

namespace sluice::flink::value {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The number of bytes of the sequence that `lead` opens, 0 when it opens none.
std::size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

char32_t LowerOf(char32_t code_point) {
  if (code_point < 0x80) {
    return code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point;
  }
  const auto* run = std::upper_bound(
      std::begin(kLowerCaseRuns), std::end(kLowerCaseRuns), code_point,
      [](char32_t wanted, const CaseRun& candidate) { return wanted < candidate.first; });
  if (run == std::begin(kLowerCaseRuns)) return code_point;
  --run;
  if (code_point > run->last || (code_point - run->first) % run->step != 0) return code_point;
  return static_cast<char32_t>(static_cast<std::int64_t>(code_point) + run->delta);
}

// A letter with two cases, as far as final sigma needs to know.
bool IsCased(char32_t code_point) {
  if (LowerOf(code_point) != code_point) return true;
  if (code_point >= 'a' && code_point <= 'z') return true;
  return (code_point >= 0xDF && code_point <= 0x24F) ||
         (code_point >= 0x3AC && code_point <= 0x3CE) ||
         (code_point >= 0x430 && code_point <= 0x45F);
}

// What an upper-cased `code_point` is when that is pure ASCII; empty otherwise.
std::string_view AsciiUpperOf(char32_t code_point) {
  switch (code_point) {
    case 0x00DF:
      return "SS";
    case 0x0131:
      return "I";
    case 0x017F:
      return "S";
    case 0xFB00:
      return "FF";
    case 0xFB01:
      return "FI";
    case 0xFB02:
      return "FL";
    case 0xFB03:
      return "FFI";
    case 0xFB04:
      return "FFL";
    case 0xFB05:
    case 0xFB06:
      return "ST";
    default:
      return {};
  }
}

char AsciiUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// The first of each run of ten decimal digits (category Nd) in the basic plane, JDK 17.
constexpr std::array<char32_t, 36> kDigitZeros = {
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

}  // namespace

char32_t NextCodePoint(std::string_view text, std::size_t& position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  const std::size_t length = SequenceLength(lead);
  if (length == 1) return static_cast<char32_t>(static_cast<unsigned char>(text[position++]));
  if (length == 0 || position + length > text.size()) {
    ++position;
    return kReplacement;
  }
  char32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[position + i]);
    if ((next & 0xC0U) != 0x80U) {
      ++position;
      return kReplacement;
    }
    code_point = (code_point << 6U) | (next & 0x3FU);
  }
  position += length;
  return code_point;
}

void AppendUtf8(std::string& out, char32_t code_point) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | (code_point >> 6U));
    byte(0x80 | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    byte(0xE0 | (code_point >> 12U));
    byte(0x80 | ((code_point >> 6U) & 0x3FU));
    byte(0x80 | (code_point & 0x3FU));
  } else {
    byte(0xF0 | (code_point >> 18U));
    byte(0x80 | ((code_point >> 12U) & 0x3FU));
    byte(0x80 | ((code_point >> 6U) & 0x3FU));
    byte(0x80 | (code_point & 0x3FU));
  }
}

std::size_t Utf16Length(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t position = 0; position < text.size();) {
    units += NextCodePoint(text, position) >= 0x10000 ? 2 : 1;
  }
  return units;
}

std::string ToLowerCase(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char32_t previous = 0;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const char32_t code_point = NextCodePoint(text, position);
    if (code_point == kReplacement) {
      out.append(text.substr(start, position - start));
    } else if (code_point == 0x0130) {
      out += "i\xCC\x87";
    } else if (code_point == 0x03A3) {
      std::size_t ahead = position;
      const bool followed = ahead < text.size() && IsCased(NextCodePoint(text, ahead));
      AppendUtf8(out, IsCased(previous) && !followed ? 0x03C2 : 0x03C3);
    } else {
      AppendUtf8(out, LowerOf(code_point));
    }
    previous = code_point;
  }
  return out;
}

bool EqualsInUpperCase(std::string_view text, std::string_view constant) {
  std::size_t at = 0;
  const auto matches = [&](char upper) {
    if (at == constant.size() || AsciiUpper(constant[at]) != upper) return false;
    ++at;
    return true;
  };
  for (std::size_t position = 0; position < text.size();) {
    const char32_t code_point = NextCodePoint(text, position);
    if (code_point < 0x80) {
      if (!matches(AsciiUpper(static_cast<char>(code_point)))) return false;
      continue;
    }
    const std::string_view upper = AsciiUpperOf(code_point);
    if (upper.empty()) return false;
    for (const char c : upper) {
      if (!matches(c)) return false;
    }
  }
  return at == constant.size();
}

bool IsWhitespace(char32_t code_point) {
  return (code_point >= 0x09 && code_point <= 0x0D) || (code_point >= 0x1C && code_point <= 0x20) ||
         code_point == 0x1680 ||
         (code_point >= 0x2000 && code_point <= 0x200A && code_point != 0x2007) ||
         code_point == 0x2028 || code_point == 0x2029 || code_point == 0x205F ||
         code_point == 0x3000;
}

int DecimalDigit(char32_t code_point) {
  if (code_point >= '0' && code_point <= '9') return static_cast<int>(code_point - '0');
  if (code_point < kDigitZeros.front() || code_point > 0xFFFF) return -1;
  const auto* after = std::upper_bound(kDigitZeros.begin(), kDigitZeros.end(), code_point);
  const char32_t zero = *(after - 1);
  return code_point - zero < 10 ? static_cast<int>(code_point - zero) : -1;
}

std::int32_t HashCode(std::string_view text) {
  std::uint32_t hash = 0;
  for (std::size_t position = 0; position < text.size();) {
    const char32_t code_point = NextCodePoint(text, position);
    if (code_point >= 0x10000) {
      const std::uint32_t offset = code_point - 0x10000;
      hash = 31 * hash + (0xD800 + (offset >> 10U));
      hash = 31 * hash + (0xDC00 + (offset & 0x3FFU));
    } else {
      hash = 31 * hash + code_point;
    }
  }
  return static_cast<std::int32_t>(hash);
}

}  // namespace sluice::flink::value

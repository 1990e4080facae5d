// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "sluice/base/text.h"
#include "sluice/k8s/review.h"

namespace sluice::k8s {
namespace {

__extension__ typedef unsigned __int128 Wide;
constexpr Wide kMostNanoseconds = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
// Longest name first where one begins another. Go 1.22, time/format.go, unitMap.
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"\xC2\xB5s", 1'000},
                                         {"\xCE\xBCs", 1'000},
                                         {"ms", 1'000'000},
                                         {"s", 1'000'000'000},
                                         {"m", 60'000'000'000},
                                         {"h", 3'600'000'000'000}}};

// Reads "<digits>[.<digits>]<unit>" from the front of `text`; nothing when there is none or it is
// out of range.
std::optional<Wide> TakePart(std::string_view& text) {
  Wide value = 0;
  Wide scale = 1;
  bool digits = false;
  bool fraction = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') break;
    digits = true;
    if (fraction && scale > 100'000'000'000) continue;  // beyond what any unit can show
    value = value * 10 + static_cast<Wide>(text[i] - '0');
    if (fraction) scale *= 10;
    if (value / scale > kMostNanoseconds) return std::nullopt;
  }
  if (!digits) return std::nullopt;
  text.remove_prefix(i);
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return value * static_cast<Wide>(unit.nanoseconds) / scale;
  }
  return std::nullopt;
}

std::optional<std::int64_t> GoDuration(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  Wide total = 0;
  while (!text.empty()) {
    const std::optional<Wide> part = TakePart(text);
    if (!part) return std::nullopt;
    total += *part;
    if (total > kMostNanoseconds) return std::nullopt;
  }
  return static_cast<std::int64_t>(total);
}

}  // namespace

std::optional<std::chrono::milliseconds> TimeoutOf(std::string_view target) {
  constexpr std::string_view kName = "timeout=";
  const std::size_t question = target.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  for (const std::string_view part : base::Split(target.substr(question + 1), '&')) {
    if (!part.starts_with(kName)) continue;
    const std::optional<std::int64_t> nanoseconds = GoDuration(part.substr(kName.size()));
    if (!nanoseconds) return std::nullopt;
    const auto out = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::nanoseconds(*nanoseconds));
    if (out.count() <= 0) return std::nullopt;
    return out;
  }
  return std::nullopt;
}

}  // namespace sluice::k8s

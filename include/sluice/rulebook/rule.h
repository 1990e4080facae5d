// SPDX-License-Identifier: Apache-2.0
// Rule and Default: plain constant values. One file each under src/rules/ and src/defaults/; the
// tables of all of them are written by CMake from the folders.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sluice/rulebook/finding.h"
#include "sluice/rulebook/param.h"
#include "sluice/rulebook/patch_builder.h"

namespace sluice::rulebook {

// The folder a rule lives in.
enum class Category : std::uint8_t {
  kCheckpoints,
  kHighAvailability,
  kMemory,
  kNetworking,
  kOperability,
  kSecurity,
  kState,
  kUpgrade
};
std::string_view ToString(Category category);  // "checkpoints", "high-availability", ...

// The release of the rulebook that a rule or a tightening came with; a policy may pin one.
struct CatalogueVersion {
  std::uint16_t major = 0, minor = 0;
  friend constexpr auto operator<=>(const CatalogueVersion&, const CatalogueVersion&) = default;
};
inline constexpr CatalogueVersion kNewestCatalogueVersion{0, 1};

// Everything a person reads about a rule lives here and nowhere else.
struct Meta {
  std::string_view id;  // kebab-case, for ever
  std::string_view
      title;  // what holds when the rule passes: "Checkpoints are kept outside the pod"
  Category category = Category::kOperability;
  Severity severity = Severity::kMedium;
  std::string_view reason;       // one sentence: why this is a mistake
  std::string_view consequence;  // what Flink does then
  std::string_view remediation;  // an order that ends with a full stop
  std::string_view docs;         // Flink's or the operator's page, "{version}" is replaced
  std::span<const Param> params;
  // Off unless a profile or policy lists it. Any other rule that a profile does not list warns from
  // medium on and is audited below.
  bool opt_in = false;
};

using Check = void (*)(const flink::Subject&, const Params&, Findings&);

// Judgement as it was from catalogue version `since` on. Only tightenings add a revision.
struct Revision {
  CatalogueVersion since;
  Check check = nullptr;
};

// Bits of ResourceKind that a rule or default is for: the engine calls it for no other.
constexpr std::uint8_t Bit(flink::ResourceKind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}
inline constexpr std::uint8_t kEveryKind = 0x7F;
// Kinds that run job and task managers: both operators' clusters and blue/green templates.
inline constexpr std::uint8_t kClusterKinds = Bit(flink::ResourceKind::kFlinkDeployment) |
                                              Bit(flink::ResourceKind::kFlinkBlueGreenDeployment) |
                                              Bit(flink::ResourceKind::kFlinkCluster) |
                                              Bit(flink::ResourceKind::kSpotifyFlinkCluster);
// What the Apache operator deploys.
inline constexpr std::uint8_t kApacheClusterKinds =
    Bit(flink::ResourceKind::kFlinkDeployment) |
    Bit(flink::ResourceKind::kFlinkBlueGreenDeployment);

// When an UPDATE that finds the same mistake at the same place has made it worse. A mistake at a
// new place, and a larger Finding::measure, are worse for every rule.
enum class Worsening : std::uint8_t {
  kByPlace,  // never otherwise
  kByValue,  // when the detail differs too: another untrusted image is another mistake
};

struct Rule {
  Meta meta;
  std::uint8_t kinds = kEveryKind;
  bool judges_scale = false;   // also called for the scale subresource
  bool judges_delete = false;  // also called for a DELETE, on the object that goes
  // Findings are about the step from the old object to the new one, so the old one never excuses
  // them.
  bool judges_change = false;
  Worsening worsening = Worsening::kByPlace;
  std::span<const Revision> revisions;
};

using Apply = void (*)(const flink::Subject&, const Params&, PatchBuilder&);

// A default: adds what is absent, never replaces, and adds nothing the second time.
struct Default {
  Meta meta;  // severity is unused
  std::uint8_t kinds = kEveryKind;
  int order = 0;  // defaults run in this order, then by id
  // Stands for what an operator's own webhook adds, for a cluster that runs Sluice in its place: so
  // it adds on an UPDATE too, not only restores, and stands even where a rule then denies the
  // object.
  bool mirrors_operator = false;
  Apply apply = nullptr;
};

}  // namespace sluice::rulebook

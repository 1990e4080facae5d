// SPDX-License-Identifier: Apache-2.0
// validateJobManager and validateTaskManager of Spotify's operator (1746257): before Flink 1.10,
// and without a version, the heap is what memoryOffHeapRatio and memoryOffHeapMin leave; from 1.10
// on the process takes memoryProcessRatio. The original's messages say 1.11, its code compares
// with 1.10.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

void CheckRange(const spotify::Role& role, std::string_view key, spotify::Reporter& out) {
  const auto ratio = spotify::Integer(role.node, key);
  if (!ratio || (*ratio >= 0 && *ratio <= 100)) return;
  out.Add(spotify::MemberPlace(*role.node, key),
          std::string(role.key) + "." + std::string(key) + " is " + std::to_string(*ratio) +
              ", which is no percentage",
          {.fix = "Set " + std::string(key) + " to a number from 0 to 100.",
           .measure = static_cast<double>(*ratio < 0 ? -*ratio : *ratio - 100)});
}

void Refuse(const spotify::Role& role, std::string_view key, std::string_view why,
            std::string_view instead, spotify::Reporter& out) {
  out.Add(spotify::MemberPlace(*role.node, key),
          std::string(role.key) + "." + std::string(key) + " is set, " + std::string(why),
          {.fix = "Remove " + std::string(key) + "; " + std::string(instead) + "."});
}

void CheckOld(const spotify::Role& role, spotify::Reporter& out) {
  CheckRange(role, "memoryOffHeapRatio", out);
  if (spotify::go::Member(role.node, "memoryProcessRatio") == nullptr) return;
  Refuse(role, "memoryProcessRatio", "but the operator takes this for a Flink before 1.10",
         "for Flink 1.10 and later write its version into flinkVersion, else use "
         "memoryOffHeapRatio",
         out);
}

void CheckNew(const spotify::Role& role, spotify::Reporter& out) {
  CheckRange(role, "memoryProcessRatio", out);
  constexpr std::string_view kWhy = "but counts only before Flink 1.10";
  constexpr std::string_view kInstead = "use memoryProcessRatio";
  if (spotify::go::Member(role.node, "memoryOffHeapRatio") != nullptr) {
    Refuse(role, "memoryOffHeapRatio", kWhy, kInstead, out);
  }
  const doc::Value* minimum = spotify::go::Member(role.node, "memoryOffHeapMin");
  const auto amount = minimum == nullptr ? std::nullopt : spotify::go::ReadQuantity(*minimum);
  if (amount && !amount->IsZero()) {
    Refuse(role, "memoryOffHeapMin", kWhy, kInstead, out);
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const bool old = spotify::go::IsOld(spotify::Text(subject.resource.spec, "flinkVersion"));
  for (const spotify::Role& role : spotify::RolesOf(subject)) {
    if (role.node == nullptr) continue;
    old ? CheckOld(role, out) : CheckNew(role, out);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_memory_ratio;
constinit const Rule flinkcluster_memory_ratio{
    .meta = {.id = "flinkcluster-memory-ratio",
             .title = "Memory ratios are percentages and fit the Flink version",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "Flink before 1.10 splits memory by the off-heap ratio, later versions "
                       "by the share of the process; the other setting does nothing.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation = "Set memoryProcessRatio from Flink 1.10 on, memoryOffHeapRatio and "
                            "memoryOffHeapMin before.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

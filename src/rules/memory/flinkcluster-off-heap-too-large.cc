// SPDX-License-Identifier: Apache-2.0
// validateMemoryOffHeapMin of Spotify's operator (1746257), for Flink before 1.10.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

std::optional<std::int64_t> AmountOf(const doc::Value* list, std::string_view name) {
  const doc::Value* node = spotify::go::Member(list, name);
  const auto amount = node == nullptr ? std::nullopt : spotify::go::ReadQuantity(*node);
  return amount && !amount->IsZero() ? std::optional(amount->Value()) : std::nullopt;
}

void CheckRole(const spotify::Role& role, spotify::Reporter& out) {
  const doc::Value* resources = spotify::go::Member(role.node, "resources");
  auto memory = AmountOf(spotify::go::Member(resources, "limits"), "memory");
  if (!memory) memory = AmountOf(spotify::go::Member(resources, "requests"), "memory");
  const auto minimum = AmountOf(role.node, "memoryOffHeapMin");
  if (!memory || *memory <= 0 || !minimum || *minimum <= *memory) return;
  out.Add(spotify::MemberPlace(*role.node, "memoryOffHeapMin"),
          std::string(role.key) + ".memoryOffHeapMin is " + base::HumanBytes(*minimum) +
              ", more than the memory of " + base::HumanBytes(*memory),
          {.measure = static_cast<double>(*minimum) - static_cast<double>(*memory)});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  if (!spotify::go::IsOld(spotify::Text(subject.resource.spec, "flinkVersion"))) return;
  for (const spotify::Role& role : spotify::RolesOf(subject)) CheckRole(role, out);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_off_heap_too_large;
constinit const Rule flinkcluster_off_heap_too_large{
    .meta = {.id = "flinkcluster-off-heap-too-large",
             .title = "Off-heap memory leaves room for the heap",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "Before Flink 1.10 the heap is what memoryOffHeapMin leaves of the "
                       "container's memory.",
             .consequence =
                 "The operator's webhook refuses the resource; nothing would be left for "
                 "the heap.",
             .remediation = "Lower memoryOffHeapMin (600M when it is not set), or raise the memory "
                            "limit.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

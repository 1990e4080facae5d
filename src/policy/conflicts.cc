// SPDX-License-Identifier: Apache-2.0
// Policies that contradict each other where both hold.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bind.h"
#include "policy/param_text.h"

namespace sluice::policy {
namespace {

constexpr std::size_t kMostConflicts = 50;

// The first parameter that the two bind to different values, or the number of parameters.
std::size_t Difference(std::span<const rulebook::Param> declared, const rulebook::Params& a,
                       const rulebook::Params& b) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!SameValue(declared[i], a, b, i)) return i;
  }
  return declared.size();
}

// Where the parameter was said, or the policy where nobody said it.
const Spot& SpotOf(const std::vector<ParamOrigin>& origins, std::size_t i, const Spot& policy) {
  return i < origins.size() && origins[i].says != Says::kNobody ? origins[i].spot : policy;
}

bool Overrides(const BoundPolicy& a, std::size_t b) {
  return std::find(a.overridden.begin(), a.overridden.end(), b) != a.overridden.end();
}

class Pair {
 public:
  Pair(const BoundPolicy& a, const BoundPolicy& b, Complaints& complaints)
      : a_(a), b_(b), complaints_(complaints) {}

  // Two that stand at the same rank: neither is stricter, and both say something.
  void Judge() {
    Each(a_.rules, b_.rules, a_.rule_places, b_.rule_places, a_.state.rules, b_.state.rules,
         [](const BoundRule& one) -> const rulebook::Meta& { return one.rule->meta; });
    Each(a_.defaults, b_.defaults, a_.default_places, b_.default_places, a_.state.defaults,
         b_.state.defaults,
         [](const BoundDefault& one) -> const rulebook::Meta& { return one.def->meta; });
  }

 private:
  template <typename Bounds, typename Places, typename States, typename MetaOf>
  void Each(const Bounds& a, const Bounds& b, const Places& a_places, const Places& b_places,
            const States& a_states, const States& b_states, const MetaOf& meta_of) {
    constexpr unsigned kSays = 0x0F;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      if (a_places[i] != b_places[j]) {
        ++(a_places[i] < b_places[j] ? i : j);
        continue;
      }
      const rulebook::Meta& meta = meta_of(a[i]);
      const bool tied = a[i].rank == b[j].rank && (a[i].rank & kSays) != 0;
      const std::size_t at =
          tied ? Difference(meta.params, a[i].params, b[j].params) : meta.params.size();
      if (at < meta.params.size() && Meet()) {
        Complain(meta, meta.params[at].name, SpotOf(a_states[a_places[i]].origins, at, a_.spot),
                 SpotOf(b_states[b_places[j]].origins, at, b_.spot));
      }
      ++i, ++j;
    }
  }

  // Asked only once there is something to contradict.
  bool Meet() {
    if (!asked_) common_ = Overlap(a_.match, b_.match);
    asked_ = true;
    return common_.has_value();
  }

  void Complain(const rulebook::Meta& meta, std::string_view param, const Spot& a, const Spot& b) {
    complaints_.Error(
        b, fmt::format("policy '{}' gives '{}' of {} another value than policy '{}' ({}), and both "
                       "hold in namespace '{}', for one: give both the same, part them by match, "
                       "or let one override the other",
                       b_.name, param, meta.id, a_.name, Show(a), *common_));
  }

  const BoundPolicy& a_;
  const BoundPolicy& b_;
  Complaints& complaints_;
  bool asked_ = false;
  std::optional<std::string> common_;
};

}  // namespace

void FindConflicts(const std::vector<BoundPolicy>& policies, Complaints& complaints) {
  const std::size_t before = complaints.errors.size();
  for (std::size_t j = 1; j < policies.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      if (Overrides(policies[i], j) || Overrides(policies[j], i)) continue;
      Pair(policies[i], policies[j], complaints).Judge();
      if (complaints.errors.size() > before + kMostConflicts) return;
    }
  }
}

}  // namespace sluice::policy

// SPDX-License-Identifier: Apache-2.0
// Which policy takes the place of which.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bind.h"

namespace sluice::policy {
namespace {

// Finds rings and the order by walking from overriding to overridden policies, depth first.
class Walk {
 public:
  Walk(std::vector<BoundPolicy>& policies, Complaints& complaints)
      : policies_(policies), complaints_(complaints), state_(policies.size(), State::kNew) {}

  void Run() {
    for (std::size_t i = 0; i < policies_.size(); ++i) Visit(i);
    // What a walk leaves last overrides what it left before.
    for (std::size_t i = 0; i < left_.size(); ++i) {
      policies_[left_[i]].turn = static_cast<std::uint16_t>(left_.size() - i);
    }
  }

 private:
  enum class State : std::uint8_t { kNew, kOpen, kLeft };

  // Recursion is as deep as a chain of overrides, at most the number of policies.
  void Visit(std::size_t at) {
    if (state_[at] != State::kNew) return;
    state_[at] = State::kOpen;
    for (const std::uint16_t next : policies_[at].overridden) {
      if (state_[next] == State::kOpen) {
        complaints_.Error(
            SpotOf(policies_[at], policies_[next].name),
            fmt::format("policy '{}' ({}) overrides this one too, directly or through "
                        "others",
                        policies_[next].name, Show(policies_[next].spot)));
        continue;
      }
      Visit(next);
    }
    state_[at] = State::kLeft;
    left_.push_back(at);
  }

  static const Spot& SpotOf(const BoundPolicy& policy, const std::string& overridden) {
    const auto at = std::find_if(policy.overrides.begin(), policy.overrides.end(),
                                 [&](const Word& word) { return word.text == overridden; });
    return at == policy.overrides.end() ? policy.spot : at->spot;
  }

  std::vector<BoundPolicy>& policies_;
  Complaints& complaints_;
  std::vector<State> state_;
  std::vector<std::size_t> left_;
};

void Resolve(std::vector<BoundPolicy>& policies, BoundPolicy& policy, Complaints& complaints) {
  for (const Word& word : policy.overrides) {
    const auto at = std::find_if(policies.begin(), policies.end(),
                                 [&](const BoundPolicy& one) { return one.name == word.text; });
    if (at == policies.end()) {
      std::vector<std::string_view> names;
      names.reserve(policies.size());
      for (const BoundPolicy& one : policies) names.push_back(one.name);
      complaints.Error(word.spot, fmt::format("overrides: there is no policy '{}'{}", word.text,
                                              DidYouMean(word.text, names)));
    } else if (&*at == &policy) {
      complaints.Error(word.spot, "a policy cannot override itself");
    } else {
      policy.overridden.push_back(static_cast<std::uint16_t>(at - policies.begin()));
    }
  }
  if (!policy.overrides.empty() && !policy.match.labels.empty()) {
    complaints.Error(policy.overrides.front().spot,
                     "a policy with an objectSelector cannot override another: whoever writes the "
                     "object writes its labels, and would choose what holds for him");
  }
}

}  // namespace

void BindOverrides(std::vector<BoundPolicy>& policies, Complaints& complaints) {
  for (BoundPolicy& policy : policies) Resolve(policies, policy, complaints);
  Walk(policies, complaints).Run();
}

}  // namespace sluice::policy

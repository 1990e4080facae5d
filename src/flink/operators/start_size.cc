// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/start_size.h"

#include <charconv>

namespace sluice::flink {
namespace {

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;

// A source with one value exchanged.
class Trial {
 public:
  Trial(const EffectiveConfig& config, RoleKind role, LegacyHeap legacy)
      : source_(SourceOf(config)), role_(role), legacy_(legacy) {
    const bool jobs = role == RoleKind::kJobManager;
    const MemoryOption flink = jobs ? MemoryOption::kJmFlinkSize : MemoryOption::kTmFlinkSize;
    const MemoryOption process = jobs ? MemoryOption::kJmProcessSize : MemoryOption::kTmProcessSize;
    option_ = Text(flink) && !Text(process) ? flink : process;
    // Flink's own flink-conf.yaml has 1600m and 1728m.
    const std::int64_t usual = (jobs ? 1600 : 1728) * kMebi;
    const auto text = Text(option_);
    present_ = text ? ParseMemorySize(*text).value_or(usual) : usual;
  }

  [[nodiscard]] std::int64_t present_mebi() const { return present_ / kMebi; }
  [[nodiscard]] std::string_view key() const { return KeysOf(option_).key; }

  bool Starts(std::int64_t mebi) {
    if (mebi <= 0) return false;
    char* end = std::to_chars(text_, text_ + sizeof(text_) - 1, mebi).ptr;
    *end++ = 'm';
    size_ = static_cast<std::size_t>(end - text_);
    const MemorySource changed{.context = this,
                               .find = &Trial::Find,
                               .find_key = &Trial::FindKey,
                               .version = source_.version};
    return role_ == RoleKind::kJobManager ? LayOutJobManager(changed, legacy_).has_value()
                                          : LayOutTaskManager(changed, legacy_).has_value();
  }

 private:
  [[nodiscard]] std::optional<std::string_view> Text(MemoryOption option) const {
    return source_.find(source_.context, option);
  }
  static std::optional<std::string_view> Find(const void* context, MemoryOption option) {
    const auto& self = *static_cast<const Trial*>(context);
    if (option == self.option_) return std::string_view(self.text_, self.size_);
    return self.Text(option);
  }
  static std::optional<std::string_view> FindKey(const void* context, std::string_view key) {
    const auto& self = *static_cast<const Trial*>(context);
    return self.source_.find_key(self.source_.context, key);
  }

  MemorySource source_;
  RoleKind role_;
  LegacyHeap legacy_;
  MemoryOption option_ = MemoryOption::kTmProcessSize;
  std::int64_t present_ = 0;
  char text_[24] = {};
  std::size_t size_ = 0;
};

}  // namespace

std::optional<StartSize> NearestStart(const EffectiveConfig& config, RoleKind role,
                                      LegacyHeap legacy) {
  Trial trial(config, role, legacy);
  const std::int64_t present = trial.present_mebi();
  constexpr std::int64_t kReach = std::int64_t{16} * 1024;
  for (std::int64_t step = 0; step <= kReach; ++step) {
    // Upwards first: nobody wants less memory than they asked for at the same distance.
    for (const std::int64_t mebi : {present + step, present - step}) {
      if (trial.Starts(mebi)) return StartSize{trial.key(), mebi * kMebi};
    }
  }
  for (std::int64_t mebi = 64; mebi <= (std::int64_t{1} << 22U); mebi *= 2) {
    if (trial.Starts(mebi)) return StartSize{trial.key(), mebi * kMebi};
  }
  return std::nullopt;
}

}  // namespace sluice::flink

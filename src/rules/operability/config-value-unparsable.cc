// SPDX-License-Identifier: Apache-2.0
// A value must parse as the type that its option has in the running Flink version. The operator
// checks only the few options that it reads itself.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using options::ValueType;

// What the option expects, in words; empty when the value reads well.
std::string Expected(const Subject& subject, options::OptionId option,
                     const options::OptionInfo& info, std::string_view value) {
  const flink::EffectiveConfig& config = subject.config;
  const auto unless = [](const auto& parsed, std::string_view words) {
    return parsed && !parsed->has_value() ? std::string(words) : std::string();
  };
  switch (info.type) {
    case ValueType::kBoolean:
      return unless(config.Bool(option), "true or false");
    case ValueType::kInteger:
      return flink::ParseInt(value) ? "" : "an integer of 32 bits";
    case ValueType::kLong:
      return flink::ParseLong(value) ? "" : "an integer";
    case ValueType::kFloat:
    case ValueType::kDouble:
      return unless(config.Number(option), "a number");
    case ValueType::kDuration:
      return unless(config.DurationOf(option), "a duration such as 10 min");
    case ValueType::kMemorySize:
      return unless(config.Bytes(option), "a memory size such as 512 mb");
    case ValueType::kEnum: {
      const auto same = [value](std::string_view constant) {
        return base::EqualsIgnoringCase(constant, value);
      };
      if (std::ranges::any_of(info.enum_constants, same)) return {};
      std::string words = "one of ";
      for (const std::string_view constant : info.enum_constants) {
        words.append(constant == info.enum_constants.front() ? "" : ", ").append(constant);
      }
      return words;
    }
    case ValueType::kString:
    case ValueType::kMap:
      break;
  }
  return {};
}

void Judge(const Entry& entry, const Subject& subject, Findings& findings) {
  const auto uses = options::OptionsOf(*entry.key_id, subject.version());
  if (uses.empty()) return;
  const options::OptionId option = uses.front().option;
  // Another key decides, or the option is read as a list: then this text is never parsed as one.
  if (subject.config.Find(option) != &entry) return;
  const options::OptionInfo* info = options::Info(option, subject.version());
  if (info == nullptr || info->is_list || info->is_map) return;
  const std::string expected = Expected(subject, option, *info, entry.value);
  if (expected.empty()) return;
  findings.Add(At(*entry.node),
               Says(entry) + ", which Flink " + std::string(ToString(subject.version())) +
                   " cannot read as " + expected,
               {.fix = "Set " + base::Printable(entry.key, 120) + " to " + expected + "."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr || !entry.key_id) continue;
    if (rulebook::HasPlaceholder(entry.value)) continue;
    Judge(entry, subject, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule config_value_unparsable;
constinit const Rule config_value_unparsable{
    .meta = {.id = "config-value-unparsable",
             .title = "Every value of the configuration can be read",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Flink parses a value only when it needs it, and fails there; the operator "
                       "checks only what it reads itself.",
             .consequence = "The job manager or a task manager stops with an exception when it "
                            "comes to the option.",
             .remediation = "Write the value in the form that the option expects.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

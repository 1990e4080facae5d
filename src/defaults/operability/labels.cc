// SPDX-License-Identifier: Apache-2.0
// Puts the platform team's labels on the object itself. Labels are no part of the spec, so nothing
// restarts.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kLabels };
constexpr Param kParams[] = {
    {"addLabels", ParamType::kStringList, "",
     "Labels to add, each as name=value; {{namespace}} and {{name}} are filled in."},
};

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The syntax of a label's value, and of the last part of its name (Kubernetes 1.35,
// apimachinery/pkg/util/validation).
bool IsWord(std::string_view text) {
  return text.size() <= 63 && !text.empty() && IsAlnum(text.front()) && IsAlnum(text.back()) &&
         std::ranges::all_of(text,
                             [](char c) { return IsAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool IsLabelName(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return IsWord(text);
  const std::string_view prefix = text.substr(0, slash);
  return prefix.size() <= 253 && IsWord(text.substr(slash + 1)) && !prefix.empty() &&
         std::ranges::all_of(prefix, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

void AddLabel(const Subject& subject, std::string_view label, PatchBuilder& patch) {
  const std::size_t equals = label.find('=');
  const std::string_view name = label.substr(0, equals);
  const std::string_view text =
      equals == std::string_view::npos ? std::string_view() : label.substr(equals + 1);
  if (!IsLabelName(name)) {
    return patch.Decline("label " + base::Printable(name, 100) + " was not added: it is no name");
  }
  const std::optional<std::string> value = rulebook::Expand(text, subject);
  if (!value || !IsWord(*value)) {
    return patch.Decline("label " + std::string(name) + " was not added: " +
                         (value ? "its value is none that a label may have"
                                : "its value needs a name that the resource does not have yet"));
  }
  patch.SetField({"metadata", "labels", std::string(name)}, '"' + *value + '"');
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (params.Strings(kLabels).empty()) {
    return patch.Decline("no label was added: the policy's parameter addLabels is not set");
  }
  for (const std::string& label : params.Strings(kLabels)) AddLabel(subject, label, patch);
}

}  // namespace

extern const Default labels;
constinit const Default labels{
    .meta = {.id = "labels",
             .title = "The resource carries the platform's labels",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "Owners, costs and regions are found by labels.",
             .consequence = "The object, not its pods, gets the labels it lacks; nothing restarts.",
             .remediation = "Set a label yourself to give it another value.",
             .docs = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
             .params = kParams},
    .kinds = rulebook::kEveryKind & static_cast<std::uint8_t>(~Bit(ResourceKind::kUnknown)),
    .order = 70,
    .apply = &Apply,
};

}  // namespace sluice::defaults

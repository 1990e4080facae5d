// SPDX-License-Identifier: Apache-2.0
// validateJobManager, validateTaskManager and validateJob of Spotify's operator (1746257), with
// apimachinery 0.36: ValidateAnnotations (keys are lower-cased first) and ValidateLabels.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

constexpr std::size_t kAnnotationBytes = 256 * 1024;  // TotalAnnotationSizeLimitB

bool IsLower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsAlphanumeric(char c) { return IsLower(c) || (c >= 'A' && c <= 'Z'); }

// ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9] of at most 63 bytes.
bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= 63 && IsAlphanumeric(text.front()) &&
         IsAlphanumeric(text.back()) && std::ranges::all_of(text, [](char c) {
           return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.';
         });
}

bool IsSubdomain(std::string_view text) {
  if (text.size() > 253) return false;
  return std::ranges::all_of(base::Split(text, '.'), [](std::string_view part) {
    return !part.empty() && IsLower(part.front()) && IsLower(part.back()) &&
           std::ranges::all_of(part, [](char c) { return IsLower(c) || c == '-'; });
  });
}

bool IsQualifiedName(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos) return IsName(key);
  return IsSubdomain(key.substr(0, slash)) && IsName(key.substr(slash + 1));
}

// Go's strings.ToLower as far as its result can be ASCII: two letters beyond it become "i" and "k".
std::string GoLower(std::string_view text) {
  std::string out = base::ToLower(text);
  for (const auto& [from, to] : {std::pair("\xC4\xB0", "i"), std::pair("\xE2\x84\xAA", "k")}) {
    for (std::size_t at = out.find(from); at != std::string::npos; at = out.find(from, at)) {
      out.replace(at, std::string_view(from).size(), to);
    }
  }
  return out;
}

void CheckAnnotations(const doc::Value* annotations, spotify::Reporter& out) {
  if (annotations == nullptr) return;
  std::size_t bytes = 0;
  for (const doc::Member& member : annotations->members()) {
    bytes += member.key.size() + member.value.text().size();
    if (IsQualifiedName(GoLower(member.key))) continue;
    out.Add(At(member.value), "annotation " + Shown(member.key) + " is no valid name");
  }
  if (bytes <= kAnnotationBytes) return;
  out.Add(At(*annotations),
          "the annotations have " + std::to_string(bytes) + " bytes, more than " +
              std::to_string(kAnnotationBytes),
          {.fix = "Keep annotations below 256 KiB together.",
           .measure = static_cast<double>(bytes - kAnnotationBytes)});
}

void CheckLabels(const doc::Value* labels, spotify::Reporter& out) {
  if (labels == nullptr) return;
  for (const doc::Member& member : labels->members()) {
    if (!IsQualifiedName(member.key)) {
      out.Add(At(member.value), "label " + Shown(member.key) + " is no valid name");
    }
    const std::string_view value = member.value.text();
    if (value.empty() || IsName(value)) continue;
    out.Add(At(member.value), "label " + Shown(member.key) + " has the value " + Shown(value) +
                                  ", which no label may have");
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const auto check = [&](const doc::Value* holder) {
    CheckAnnotations(spotify::go::Member(holder, "podAnnotations"), out);
    CheckLabels(spotify::go::Member(holder, "podLabels"), out);
  };
  for (const spotify::Role& role : spotify::RolesOf(subject)) check(role.node);
  check(spotify::JobOf(subject.resource));
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_labels_invalid;
constinit const Rule flinkcluster_labels_invalid{
    .meta = {.id = "flinkcluster-labels-invalid",
             .title = "Labels and annotations of the pods are such as Kubernetes accepts",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator copies them to pods, which the API server refuses with a "
                       "bad name or value.",
             .consequence = "The operator's webhook refuses the resource; without it no pod would "
                            "start.",
             .remediation = "Write names as an optional DNS prefix with a slash and at most 63 "
                            "letters, digits, dashes, dots and underscores, values likewise or "
                            "empty.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

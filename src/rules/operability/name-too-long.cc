// SPDX-License-Identifier: Apache-2.0
// Names of clusters become names of services and labels, with suffixes. Both operators limit them:
// DefaultValidator (Apache, at most 45), validateMeta (Spotify, at most 48). A
// FlinkBlueGreenDeployment gives its two deployments its name with -blue and -green.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

constexpr std::size_t kApacheLimit = 45;
constexpr std::size_t kSpotifyLimit = 48;
constexpr std::size_t kBlueGreenLimit = kApacheLimit - std::string_view("-green").size();
// The API server appends five characters to generateName, which it cuts to 58 before.
constexpr std::string_view kGenerated = "xxxxx";

// [a-z]([-a-z0-9]*[a-z0-9])? of at most `limit` characters.
bool IsName(std::string_view name, std::size_t limit) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto good = [letter](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= limit && letter(name.front()) && name.back() != '-' &&
         std::ranges::all_of(name, good);
}

void Judge(const Place& place, std::string_view what, std::string_view name, std::size_t limit,
           Findings& findings, Action at_most = Action::kDeny) {
  if (IsName(name, limit)) return;
  const std::string why =
      name.empty() ? "is missing"
      : name.size() > limit
          ? "has " + std::to_string(name.size()) + " characters, more than " + std::to_string(limit)
          : "holds a character that is not allowed there";
  findings.Add(place, std::string(what) + " " + (name.empty() ? "" : Shown(name) + " ") + why,
               {.fix = "Choose at most " + std::to_string(limit) +
                       " lower-case letters, digits and dashes, the first a letter, the last no "
                       "dash.",
                .at_most = at_most});
}

// Spotify's webhook does not look at the name again when an UPDATE leaves the spec as it is. Under
// generateName the API server gives the name before it asks: the prefix and five characters.
void JudgeSpotify(const Subject& subject, const Place& place, Findings& findings) {
  const std::string_view prefix = subject.resource.generate_name;
  const bool generated = subject.name.empty() && !prefix.empty();
  const std::string name =
      generated ? std::string(prefix) + std::string(kGenerated) : std::string(subject.name);
  if (IsName(name, kSpotifyLimit)) return;
  const bool seen = spotify::StepOf(subject) == spotify::Step::kSame;
  Judge(place, generated ? "generated name" : "name", name, kSpotifyLimit, findings,
        seen ? Action::kWarn : Action::kDeny);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  if (resource.kind == ResourceKind::kFlinkSessionJob) {
    if (!resource.deployment_name.present()) return;
    return Judge(At(*resource.deployment_name.node), "deploymentName",
                 resource.deployment_name.text(), kApacheLimit, findings);
  }
  const auto place = [&resource](std::string_view field) {
    const doc::Value* node =
        resource.metadata == nullptr ? nullptr : resource.metadata->Find(field);
    return node != nullptr ? At(*node) : Place{};
  };
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    return JudgeSpotify(subject, place("name"), findings);
  }
  const bool blue_green = resource.kind == ResourceKind::kFlinkBlueGreenDeployment;
  const std::size_t limit = blue_green ? kBlueGreenLimit : kApacheLimit;
  const bool generated = subject.name.empty() && !resource.generate_name.empty();
  if (!generated) return Judge(place("name"), "name", subject.name, limit, findings);
  const std::string name = std::string(resource.generate_name) + std::string(kGenerated);
  Judge(place("generateName"), "generated name", name, limit, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule name_too_long;
constinit const Rule name_too_long{
    .meta = {.id = "name-too-long",
             .title = "The name of the cluster leaves room for what the operator appends",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The name becomes the name of services and the value of labels, which hold "
                       "63 characters.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Choose a name of lower-case letters, digits and dashes, the first a "
                            "letter, the last no dash: at most 45 characters (39 for a "
                            "FlinkBlueGreenDeployment, 48 for Spotify's operator).",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob) |
             Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

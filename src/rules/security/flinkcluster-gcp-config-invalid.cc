// SPDX-License-Identifier: Apache-2.0
// validateGCPConfig of Spotify's operator (1746257).
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const doc::Value* config = spotify::go::Member(subject.resource.spec, "gcpConfig");
  const doc::Value* account = spotify::go::Member(config, "serviceAccount");
  if (account == nullptr || !account->IsObject()) return;
  bool whole = true;
  for (const std::string_view key : {"secretName", "keyFile", "mountPath"}) {
    if (!spotify::Text(account, key).empty()) continue;
    whole = false;
    out.Add(spotify::MemberPlace(*account, key),
            "gcpConfig.serviceAccount has no " + std::string(key));
  }
  if (!whole) return;
  const std::string_view path = spotify::Text(account, "mountPath");
  if (!path.ends_with(spotify::Text(account, "keyFile"))) return;
  out.Add(spotify::MemberPlace(*account, "mountPath"),
          "mountPath is " + Shown(path) + ", which ends in the name of the key file",
          {.fix = "Set mountPath to the folder of the key file, without the file's name."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_gcp_config_invalid;
constinit const Rule flinkcluster_gcp_config_invalid{
    .meta = {.id = "flinkcluster-gcp-config-invalid",
             .title = "The GCP service account names its secret, key file and folder",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "The operator mounts the secret at the folder and points Google's "
                       "libraries at the key file in it.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation =
                 "Set secretName, keyFile and mountPath of gcpConfig.serviceAccount, the "
                 "last one a folder.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules

// SPDX-License-Identifier: Apache-2.0
// Locations of state are plain URIs: scheme://bucket/path. Flink takes no options from a query
// string, and a placeholder that nobody replaced becomes part of a path.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using rulebook::StorageUri;

// What is wrong with a location, and how to mend it.
struct Fault {
  std::string_view what, fix;
};

bool StartsWithS3(std::string_view scheme) {
  return scheme == "s3" || scheme == "s3a" || scheme == "s3p" || scheme == "s3n";
}

bool HasUpperCase(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Schemes whose location names a bucket or container; hdfs and its like may leave the authority to
// the default file system.
bool NeedsBucket(std::string_view scheme) {
  return StartsWithS3(scheme) || scheme == "gs" || scheme == "oss" || scheme == "obs" ||
         scheme == "cosn" || scheme == "cos" || scheme == "abfs" || scheme == "abfss" ||
         scheme == "wasb" || scheme == "wasbs";
}

Fault FaultOf(std::string_view location) {
  if (rulebook::HasPlaceholder(location)) {
    return {"a placeholder was not replaced",
            "Write the whole location; Kubernetes and Flink replace no placeholders here."};
  }
  const StorageUri uri = rulebook::ReadStorageUri(location);
  if (uri.scheme.empty() || uri.scheme == "file") return {};
  if (NeedsBucket(uri.scheme) && !uri.slashes) {
    return {"the scheme is not followed by //", "Write it as scheme://bucket/path."};
  }
  if (NeedsBucket(uri.scheme) && uri.authority.empty()) {
    return {"the bucket is missing", "Write it as scheme://bucket/path."};
  }
  const std::size_t at = uri.authority.find('@');
  const bool pair = uri.authority.find(':') < at;
  if (at != std::string_view::npos && (StartsWithS3(uri.scheme) || pair)) {
    return {"it carries credentials",
            "Remove the credentials from the location and give the pods a service account with "
            "access to the bucket."};
  }
  if (!uri.query.empty() || location.ends_with('?')) {
    return {"Flink takes no options from a query string and makes it part of the path",
            "Remove everything from the question mark on, and set options of the file system in "
            "the configuration, such as s3.upload.min.part.size."};
  }
  if (uri.scheme == "s3n") {
    return {"the file system s3n exists no more", "Write the scheme s3 instead."};
  }
  if ((StartsWithS3(uri.scheme) || uri.scheme == "gs") && HasUpperCase(uri.authority)) {
    return {"names of buckets hold no capital letters", "Write the bucket's real name."};
  }
  return {};
}

void Judge(const Place& place, std::string_view name, std::string_view location,
           Findings& findings) {
  const Fault fault = FaultOf(location);
  if (fault.what.empty()) return;
  findings.Add(
      place, base::Printable(name, 100) + " is " + Shown(location) + ": " + std::string(fault.what),
      {.fix = std::string(fault.fix)});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const options::OptionId option :
       {options::kExecutionCheckpointingDir, options::kExecutionCheckpointingSavepointDir,
        options::kHighAvailabilityStorageDir}) {
    const Entry* entry = subject.config.Find(option);
    if (entry == nullptr) continue;
    Judge(PlaceOf(*entry, subject, option), entry->key, entry->value, findings);
  }
  const flink::Job& job = subject.resource.job;
  if (job.initial_savepoint_path.present()) {
    const bool spotify = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster;
    Judge(At(*job.initial_savepoint_path.node),
          spotify ? "job.fromSavepoint" : "job.initialSavepointPath",
          job.initial_savepoint_path.text(), findings);
  }
  if (job.node == nullptr) return;
  if (const doc::Value* dir = job.node->Find("savepointsDir")) {
    Judge(At(*dir), "job.savepointsDir", dir->text(), findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule storage_uri_malformed;
constinit const Rule storage_uri_malformed{
    .meta = {.id = "storage-uri-malformed",
             .title = "Locations of state are well-formed",
             .category = Category::kState,
             .severity = Severity::kHigh,
             .reason = "Flink reads scheme://bucket/path and nothing more; what it does not "
                       "understand becomes part of the path or stops the job.",
             .consequence = "Checkpoints fail or land where nobody looks for them.",
             .remediation = "Write the location as scheme://bucket/path, without query string, "
                            "credentials or placeholders.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/filesystems/s3/",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

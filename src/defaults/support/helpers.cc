// SPDX-License-Identifier: Apache-2.0
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

constexpr std::string_view kRootWord = "{{root}}";

// Scheme and bucket of the first storage directory that the resource names.
std::string_view OwnBucket(const Subject& subject) {
  for (const options::OptionId option :
       {options::kExecutionCheckpointingDir, options::kExecutionCheckpointingSavepointDir,
        options::kHighAvailabilityStorageDir}) {
    const Entry* entry = subject.config.Find(option);
    if (entry == nullptr) continue;
    if (const std::string_view bucket = rulebook::BucketOf(entry->value); !bucket.empty()) {
      return bucket;
    }
  }
  const doc::Value* job = subject.resource.job.node;
  const doc::Value* dir = job == nullptr ? nullptr : job->Find("savepointsDir");
  return dir == nullptr ? std::string_view() : rulebook::BucketOf(dir->text());
}

}  // namespace

std::optional<std::string> Directory(const Subject& subject, std::string_view storage_root,
                                     std::string_view template_text, std::string_view what,
                                     PatchBuilder& patch) {
  std::string text(template_text);
  if (const std::size_t at = text.find(kRootWord); at != std::string::npos) {
    std::string_view root = storage_root.empty() ? OwnBucket(subject) : storage_root;
    while (root.ends_with('/')) root.remove_suffix(1);
    if (root.empty()) {
      patch.Decline("no " + std::string(what) +
                    " was added: the resource names no bucket and the policy's parameter "
                    "storageRoot is not set");
      return std::nullopt;
    }
    text.replace(at, kRootWord.size(), root);
  }
  std::optional<std::string> directory = rulebook::Expand(text, subject);
  if (!directory) {
    patch.Decline("no " + std::string(what) +
                  " was added: its template needs a name that the resource does not have yet");
  }
  return directory;
}

std::vector<std::string> InSpec(const Subject& subject,
                                std::initializer_list<std::string_view> path) {
  std::vector<std::string> tokens = {"spec"};
  if (subject.resource.kind == ResourceKind::kFlinkBlueGreenDeployment) {
    tokens.insert(tokens.end(), {"template", "spec"});
  }
  tokens.insert(tokens.end(), path.begin(), path.end());
  return tokens;
}

bool KeepsState(const Subject& subject) {
  if (rulebook::IsBatch(subject) || rulebook::ClusterUnknown(subject)) return false;
  // AbstractFlinkService.runJar (operator 1.16-SNAPSHOT) sends a session job's configuration to
  // clusters from 1.17 on.
  return subject.resource.kind != ResourceKind::kFlinkSessionJob ||
         subject.version() >= FlinkVersion::k1_17;
}

}  // namespace sluice::defaults

// SPDX-License-Identifier: Apache-2.0
// Storage locations: their parts, and whether they outlive a pod.
#include <algorithm>

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"
#include "sluice/rulebook/facts.h"

namespace sluice::rulebook {
namespace {

using flink::PodView;
using flink::Resource;
using flink::ResourceKind;
using flink::RoleKind;
using flink::Subject;

// The volume mounts and volumes of one role's main container.
struct Mounts {
  std::vector<const doc::Value*> mounts;   // objects {name, mountPath}
  std::vector<const doc::Value*> volumes;  // objects {name, <source>}
  const doc::Value* claim_templates = nullptr;
};

void Append(const doc::Value* array, std::vector<const doc::Value*>& out) {
  if (array == nullptr) return;
  for (const doc::Value& item : array->items()) out.push_back(&item);
}

Mounts MountsOf(const Resource& resource, RoleKind role) {
  Mounts found;
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    const doc::Value* node =
        role == RoleKind::kJobManager ? resource.job_manager.node : resource.task_manager.node;
    if (node == nullptr) return found;
    Append(node->Find("volumeMounts"), found.mounts);
    Append(node->Find("volumes"), found.volumes);
    found.claim_templates = node->Find("volumeClaimTemplates");
    return found;
  }
  const PodView& pod = PodOf(resource, role);
  for (const doc::Value* container : pod.Containers()) {
    const doc::Value* name = container->Find("name");
    if (name == nullptr || name->text() != "flink-main-container") continue;
    Append(container->Find("volumeMounts"), found.mounts);
  }
  found.volumes = pod.Volumes();
  return found;
}

Storage SourceOf(const doc::Value& volume) {
  if (volume.Find("hostPath") != nullptr || volume.Find("local") != nullptr) return Storage::kNode;
  // Sources that live and die with the pod, or that nobody can write to.
  for (const std::string_view own : {"emptyDir", "ephemeral", "configMap", "secret", "downwardAPI",
                                     "projected", "gitRepo", "image"}) {
    if (volume.Find(own) != nullptr) return Storage::kPod;
  }
  return Storage::kDurable;  // persistentVolumeClaim, nfs, csi, cephfs, azureFile, ...
}

// Where `path` of one role lies.
Storage WhereInPod(const Resource& resource, RoleKind role, std::string_view path) {
  const Mounts pod = MountsOf(resource, role);
  const doc::Value* mount = nullptr;
  for (const doc::Value* candidate : pod.mounts) {
    const std::string_view folder = TextOf(*candidate, "mountPath");
    if (!IsInFolder(path, folder)) continue;
    if (mount == nullptr || folder.size() >= TextOf(*mount, "mountPath").size()) mount = candidate;
  }
  if (mount == nullptr) return Storage::kPod;
  const std::string_view name = TextOf(*mount, "name");
  for (const doc::Value* volume : pod.volumes) {
    if (TextOf(*volume, "name") == name) return SourceOf(*volume);
  }
  if (pod.claim_templates != nullptr) {
    for (const doc::Value& claim : pod.claim_templates->items()) {
      const doc::Value* claim_name = claim.FindPath({"metadata", "name"});
      // One claim a pod: it survives the pod, but no other pod sees it.
      if (claim_name != nullptr && claim_name->text() == name) return Storage::kNotShared;
    }
  }
  return Storage::kDurable;  // mounted, and the volume comes from somewhere else
}

Storage WhereIsPath(const Subject& subject, std::string_view path, bool task_managers) {
  const Resource* cluster = &subject.resource;
  if (subject.resource.kind == ResourceKind::kFlinkSessionJob) {
    cluster = subject.related.session_cluster.resource;
    if (cluster == nullptr) return Storage::kUnknown;
  }
  const Storage job_manager = WhereInPod(*cluster, RoleKind::kJobManager, path);
  if (!task_managers) {
    return job_manager == Storage::kNotShared ? Storage::kDurable : job_manager;
  }
  const Storage task_manager = WhereInPod(*cluster, RoleKind::kTaskManager, path);
  if (job_manager == task_manager) return job_manager;
  // One of them keeps it in its own pod while the other has a volume there.
  if (job_manager == Storage::kDurable || task_manager == Storage::kDurable) {
    return Storage::kNotShared;
  }
  return job_manager;
}

bool Contains(const std::vector<std::string>& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(), [word](const std::string& one) {
    return base::EqualsIgnoringCase(one, word);
  });
}

}  // namespace

bool IsInFolder(std::string_view path, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  if (folder.empty() || !path.starts_with(folder)) return false;
  return folder == "/" || path.size() == folder.size() || path[folder.size()] == '/';
}

bool HasPlaceholder(std::string_view text) {
  if (text.find("{{") != std::string_view::npos) return true;
  const std::size_t dollar = text.find('$');
  if (dollar != std::string_view::npos && dollar + 1 < text.size()) {
    const char next = text[dollar + 1];
    const bool name = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (name || next == '_' || next == '{') return true;
  }
  const std::size_t open = text.find('<');
  return open != std::string_view::npos && text.find('>', open) != std::string_view::npos;
}

Storage WhereIs(const Subject& subject, std::string_view location,
                const std::vector<std::string>& durable_schemes, bool task_managers) {
  if (HasPlaceholder(location)) return Storage::kUnknown;
  const StorageUri uri = ReadStorageUri(location);
  std::string_view scheme = uri.scheme;
  if (scheme.empty()) {
    // FileSystem.initialize (flink-core): fs.default-scheme completes a path without a scheme.
    if (const flink::Entry* entry = subject.config.Find(flink::options::kFsDefaultScheme)) {
      scheme = ReadStorageUri(entry->value).scheme;
    }
  }
  if (scheme.empty() || base::EqualsIgnoringCase(scheme, "file")) {
    return WhereIsPath(subject, uri.path, task_managers);
  }
  return Contains(durable_schemes, scheme) ? Storage::kDurable : Storage::kUnknownScheme;
}

std::string_view BucketOf(std::string_view location) {
  if (HasPlaceholder(location)) return {};
  const StorageUri uri = ReadStorageUri(location);
  if (!uri.slashes || uri.authority.empty()) return {};
  const bool known = std::ranges::any_of(base::Split(kDurableSchemes, ' '), [&](auto scheme) {
    return base::EqualsIgnoringCase(scheme, uri.scheme);
  });
  // Credentials in front of a bucket must not be copied into another key.
  const bool azure = uri.scheme.starts_with("abfs") || uri.scheme.starts_with("wasb");
  if (!known || (!azure && uri.authority.find('@') != std::string_view::npos)) return {};
  constexpr std::size_t kColonAndSlashes = 3;
  return location.substr(0, uri.scheme.size() + kColonAndSlashes + uri.authority.size());
}

}  // namespace sluice::rulebook

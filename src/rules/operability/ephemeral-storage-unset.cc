// SPDX-License-Identifier: Apache-2.0
// RocksDB and ForSt keep their files on the task manager's local disk: without a volume that is the
// node's, shared with everybody, and a pod that asks for none of it is the first to be evicted.
#include <vector>

#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

bool UsesForSt(const Subject& subject) {
  const auto backend = subject.config.Text(options::kStateBackendType);
  return backend && (base::EqualsIgnoringCase(*backend, "forst") ||
                     backend->find("ForSt") != std::string_view::npos);
}

// Where the backend keeps its files (RocksDBStateBackend and TaskManagerRunner, 1.15 to 2.1): its
// own directories, else below the working directory, else the temporary directories, else /tmp.
std::string_view LocalDirs(const Subject& subject) {
  const auto own = UsesForSt(subject) ? options::kStateBackendForstLocalDir
                                      : options::kStateBackendRocksdbLocaldir;
  for (const options::OptionId option : {own, options::kProcessTaskmanagerWorkingDir,
                                         options::kProcessWorkingDir, options::kIoTmpDirs}) {
    const Entry* entry = subject.config.Find(option);
    if (entry != nullptr && !entry->value.empty()) return entry->value;
  }
  return "/tmp";
}

// The main containers of the task manager's templates; Spotify's role stands for its own.
std::vector<const doc::Value*> MainContainers(const Subject& subject) {
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    const doc::Value* node = subject.resource.task_manager.node;
    return node == nullptr ? std::vector<const doc::Value*>() : std::vector{node};
  }
  auto containers = PodOf(subject.resource, flink::RoleKind::kTaskManager).Containers();
  std::erase_if(containers, [](const doc::Value* container) {
    return TextOf(*container, "name") != "flink-main-container";
  });
  return containers;
}

// An emptyDir without a bound is the node's disk under another name.
bool IsOfNode(const Subject& subject, std::string_view volume) {
  for (const doc::Value* one : PodOf(subject.resource, flink::RoleKind::kTaskManager).Volumes()) {
    if (TextOf(*one, "name") != volume) continue;
    const doc::Value* empty = one->Find("emptyDir");
    return empty != nullptr && empty->Find("sizeLimit") == nullptr &&
           TextOf(*empty, "medium") != "Memory";
  }
  return false;
}

bool HasVolume(const Subject& subject, const std::vector<const doc::Value*>& containers,
               std::string_view dir) {
  for (const doc::Value* container : containers) {
    const doc::Value* mounts = container->Find("volumeMounts");
    if (mounts == nullptr) continue;
    for (const doc::Value& mount : mounts->items()) {
      if (!rulebook::IsInFolder(dir, TextOf(mount, "mountPath"))) continue;
      if (!IsOfNode(subject, TextOf(mount, "name"))) return true;
    }
  }
  return false;
}

// The directories of "file:///a,/b|/c:/d".
std::vector<std::string_view> Split(std::string_view dirs) {
  std::vector<std::string_view> out;
  while (!dirs.empty()) {
    const std::size_t end = std::min(dirs.find_first_of(",|:"), dirs.size());
    std::string_view dir = base::JavaTrim(dirs.substr(0, end));
    while (dir.starts_with("//")) dir.remove_prefix(1);
    if (!dir.empty() && dir != "file") out.push_back(dir);
    dirs.remove_prefix(std::min(end + 1, dirs.size()));
  }
  return out;
}

bool AskForStorage(const std::vector<const doc::Value*>& containers) {
  return std::ranges::any_of(containers, [](const doc::Value* container) {
    return container->FindPath({"resources", "requests", "ephemeral-storage"}) != nullptr ||
           container->FindPath({"resources", "limits", "ephemeral-storage"}) != nullptr;
  });
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!UsesRocksDb(subject) && !UsesForSt(subject)) return;
  if (subject.resource.task_manager.ephemeral_storage.present()) return;
  const auto containers = MainContainers(subject);
  if (AskForStorage(containers)) return;
  for (const std::string_view dir : Split(LocalDirs(subject))) {
    if (HasVolume(subject, containers, dir)) continue;
    findings.Add(SpecPlace(subject, {"taskManager", "resource", "ephemeralStorage"}),
                 "state files lie below " + Shown(dir) +
                     " on the node's disk, and the task manager asks for no ephemeral storage");
    return;
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule ephemeral_storage_unset;
constinit const Rule ephemeral_storage_unset{
    .meta = {.id = "ephemeral-storage-unset",
             .title = "State on local disk has disk reserved for it",
             .category = Category::kOperability,
             .severity = Severity::kLow,
             .reason = "The files of RocksDB and ForSt grow on the node's disk, which all its pods "
                       "share.",
             .consequence = "When the disk runs full, the kubelet evicts the pods that use more "
                            "than they asked for: task managers first.",
             .remediation =
                 "Set taskManager.resource.ephemeralStorage, or mount a volume and point "
                 "state.backend.rocksdb.localdir at it.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#state-backend-rocksdb-localdir",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

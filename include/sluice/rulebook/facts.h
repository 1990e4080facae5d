// SPDX-License-Identifier: Apache-2.0
// Facts that several rules and defaults ask of a subject, in Flink's terms. Pure functions, any
// thread. None allocates unless it returns a string.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/location.h"
#include "sluice/flink/subject.h"

namespace sluice::rulebook {

// --- words ---------------------------------------------------------------------------------------

// False for keys whose value may be a secret (sluice/flink/secrets.h).
bool MayShow(std::string_view key);

// "state.checkpoints.dir is file:///tmp", shortened; "s3.secret-key is set" where MayShow forbids.
// Says so when somebody other than the user set it.
std::string Says(const flink::Entry& entry);

// A value of the user for a message: shortened, and without what a URI may carry in secret
// (credentials before `@`, the query).
std::string Shown(std::string_view value);

// A duration as every Flink version reads it: "10 min", "90 s", "1500 ms".
std::string DurationText(const flink::Duration& duration);

// --- storage -------------------------------------------------------------------------------------

using flink::ReadStorageUri;
using flink::StorageUri;

// The text still holds a placeholder that somebody meant to replace: ${VAR}, $VAR, {{var}},
// <bucket>.
bool HasPlaceholder(std::string_view text);

// Schemes of file systems that outlive pods and that every pod reaches, as Flink and its plugins
// and the Hadoop file systems of the public clouds name them. Default of the parameter
// `durableSchemes`.
inline constexpr std::string_view kDurableSchemes =
    "s3 s3a s3p gs abfs abfss wasb wasbs hdfs webhdfs viewfs oss obs cosn cos tos jfs maprfs ofs "
    "o3fs";

enum class Storage : std::uint8_t {
  kDurable,        // a durable scheme, or a shared volume that all who need it mount
  kUnknownScheme,  // a scheme that is neither `file` nor in the list
  kPod,            // a directory of the container, an emptyDir or another volume that dies with it
  kNode,           // a hostPath volume
  kNotShared,      // a volume, but a role that must reach it does not mount it
  kUnknown,        // a placeholder, or mounts that the request does not show
};

// Where bytes written to `location` end up. `task_managers`: they must reach it too, not only the
// job manager. A bare path is judged under fs.default-scheme.
Storage WhereIs(const flink::Subject& subject, std::string_view location,
                const std::vector<std::string>& durable_schemes, bool task_managers);

// Whether a path of a container is that folder or lies in it; nothing lies in the empty folder.
bool IsInFolder(std::string_view path, std::string_view folder);

// Scheme and bucket of a durable location with a bucket ("s3://my-bucket"), else empty.
std::string_view BucketOf(std::string_view location);

// --- the job -------------------------------------------------------------------------------------

// A FlinkSessionJob whose session cluster is not known: what it does not set itself may stand in
// the cluster's configuration.
bool ClusterUnknown(const flink::Subject& subject);

// execution.runtime-mode is BATCH: no checkpoints, no state to lose.
bool IsBatch(const flink::Subject& subject);

// What the operator does with the job's state on an upgrade. Only the Apache operator's kinds with
// a job have one (JobSpec: stateless when absent; every other text is the API server's business).
enum class UpgradeMode : std::uint8_t { kNone, kStateless, kSavepoint, kLastState };
UpgradeMode UpgradeModeOf(const flink::Subject& subject);

enum class Checkpointing : std::uint8_t {
  kOff,         // no interval
  kOn,          // an interval, or last-state: the operator then fills in 5 min
  kUnreadable,  // the interval is no duration, or under 10 ms: the job does not start
};
Checkpointing CheckpointingOf(const flink::Subject& subject);

// --- high availability ---------------------------------------------------------------------------

// The entry that turns high availability on for Flink of this version; null when it is absent or
// `none`.
const flink::Entry* HighAvailability(const flink::Subject& subject);

// A key of high availability that stands in the configuration though this Flink version does not
// read it (high-availability.type before 1.17); null when there is none.
const flink::Entry* HighAvailabilityTooNew(const flink::Subject& subject);

// --- versions ------------------------------------------------------------------------------------

// Neither the resource nor the policy names a Flink version that the catalogue knows: it is read as
// the nearest, which may be far from the truth (a FlinkCluster of Flink 1.8).
bool FlinkVersionUnknown(const flink::Subject& subject);

// --- sizes ---------------------------------------------------------------------------------------

// Slots of a task manager, when they are set or Flink's default (1) holds; nothing where the
// operator derives them (Spotify) or the text is unreadable.
std::optional<std::int64_t> Slots(const flink::Subject& subject);

// The parallelism the job starts with: replicas times slots where the operator computes it so, else
// job.parallelism, else parallelism.default as set; nothing when nobody set any.
struct Parallelism {
  std::int64_t value = 0;
  const doc::Value* node = nullptr;  // the line that decides, null outside the object
};
std::optional<Parallelism> ParallelismOf(const flink::Subject& subject);

}  // namespace sluice::rulebook

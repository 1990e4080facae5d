// SPDX-License-Identifier: Apache-2.0
// AdmissionReview: what the API server asks and how it is answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/base/time.h"
#include "sluice/doc/document.h"

namespace sluice::k8s {

enum class Operation : std::uint8_t { kCreate, kUpdate, kDelete, kConnect };
std::string_view ToString(Operation operation);  // "CREATE", ...

struct GroupVersionKind {
  std::string_view group, version, kind;
};
struct GroupVersionResource {
  std::string_view group, version, resource;
};

struct UserInfo {
  std::string_view username;
  std::vector<std::string_view> groups;
};

// The request half of a review. All views point into `document`, which it owns. Immutable after
// decoding; moves keep the views good.
struct AdmissionRequest {
  doc::Document document;
  std::string_view api_version;  // "admission.k8s.io/v1" or ".../v1beta1": answered in kind
  std::string_view uid;          // never empty
  GroupVersionKind kind;         // after conversion by matchPolicy Equivalent: what is judged
  GroupVersionResource resource;
  std::string_view sub_resource;  // "scale", "status", or empty
  std::string_view name;          // empty for generateName and deletecollection
  std::string_view namespace_name;
  Operation operation = Operation::kCreate;
  UserInfo user;
  bool dry_run = false;
  // When it came; set by whoever has a clock, nothing = unknown, and what expires has then expired.
  std::optional<base::Time> now;
  const doc::Value* object = nullptr;      // null on DELETE
  const doc::Value* old_object = nullptr;  // UPDATE and DELETE
};

// Why a body cannot be judged. With `uid` the caller can still answer with a verdict; `by_user`
// tells what a user can cause through the API server (a limit) from what only a stranger sends.
struct ReviewError {
  base::Error error;
  std::string uid;
  std::string api_version;
  bool by_user = false;
};

// What it takes to answer a review.
struct ReviewIdentity {
  std::string uid, api_version;
};

// uid and version from the first bytes of a body, without reading the rest (which may be too large,
// cut off, or break a limit); both empty when they are not there.
ReviewIdentity PeekReview(std::string_view body);

// Reads one AdmissionReview of version v1 or v1beta1. Members that judging needs must be of the
// right type; what else there is may be anything.
tl::expected<AdmissionRequest, ReviewError> DecodeReview(std::string_view body,
                                                         const doc::Limits& limits);

// One cause of a denial, printed by kubectl as "* field: message".
struct Cause {
  std::string field;
  std::string message;
};

// A denial's status. `code` is one of 403, 413, 422, 429, 500, 503; `reason` is metav1's word for
// it.
struct Denial {
  int code = 403;
  std::string_view reason = "Forbidden";
  std::string message;
  std::vector<Cause> causes;    // sent as details.causes
  int retry_after_seconds = 0;  // 0 = none
};

// The response half of a review.
struct AdmissionResponse {
  std::optional<Denial> denial;  // none = allowed
  std::string patch_json;        // a JSON Patch array, empty = no patch; ignored on a denial
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> audit_annotations;  // name without prefix, value
};

// Names for details{group,kind,name} of a denial.
struct ResponseSubject {
  std::string_view uid, api_version;
  std::string_view group, kind, name;
};
ResponseSubject SubjectOf(const AdmissionRequest& request);

// The whole AdmissionReview response as JSON. Enforces the API server's rules: warnings without
// control characters and within their budget, annotation names valid, empty ones left out.
std::string EncodeReview(const ResponseSubject& subject, const AdmissionResponse& response);

// The value of the `timeout` query parameter of a request target ("/validate?timeout=3s"), a Go
// duration. Nothing when absent or not a positive duration.
std::optional<std::chrono::milliseconds> TimeoutOf(std::string_view target);

}  // namespace sluice::k8s

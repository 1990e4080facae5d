// SPDX-License-Identifier: Apache-2.0
// JSON that is made and changed: requests, merge patches, the patch of the mutating webhook.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"

namespace sluice::verify {

// What a case says of a request; objects as JSON text, empty = none.
struct RequestParts {
  std::string object, old_object;
  std::string operation;       // CREATE, UPDATE or DELETE
  std::string namespace_name;  // empty = the object's, else "default"
  std::string username = "verify";
  std::vector<std::string> groups;
};

// The AdmissionReview that the API server would send. An object without a namespace gets that of
// the request, as the API server does.
std::string BuildReview(const RequestParts& parts);

// `json` after a JSON merge patch (RFC 7386).
std::string Merged(const std::string& json, const std::string& merge);

// The review with its request's object after a JSON Patch, as the API server applies it.
base::Result<std::string> WithPatch(const std::string& review, const std::string& json_patch);

// request.object of a review, compact.
std::string ObjectOf(const std::string& review);

// What makes `actual` differ in meaning from `expected`, at most ten lines; empty when they are
// equal. Values of keys that may hold a secret are left out.
std::vector<std::string> Differences(const std::string& expected, const std::string& actual);

}  // namespace sluice::verify

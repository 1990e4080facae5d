// SPDX-License-Identifier: Apache-2.0
// Bytes to a review and back to an answer.
#include <cstdint>
#include <string_view>

#include "fuzz/oracle.h"
#include "sluice/k8s/quantity.h"
#include "sluice/k8s/review.h"

namespace {

using namespace sluice;

void RequireAnswer(const k8s::ResponseSubject& subject, const k8s::AdmissionResponse& response) {
  const std::string json = k8s::EncodeReview(subject, response);
  const auto read = doc::ReadJson(json, {});
  fuzz::Require(read.has_value(), "an answer is JSON");
  const doc::Value& root = read->root();
  fuzz::Require(root.Find("apiVersion")->text() == subject.api_version, "the version is echoed");
  fuzz::Require(root.FindPath({"response", "uid"})->text() == subject.uid, "the uid is echoed");
  fuzz::Require(root.FindPath({"response", "allowed"})->IsBool(), "allowed is a boolean");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  k8s::TimeoutOf(body);
  static_cast<void>(k8s::Quantity::Parse(body));
  static_cast<void>(k8s::FabricAmount(body));
  const k8s::ReviewIdentity identity = k8s::PeekReview(body);
  const auto request = k8s::DecodeReview(body, {});
  if (!request) {
    fuzz::Require(!request.error().by_user || !request.error().uid.empty(),
                  "a verdict has a uid to go to");
    return 0;
  }
  fuzz::Require(!request->uid.empty(), "a review has a uid");
  fuzz::Require(identity.uid.empty() || identity.uid == request->uid, "peeking sees the same uid");
  const k8s::ResponseSubject subject = k8s::SubjectOf(*request);
  const std::string raw(body);
  RequireAnswer(subject, {});
  RequireAnswer(subject, {.denial = k8s::Denial{.code = static_cast<int>(size),
                                                .message = raw,
                                                .causes = {{raw, raw}}},
                          .patch_json = raw,
                          .warnings = {raw, raw.substr(raw.size() / 2)},
                          .audit_annotations = {{raw.substr(0, 20), raw}, {"name", raw}}});
  RequireAnswer(subject, {.patch_json = raw, .warnings = {raw}});
  return 0;
}

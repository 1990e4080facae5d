// SPDX-License-Identifier: Apache-2.0
// What people read: denials, warnings, annotations. Budgets of words are decision numbers of this
// project and of the API server (warnings: 4096 runes together, filters/warning.go).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/engine/engine.h"

namespace sluice::engine {

using Annotations = std::vector<std::pair<std::string, std::string>>;

// "<field>: <detail> [<rule>, <severity>] <fix>", at most 400 bytes.
std::string FindingLine(const rulebook::Finding& finding);

// CREATE: 422 Invalid with a cause for each finding, which kubectl prints as its list. UPDATE: 403
// Forbidden, for 422 and 409 make `kubectl apply --force` delete the object; for the same reason
// (Flux) the message never calls anything immutable.
k8s::Denial DenialOf(const k8s::AdmissionRequest& request, const Verdict& verdict,
                     std::string_view review_id);

// 403 Forbidden with one sentence.
k8s::Denial Refusal(std::string_view message, std::string_view review_id);

// Our own failure as a verdict: 500 InternalError.
k8s::Denial FailureDenial(std::string_view review_id);

// One loud line when a glass was broken; one for each of up to three exceptions that lift a Deny,
// with its end and owner; then of the other warnings those of medium and above, at most five and
// one "N more", one line each that begins with the rule's id.
std::vector<std::string> WarningsOf(const Verdict& verdict, std::string_view review_id = {});

// One warning that names what was set and by which policy; empty when nothing was.
std::string MutationWarning(const Mutation& mutation, const std::vector<std::string>& policies);

// Up to three warnings about defaults that wanted to add something and could not, and why.
void AddDeclined(const Mutation& mutation, std::vector<std::string>& warnings);

// enforce-policy, policy-digest, audit-violations, exempt, break-glass, not-evaluated; empty ones
// are left out.
Annotations ValidateAnnotations(const Snapshot& snapshot, const Outcome& outcome);
Annotations MutateAnnotations(const Snapshot& snapshot, const Outcome& outcome);

}  // namespace sluice::engine

// SPDX-License-Identifier: Apache-2.0
// What the Apache operator's own validator sees and asks (DefaultValidator and AutoscalerValidator,
// 1.16-SNAPSHOT, 6e9caeb), for the rules that mirror its checks. It reads the configuration before
// the fields of the resource go over it, and by the keys of the Flink it was built with, whatever
// version the resource names.
#pragma once

#include "rules/support/helpers.h"

namespace sluice::rules {

// Of every rule that says more than the operator's webhook does: profile apache-operator sets it.
inline constexpr Param kOperatorChecksOnlyParam = {
    "operatorChecksOnly", ParamType::kBool, "false",
    "Deny only what the Apache operator's own webhook refuses; the rest is recorded."};

// The ceiling of a finding: `refused` = the operator's webhook refuses it, too.
inline Action Ceiling(bool refused, bool operator_checks_only) {
  return refused || !operator_checks_only ? Action::kDeny : Action::kAudit;
}

// The Flink that the operator is built with (pom.xml).
inline constexpr FlinkVersion kOperatorFlink = FlinkVersion::k1_20;

// The entry by which the validator reads `option`: null when only the default holds.
const Entry* OperatorEntry(const Subject& subject, options::OptionId option);

// The entry of `option`, as above, with a text that is more than white space.
const Entry* OperatorEntryNotBlank(const Subject& subject, options::OptionId option);

// What the validator reads of a switch; `by_default` also where it cannot be read, which
// config-value-unparsable reports.
bool OperatorSwitch(const Subject& subject, options::OptionId option, bool by_default);

// HighAvailabilityMode: on unless the type is absent or `none`; an empty text counts as on.
bool OperatorSeesHighAvailability(const Subject& subject);

// Whether the validator gets to the job and the configuration: always for a deployment, and for a
// session job whose cluster exists. False when the cluster is known to be absent.
bool OperatorJudgesJob(const Subject& subject);

// The upgrade mode as Java holds it: absent is stateless, an explicit null is none of them.
enum class JavaUpgradeMode : std::uint8_t { kStateless, kSavepoint, kLastState, kNull };
JavaUpgradeMode JavaUpgradeModeOf(const flink::Job& job);

// The value of the operator's own configuration, without any section or resource over it; empty
// when it is not set or not known.
std::string_view OperatorsOwn(const Subject& subject, std::string_view key);

// The text of status.reconciliationStatus.lastReconciledSpec: what the operator deployed last. Null
// when it has deployed nothing.
const doc::Value* LastReconciledSpec(const Subject& subject);

// Where an entry can be changed: the user's line, else the object.
Place PlaceOfEntry(const Entry& entry);

// White space alone, or nothing (StringUtils.isNullOrWhitespaceOnly, which knows Unicode's spaces).
bool IsBlank(std::string_view text);

// A member of an object, null when the object or the member is absent; JSON null is a member.
inline const doc::Value* Member(const doc::Value* object, std::string_view key) {
  return object == nullptr ? nullptr : object->Find(key);
}
// The same, where JSON null counts as absent.
inline const doc::Value* PresentMember(const doc::Value* object, std::string_view key) {
  const doc::Value* node = Member(object, key);
  return node == nullptr || node->IsNull() ? nullptr : node;
}

// What Jackson makes of a boolean: a text of one counts, and a number that is not zero.
bool IsJavaTrue(const doc::Value* node);

}  // namespace sluice::rules

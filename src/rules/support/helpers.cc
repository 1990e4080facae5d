// SPDX-License-Identifier: Apache-2.0
#include "rules/support/helpers.h"

namespace sluice::rules {

using rulebook::Storage;

void JudgeDurability(const Subject& subject, const StoredAt& stored, const Params& params,
                     Findings& findings) {
  const Storage where = rulebook::WhereIs(subject, stored.location, params.Strings(kDurableSchemes),
                                          stored.task_managers);
  FindingOptions limits;
  std::string why;
  switch (where) {
    case Storage::kDurable:
      return;
    case Storage::kUnknown:
      // A placeholder is the business of storage-uri-malformed.
      if (!rulebook::HasPlaceholder(stored.location)) {
        findings.Unknown("the volumes of the session cluster are not known");
      }
      return;
    case Storage::kUnknownScheme:
      why = "a file system that this policy does not list as durable";
      limits.at_most = Action::kWarn;
      limits.fix = "Use a durable file system, or add this scheme to the parameter durableSchemes.";
      break;
    case Storage::kPod:
      why = "a directory that is lost with its pod";
      break;
    case Storage::kNode:
      why = "a hostPath volume, which only pods on the same node see";
      if (!params.Bool(kMultiNode)) limits.at_most = Action::kWarn;
      break;
    case Storage::kNotShared:
      why = "a volume that job manager and task managers do not share";
      break;
  }
  findings.Add(stored.place, stored.says + ": " + why, std::move(limits));
}

}  // namespace sluice::rules

// SPDX-License-Identifier: Apache-2.0
#include "rules/support/helpers.h"

namespace sluice::rules {

using rulebook::Storage;

namespace {

std::string Says(const StoredAt& stored) {
  if (stored.entry != nullptr) return rulebook::Says(*stored.entry);
  return std::string(stored.name) + " is " + Shown(stored.field->text());
}

}  // namespace

void ForEachMainContainer(const Subject& subject, Findings& findings, JudgeMainContainer judge) {
  std::vector<const doc::Value*> seen;
  for (const flink::RoleKind role : {flink::RoleKind::kJobManager, flink::RoleKind::kTaskManager}) {
    for (const doc::Value* container : PodOf(subject.resource, role).Containers()) {
      const doc::Value* name = container->Find("name");
      if (name == nullptr || name->text() != "flink-main-container") continue;
      if (std::ranges::find(seen, container) != seen.end()) continue;
      seen.push_back(container);
      judge(*container, findings);
    }
  }
}

void JudgeDurability(const Subject& subject, const StoredAt& stored, const Params& params,
                     Findings& findings) {
  const std::string_view location =
      stored.entry != nullptr ? stored.entry->value : stored.field->text();
  const Storage where =
      rulebook::WhereIs(subject, location, params.Strings(kDurableSchemes), stored.task_managers);
  FindingOptions limits;
  std::string_view why;
  switch (where) {
    case Storage::kDurable:
      return;
    case Storage::kUnknown:
      // A placeholder is the business of storage-uri-malformed.
      if (!rulebook::HasPlaceholder(location)) {
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
  findings.Add(
      stored.entry != nullptr ? PlaceOf(*stored.entry, subject, stored.option) : At(*stored.field),
      Says(stored) + ": " + std::string(why), std::move(limits));
}

}  // namespace sluice::rules

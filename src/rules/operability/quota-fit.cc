// SPDX-License-Identifier: Apache-2.0
// What the cluster asks for, against the ResourceQuotas and LimitRanges of its namespace. Both are
// the API server's to enforce, on pods that come later and beside others; so this only warns.
#include <fmt/format.h>

#include "rules/support/containers.h"
#include "rules/support/demand.h"
#include "rules/support/helpers.h"
#include "sluice/k8s/quantity.h"

namespace sluice::rules {
namespace {

using flink::RoleKind;

enum class Unit { kCpu, kMemory, kPods };

std::string Amount(double amount, Unit unit) {
  if (unit == Unit::kMemory) return base::HumanBytes(static_cast<std::int64_t>(amount));
  if (unit == Unit::kPods) return fmt::format("{} pods", static_cast<std::int64_t>(amount));
  return amount == 1 ? "1 CPU" : fmt::format("{:g} CPUs", amount);
}

struct Judge {
  const Subject& subject;
  Findings& findings;

  void Add(RoleKind role, Unit unit, const std::string& detail, double over) const {
    const bool job_manager = role == RoleKind::kJobManager;
    const flink::Role& pods =
        job_manager ? subject.resource.job_manager : subject.resource.task_manager;
    const std::string_view part = job_manager ? "jobManager" : "taskManager";
    const Place place = unit == Unit::kPods ? At(pods.replicas, subject, {part, "replicas"})
                        : unit == Unit::kCpu
                            ? At(pods.cpu, subject, {part, "resource", "cpu"})
                            : At(pods.memory, subject, {part, "resource", "memory"});
    findings.Add(place, detail, {.at_most = Action::kWarn, .measure = over});
  }
};

std::optional<double> Read(const doc::Value* amounts, std::string_view key) {
  const doc::Value* amount = amounts == nullptr ? nullptr : amounts->Find(key);
  if (amount == nullptr) return {};
  const auto quantity = k8s::Quantity::Parse(amount->text());
  return quantity ? std::optional(quantity->AsDouble()) : std::nullopt;
}

std::string NameOf(const doc::Value& object) {
  const doc::Value* name = object.FindPath({"metadata", "name"});
  return Shown(TextOf(name));
}

// One line of a quota and what both roles ask for of it.
struct Line {
  std::string_view key;
  Unit unit;
  double PodDemand::* each;  // null: the pods themselves
};
constexpr Line kLines[] = {
    {"cpu", Unit::kCpu, &PodDemand::cpu},
    {"requests.cpu", Unit::kCpu, &PodDemand::cpu},
    {"limits.cpu", Unit::kCpu, &PodDemand::cpu_limit},
    {"memory", Unit::kMemory, &PodDemand::memory},
    {"requests.memory", Unit::kMemory, &PodDemand::memory},
    {"limits.memory", Unit::kMemory, &PodDemand::memory_limit},
    {"pods", Unit::kPods, nullptr},
    {"count/pods", Unit::kPods, nullptr},
};

// The pods of a cluster that exists are already counted among what is used.
bool IsDeployed(const Subject& subject) {
  return subject.change != flink::Change::kCreate || subject.root().Find("status") != nullptr;
}

void JudgeQuota(const Judge& judge, const PodDemand (&roles)[2], const doc::Value& quota) {
  const doc::Value* spec = quota.Find("spec");
  // A quota with scopes is for some pods only, and which is not ours to say.
  if (spec == nullptr || spec->Find("scopes") != nullptr ||
      spec->Find("scopeSelector") != nullptr) {
    return;
  }
  const doc::Value* used = IsDeployed(judge.subject) ? nullptr : quota.FindPath({"status", "used"});
  for (const Line& line : kLines) {
    const auto hard = Read(spec->Find("hard"), line.key);
    if (!hard) continue;
    double asked = 0;
    for (const PodDemand& role : roles) {
      asked += static_cast<double>(role.pods) * (line.each == nullptr ? 1 : role.*line.each);
    }
    const double left = *hard - Read(used, line.key).value_or(0);
    if (asked <= left) continue;
    judge.Add(RoleKind::kTaskManager, line.unit,
              "the cluster asks for " + Amount(asked, line.unit) + ", but ResourceQuota " +
                  NameOf(quota) + " leaves " + Amount(std::max(left, 0.0), line.unit) + " (" +
                  std::string(line.key) + ")",
              asked - left);
  }
}

// max is about limits, min about requests, of a container or a whole pod (LimitRanger).
void JudgeLimit(const Judge& judge, RoleKind role, const PodDemand& demand, const doc::Value& range,
                const doc::Value& limit) {
  const std::string_view who = role == RoleKind::kJobManager ? "a job manager" : "a task manager";
  const auto judge_one = [&](Unit unit, std::string_view key, double request, double ceiling) {
    const auto most = Read(limit.Find("max"), key);
    const auto least = Read(limit.Find("min"), key);
    if (ceiling > 0 && most && ceiling > *most) {
      judge.Add(role, unit,
                std::string(who) + " has " + Amount(ceiling, unit) + ", but LimitRange " +
                    NameOf(range) + " allows at most " + Amount(*most, unit),
                ceiling - *most);
    } else if (request > 0 && least && request < *least) {
      judge.Add(role, unit,
                std::string(who) + " has " + Amount(request, unit) + ", but LimitRange " +
                    NameOf(range) + " wants at least " + Amount(*least, unit),
                *least - request);
    }
  };
  judge_one(Unit::kCpu, "cpu", demand.cpu, demand.cpu_limit);
  judge_one(Unit::kMemory, "memory", demand.memory, demand.memory_limit);
}

void JudgeRange(const Judge& judge, const PodDemand (&roles)[2], const doc::Value& range) {
  const doc::Value* limits = range.FindPath({"spec", "limits"});
  if (limits == nullptr) return;
  for (const doc::Value& limit : limits->items()) {
    const std::string_view type = TextOf(limit, "type");
    if (type != "Container" && type != "Pod") continue;
    JudgeLimit(judge, RoleKind::kJobManager, roles[0], range, limit);
    JudgeLimit(judge, RoleKind::kTaskManager, roles[1], range, limit);
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Related& related = subject.related;
  if (!related.namespace_objects_known) {
    findings.Unknown("not all quotas and limit ranges of the namespace are known");
  }
  if (related.resource_quotas.empty() && related.limit_ranges.empty()) return;
  const PodDemand roles[] = {DemandOf(subject, RoleKind::kJobManager),
                             DemandOf(subject, RoleKind::kTaskManager)};
  const Judge judge{subject, findings};
  for (const doc::Value* quota : related.resource_quotas) JudgeQuota(judge, roles, *quota);
  for (const doc::Value* range : related.limit_ranges) JudgeRange(judge, roles, *range);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule quota_fit;
constinit const Rule quota_fit{
    .meta = {.id = "quota-fit",
             .title = "The pods fit into the namespace's quota and limits",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "The API server refuses pods beyond a ResourceQuota or outside a "
                       "LimitRange, and it does so when they are created, not when the resource "
                       "is.",
             .consequence = "The resource is accepted, but job or task managers never appear, and "
                            "the reason stands only in the events of their owner.",
             .remediation = "Ask for less memory, CPU or parallelism, or have the quota raised.",
             .docs = "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

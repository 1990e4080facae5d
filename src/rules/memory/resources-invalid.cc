// SPDX-License-Identifier: Apache-2.0
// cpu, memory and storage of the roles as the operator reads them
// (DefaultValidator.validateResources and validateResourceRequirements, 1.16-SNAPSHOT): memory in
// Flink's units first and in those of Kubernetes then, which must give whole bytes; the rest as
// quantities.
#include "rules/support/operator.h"
#include "sluice/flink/java_quantity.h"

namespace sluice::rules {
namespace {

// One amount, and its name in pieces: "taskManager", ".resources.limits", "cpu".
struct Amount {
  const doc::Value* node = nullptr;
  std::string_view role, below, key;

  [[nodiscard]] std::string Name() const {
    return std::string(role).append(below).append(".") + base::Printable(key, 80);
  }
};

void Say(const Amount& amount, const std::string& what, Findings& findings) {
  findings.Add(At(*amount.node), amount.Name() + " is " + Shown(amount.node->text()) + what);
}

// Bytes; nothing where the operator cannot read the text, which is then reported.
std::optional<std::int64_t> Bytes(const Amount& amount, Findings& findings) {
  const auto text = flink::ResourceMemoryText(amount.node->text());
  const auto bytes = text ? flink::ParseMemorySize(*text) : tl::unexpected(text.error());
  if (bytes) return *bytes;
  Say(amount, ", which the operator cannot read as a size: " + bytes.error().Message(), findings);
  return std::nullopt;
}

std::optional<double> Number(const Amount& amount, Findings& findings) {
  const auto text = flink::JavaQuantityAmount(amount.node->text());
  if (text) {
    if (const auto number = flink::ParseDouble(*text)) return *number;
  }
  Say(amount, ", which the operator cannot read as a quantity", findings);
  return std::nullopt;
}

// One side, requests or limits; what it says of cpu and memory.
struct Side {
  std::optional<double> cpu, memory;
};

Side JudgeSide(const doc::Value* amounts, std::string_view role, std::string_view below,
               Findings& findings) {
  Side side;
  if (amounts == nullptr) return side;
  for (const doc::Member& member : amounts->members()) {
    const Amount amount{&member.value, role, below, member.key};
    if (!member.value.IsString() && !member.value.IsNumber()) {
      findings.Add(At(member.value), amount.Name() + " is not a quantity");
      continue;
    }
    const bool memory = member.key == "memory";
    const bool cpu = member.key == "cpu";
    std::optional<double> value;
    if (!memory) {
      value = Number(amount, findings);
    } else if (const auto bytes = Bytes(amount, findings)) {
      value = static_cast<double>(*bytes);
    }
    if (!value) continue;
    if ((memory || cpu) && *value <= 0) Say(amount, ", which is not above zero", findings);
    if (*value < 0 && !memory && !cpu) Say(amount, ", which is below zero", findings);
    if (memory) side.memory = value;
    if (cpu) side.cpu = value;
  }
  return side;
}

void JudgeOrder(const std::optional<double>& request, const std::optional<double>& limit,
                const doc::Value& requests, std::string_view role, std::string_view name,
                Findings& findings) {
  if (!request || !limit || *request <= *limit) return;
  findings.Add(
      At(*requests.Find(name)),
      std::string(role) + ".resources asks for more " + std::string(name) + " than its limit",
      {.fix = "Raise the limit of " + std::string(name) + ", or ask for less."});
}

void JudgeRole(const flink::Role& role, std::string_view name, Findings& findings) {
  const doc::Value* flat = PresentMember(role.node, "resource");
  if (const doc::Value* memory = PresentMember(flat, "memory")) {
    Bytes({memory, name, ".resource", "memory"}, findings);
  }
  if (const doc::Value* storage = PresentMember(flat, "ephemeralStorage")) {
    Number({storage, name, ".resource", "ephemeralStorage"}, findings);
  }
  const doc::Value* resources = PresentMember(role.node, "resources");
  const doc::Value* requests = PresentMember(resources, "requests");
  const Side request = JudgeSide(requests, name, ".resources.requests", findings);
  const Side limit =
      JudgeSide(PresentMember(resources, "limits"), name, ".resources.limits", findings);
  if (requests == nullptr) return;
  JudgeOrder(request.cpu, limit.cpu, *requests, name, "cpu", findings);
  JudgeOrder(request.memory, limit.memory, *requests, name, "memory", findings);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  JudgeRole(subject.resource.job_manager, "jobManager", findings);
  JudgeRole(subject.resource.task_manager, "taskManager", findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule resources_invalid;
constinit const Rule resources_invalid{
    .meta = {.id = "resources-invalid",
             .title = "The operator can read what the pods ask for",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "The operator computes Flink's memory and the pods' resources from these "
                       "amounts and reads them in its own way: a fraction such as 1.5Gi, which "
                       "Kubernetes takes, it cannot read.",
             .consequence = "The operator refuses the resource.",
             .remediation =
                 "Write memory as a whole number with m or g, such as 1536m, and the rest as "
                 "quantities of Kubernetes; ask for no more than the limit.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules

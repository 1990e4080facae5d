// SPDX-License-Identifier: Apache-2.0
// Verdicts and defaults of Spotify's webhook against profile spotify-operator. The judgement
// counts, without the ratchet that Decide adds for a live object.
#include <array>
#include <limits>
#include <memory>
#include <set>

#include "conformance/flinkcluster_compare.h"
#include "conformance/suite.h"
#include "sluice/engine/engine.h"
#include "sluice/flink/spotify.h"
#include "sluice/rulebook/all.h"

namespace sluice::conformance {
namespace {

using doc::Value;
using Json = nlohmann::json;

// What a message of the original says, and the rules of ours of which one must find the same. The
// first line whose text the message holds counts.
struct Meaning {
  std::string_view text;
  std::array<std::string_view, 2> rules;
};
constexpr Meaning kMeanings[] = {
    {"unknown operation", {}},  // refused with HTTP 400 before any rule
    {"cluster name ", {"name-too-long"}},
    {"cluster namesapce", {"flinkcluster-namespace-invalid"}},
    {"cluster namespace", {"flinkcluster-namespace-invalid"}},
    {"malformed version", {"flinkcluster-version-unparsable"}},
    {"error parsing version", {"flinkcluster-version-unparsable"}},
    {"GCP service account", {"flinkcluster-gcp-config-invalid"}},
    {".podAnnotations: ", {"flinkcluster-labels-invalid"}},
    {".podLabels: ", {"flinkcluster-labels-invalid"}},
    {"duplicate containerPort", {"flinkcluster-ports-duplicate"}},
    {"duplicate port name", {"flinkcluster-ports-duplicate"}},
    {"resource requests/limits are unspecified",
     {"flinkcluster-resources-missing", "flinkcluster-not-defaulted"}},
    {"request/limit is unspecified", {"flinkcluster-resources-missing"}},
    {"config cannot be used with flinkVersion", {"flinkcluster-memory-ratio"}},
    {"manager memoryOffHeapRatio, it must be between",
     {"flinkcluster-memory-ratio", "flinkcluster-not-defaulted"}},
    {"manager memoryProcessRatio, it must be between",
     {"flinkcluster-memory-ratio", "flinkcluster-not-defaulted"}},
    {"memory limit must be larger than MemoryOffHeapMin", {"flinkcluster-off-heap-too-large"}},
    {"job jarFile or pythonFile or pythonModule", {"flinkcluster-job-incomplete"}},
    {"maxStateAgeToRestoreSeconds must be specified", {"flinkcluster-job-incomplete"}},
    {"job parallelism must be", {"flinkcluster-job-invalid"}},
    {"invalid job restartPolicy", {"flinkcluster-job-invalid"}},
    {"`cancelRequested` cannot be set to true", {"flinkcluster-job-invalid"}},
    {"change is not allowed for control in progress", {"flinkcluster-control-refused"}},
    {"job-cancel is not allowed", {"flinkcluster-control-refused"}},
    {"savepoint is not allowed", {"flinkcluster-control-refused"}},
    {"invalid value for annotation key", {"flinkcluster-control-refused"}},
    {"updating cancelRequested", {"flinkcluster-cancel-requested"}},
    {"you cannot update cancelRequested", {"flinkcluster-cancel-requested"}},
    {"you can only update savepointGeneration", {"flinkcluster-savepoint-generation"}},
    {"you cannot update savepointGeneration", {"flinkcluster-savepoint-generation"}},
    {"updating deploymentType", {"flinkcluster-update-refused"}},
    {"you cannot change cluster type", {"flinkcluster-update-refused"}},
    {"updating job is not allowed", {"flinkcluster-update-refused"}},
    {"removing savepointsDir", {"flinkcluster-update-refused"}},
    {"updating highAvailability", {"flinkcluster-update-refused"}},
    {"cannot update spec: taking savepoint", {"flinkcluster-update-loses-state"}},
    {"there is no content to decode", {"flinkcluster-update-refused"}},
    {"json: cannot unmarshal", {"flinkcluster-unreadable"}},
    {"quantities must match", {"flinkcluster-unreadable"}},
    {"unable to parse quantity", {"flinkcluster-unreadable"}},
    {"unable to parse numeric part of quantity", {"flinkcluster-unreadable"}},
    // Where the original crashes.
    {"panic: Failed to parse time", {"flinkcluster-update-loses-state"}},
    {"panic: runtime error", {"flinkcluster-not-defaulted"}},
};

// The default that repeats the CRD: rows that went round the API server lack what it adds.
constexpr std::string_view kCrdDefaults = "flinkcluster-crd-defaults";

// The row's clock, to the nanosecond. A row that has none is of any time after its recording.
std::optional<base::Time> NowOf(const Value& row) {
  const std::string_view now = TextOf(row, "now");
  const auto moment = flink::spotify::ParseMoment(now.empty() ? "2026-12-01T00:00:00Z" : now);
  if (!moment) return std::nullopt;
  return base::Time(std::chrono::seconds(moment->seconds) +
                    std::chrono::nanoseconds(moment->nanos));
}

class Webhook {
 public:
  static base::Result<Webhook> Make() {
    Webhook webhook;
    SLUICE_TRY(auto book, rulebook::BuildShipped());
    webhook.snapshot_.rulebook = std::make_shared<const rulebook::Rulebook>(std::move(book));
    auto policies = policy::PolicySet::ForProfile(*webhook.snapshot_.rulebook,
                                                  policy::ShippedProfiles(), "spotify-operator");
    if (!policies) return tl::unexpected(policies.error().front());
    webhook.snapshot_.policies = std::make_shared<const policy::PolicySet>(*std::move(policies));
    return webhook;
  }

  // The rules that deny the row's object.
  [[nodiscard]] std::set<std::string_view> Denials(const Value& row) const {
    const flink::Question question = QuestionOf(row);
    const flink::Subject subject = flink::Understand(question, snapshot_.Known());
    std::set<std::string_view> rules;
    for (const engine::JudgedFinding& judged :
         engine::Judge(SelectFor(question), subject).findings) {
      if (judged.action == rulebook::Action::kDeny) rules.insert(judged.finding.rule->meta.id);
    }
    return rules;
  }

  [[nodiscard]] engine::Mutation Defaults(const Value& row, const doc::Document& object) const {
    const flink::Question question = QuestionOf(row);
    return engine::Mutate(snapshot_, SelectFor(question), question, object);
  }

 private:
  static flink::Question QuestionOf(const Value& row) {
    const std::string_view operation = TextOf(row, "operation");
    const Value* old = row.Find("oldObject");
    return {.change = operation == "UPDATE"   ? flink::Change::kUpdate
                      : operation == "DELETE" ? flink::Change::kDelete
                                              : flink::Change::kCreate,
            .object = row.Find("object"),
            .old_object = operation == "DELETE" ? row.Find("object") : old,
            .group = "flinkoperator.k8s.io",
            .version = "v1beta1",
            .kind = "FlinkCluster",
            .namespace_name = TextOf(row, "namespace"),
            .name = TextOf(row, "name"),
            .username = "kubernetes-admin",
            .now = NowOf(row)};
  }

  [[nodiscard]] policy::Selection SelectFor(const flink::Question& question) const {
    return snapshot_.policies->Select({.namespace_name = question.namespace_name,
                                       .kind = question.kind,
                                       .operation = question.change == flink::Change::kUpdate
                                                        ? k8s::Operation::kUpdate
                                                        : k8s::Operation::kCreate});
  }

  engine::Snapshot snapshot_;
};

// An operation that Kubernetes does not have: our decoder refuses the review, with HTTP 400.
bool IsRefusedUnread(const Value& row) {
  const Json review = {{"apiVersion", "admission.k8s.io/v1"},
                       {"kind", "AdmissionReview"},
                       {"request",
                        {{"uid", "u"},
                         {"kind", {{"group", "g"}, {"version", "v"}, {"kind", "k"}}},
                         {"resource", {{"group", "g"}, {"version", "v"}, {"resource", "r"}}},
                         {"name", "n"},
                         {"namespace", "n"},
                         {"operation", TextOf(row, "operation")},
                         {"userInfo", {{"username", "u"}}},
                         {"object", Json::object()},
                         {"oldObject", Json::object()}}}};
  return !k8s::DecodeReview(review.dump(), {}).has_value();
}

// A request by annotation that stands there from before, in an UPDATE that leaves the spec alone.
bool IsRequestLeftStanding(const Value& row) {
  const auto control = [&row](std::string_view which) {
    return row.FindPath(
        {which, "metadata", "annotations", "flinkclusters.flinkoperator.k8s.io/user-control"});
  };
  const Value* now = control("object");
  const Value* before = control("oldObject");
  return now != nullptr && before != nullptr && now->text() == before->text() &&
         flink::spotify::SameSpec(row.FindPath({"object", "spec"}),
                                  row.FindPath({"oldObject", "spec"}));
}

// memoryOffHeapMin beyond 63 bits, whose low bits the original compares with the memory.
bool HasHugeOffHeap(const Value& row) {
  for (const std::string_view role : {"jobManager", "taskManager"}) {
    const Value* minimum = row.FindPath({"object", "spec", role, "memoryOffHeapMin"});
    const auto amount = minimum == nullptr ? std::nullopt : flink::spotify::ReadQuantity(*minimum);
    if (amount && amount->Value() == std::numeric_limits<std::int64_t>::max()) return true;
  }
  return false;
}

const Meaning* MeaningOf(std::string_view message) {
  for (const Meaning& meaning : kMeanings) {
    if (message.find(meaning.text) != std::string_view::npos) return &meaning;
  }
  return nullptr;
}

// A denial of the original: ours, for a reason that is among ours.
void CompareDenial(const std::string& where, const Value& row,
                   const std::set<std::string_view>& denials, Report& report) {
  const std::string_view message = TextOf(row, "message");
  const Meaning* meaning = MeaningOf(message);
  const bool same =
      meaning != nullptr && std::ranges::any_of(meaning->rules, [&](std::string_view rule) {
        return !rule.empty() && denials.contains(rule);
      });
  if (same) return report.Pass();
  const bool control = meaning != nullptr && meaning->rules[0] == "flinkcluster-control-refused";
  if (control && denials.empty() && IsRequestLeftStanding(row)) {
    return report.Deviate("request-left-standing");
  }
  report.Fail(where, message, denials);
}

void CompareDefaults(const std::string& where, const Value& row, const Webhook& webhook,
                     Report& report) {
  const Value* object = row.Find("object");
  const Value* merge = row.Find("semanticMergePatch");
  auto whole = doc::ReadJson(doc::ToJson(*object), {});
  if (!whole) return report.Fail(where, "an object", whole.error().error.message);
  const engine::Mutation mutation = webhook.Defaults(row, *whole);
  const Value* spec = object->Find("spec");
  if ((spec == nullptr || !spec->IsObject()) && mutation.additions.empty() &&
      !merge->members().empty()) {
    return report.Deviate("no-spec");
  }
  if (TextOf(row, "delivery") == "apiserver") {
    for (const rulebook::Addition& addition : mutation.additions) {
      if (addition.by->meta.id != kCrdDefaults) continue;
      return report.Fail(where, "nothing beyond the CRD's defaults", addition.what);
    }
  }
  DefaultedRow compared{.object = Json::parse(doc::ToJson(*object)),
                        .merge = Json::parse(doc::ToJson(*merge))};
  for (const rulebook::Addition& addition : mutation.additions) {
    if (addition.by->meta.id == kCrdDefaults) continue;
    compared.additions.push_back({addition.tokens, Json::parse(addition.value_json)});
  }
  Compare(where, compared, report);
}

void CompareRow(const std::string& where, const Value& row, const Webhook& webhook,
                Report& report) {
  const Value* allowed = row.Find("allowed");
  const bool expected = allowed != nullptr && allowed->AsBool();
  const bool defaults = TextOf(row, "kind") == "default";
  if (IsRefusedUnread(row)) {
    if (!expected) return report.Pass();
    // The original's defaulting looks at no operation.
    return defaults ? report.Deviate("unknown-operation") : report.Fail(where, true, false);
  }
  if (defaults && expected) return CompareDefaults(where, row, webhook, report);
  const std::set<std::string_view> denials = webhook.Denials(row);
  if (!expected) return CompareDenial(where, row, denials, report);
  const bool off_heap = denials.contains("flinkcluster-off-heap-too-large");
  if (off_heap && denials.size() == 1 && HasHugeOffHeap(row)) {
    return report.Deviate("huge-off-heap");
  }
  denials.empty() ? report.Pass() : report.Fail(where, "allowed", denials);
}

}  // namespace

base::Result<void> RunFlinkCluster(const Path& file, Report& report) {
  SLUICE_TRY(const Webhook webhook, Webhook::Make());
  return ForEachRow(file, [&](std::string_view, const doc::Document& row) -> base::Result<void> {
    CompareRow(file.filename().string() + " " + std::string(TextOf(row.root(), "id")), row.root(),
               webhook, report);
    return {};
  });
}

}  // namespace sluice::conformance

// SPDX-License-Identifier: Apache-2.0
// Suite `operator`: verdicts and mutations of the Apache operator's own webhook, against profile
// apache-operator.
//
// A row is one review with what the operator answered. Compared: a denial there is a denial here,
// and our findings include a rule that the table below gives for its message; where its code
// crashed (`outcome: error`) we deny with words; an allowed object has no denying finding; and the
// label target.session comes out as there, while nothing else is patched (what its typed round trip
// does besides is not meant). Host names mean what dns.json beside the file says. The engine
// judges, without the webhook's ratchet. What differs on purpose is a Deviation, which
// docs/parity.md names.
#include <algorithm>
#include <array>

#include "conformance/suite.h"
#include "sluice/base/text.h"
#include "sluice/doc/document.h"
#include "sluice/engine/engine.h"
#include "sluice/rulebook/all.h"

namespace sluice::conformance {
namespace {

using nlohmann::json;

// --- what the operator's messages speak of
// --------------------------------------------------------

struct Speaks {
  std::string_view part;  // of the message
  std::string_view rule;
};

constexpr Speaks kMessages[] = {
    {"The FlinkDeployment name:", "name-too-long"},
    {"Flink Version must be defined", "flink-version-unsupported"},
    {"is not supported by this operator version", "flink-version-unsupported"},
    {"Changing flinkVersion after last-state suspend", "unsupported-change"},
    {"Forbidden Flink config key", "forbidden-config-keys"},
    {"HA must be enabled for rollback support", "rollback-and-healthcheck-prereqs"},
    {"Deployment recovery (", "rollback-and-healthcheck-prereqs"},
    {"Ingress template must be defined", "ingress-template-invalid"},
    {"Unable to process the Ingress template", "ingress-template-invalid"},
    {"Invalid log config key", "log-config-invalid"},
    {"Checkpoint directory[", "checkpoint-dir-missing"},
    {"Job could not be upgraded with savepoint", "savepoint-dir-missing"},
    {"Savepoint could not be manually triggered", "savepoint-dir-missing"},
    {"Periodic savepoints cannot be enabled", "savepoint-dir-missing"},
    {"In order to use max-checkpoint age", "savepoint-dir-missing"},
    {"TaskManager replicas must be larger than 0", "replicas-below-one"},
    {"replicas should not be configured less than one", "replicas-below-one"},
    {"Job parallelism must be larger than 0", "parallelism-missing"},
    {"JobManager resource memory must be defined", "jm-memory-infeasible"},
    {"TaskManager resource memory must be defined", "tm-memory-infeasible"},
    {"resource memory parse error", "resources-invalid"},
    {"resource ephemeral storage parse error", "resources-invalid"},
    {"resource requirements", "resources-invalid"},
    {"High availability should be enabled when starting standby", "jm-replicas-without-ha"},
    {"Cannot switch from", "unsupported-change"},
    {"InitialSavepointPath must not be empty", "unsupported-change"},
    {"spec.serviceAccount must be defined", "service-account-missing"},
    {"The AutoScalerOption", "autoscaler-options-invalid"},
    {"in the autoscaler config", "autoscaler-options-invalid"},
    {"The autoscaler metric window", "autoscaler-window-shorter-than-reconcile"},
    {"The job spec should not be empty", "session-job-incomplete"},
    {"The deploymentName can't be changed", "unsupported-change"},
    {"jarURI", "jar-uri-untrusted"},
    {"Can not submit session job to application cluster", "session-cluster-unfit"},
    {"The session job's cluster id is not match", "session-cluster-unfit"},
    {"Exactly one of checkpoint or savepoint", "snapshot-spec-invalid"},
    {"Job reference must be supplied", "snapshot-spec-invalid"},
    {"Target for snapshot", "snapshot-target-missing"},
};

// Empty for a message that nobody has put into the table.
std::string_view RuleOf(std::string_view message) {
  for (const Speaks& speaks : kMessages) {
    if (message.find(speaks.part) != std::string_view::npos) return speaks.rule;
  }
  return {};
}

// --- rows
// -----------------------------------------------------------------------------------------

// nlohmann keeps no order of members, and the configuration's order counts: rows are read a second
// time, in document order, by the product's reader.
struct Row {
  const json& recorded;
  const doc::Document& document;
  const doc::Value& object;

  [[nodiscard]] const doc::Value* Node(std::initializer_list<std::string_view> path) const {
    return object.FindPath(path);
  }
  [[nodiscard]] std::string_view Text(std::initializer_list<std::string_view> path) const {
    return TextOf(Node(path));
  }
  [[nodiscard]] std::string String(const char* field) const { return recorded.value(field, ""); }
  [[nodiscard]] bool IsUpdate() const { return String("operation") == "UPDATE"; }
};

// Where Sluice answers otherwise on purpose: each has a paragraph in docs/parity.md.
struct Deviation {
  std::string_view name;
  bool of_mutation;
  bool (*applies)(const Row& row);
};

constexpr Deviation kDeviations[] = {
    {"canary-label", false,
     [](const Row& row) {
       return base::ToLower(row.Text({"metadata", "labels", "flink.apache.org/canary"})) ==
                  "true" &&
              row.String("outcome") == "allow";
     }},
    {"blue-green-is-judged", false,
     [](const Row& row) {
       return row.String("kind") == "FlinkBlueGreenDeployment" &&
              row.String("message") == "Unexpected resource: FlinkBlueGreenDeployment";
     }},
    {"request-has-a-namespace", false,
     [](const Row& row) {
       return row.Node({"metadata", "namespace"}) == nullptr && row.String("outcome") == "error" &&
              base::ToLower(row.Text({"spec", "ingress", "template"})).find("{{namespace}}") !=
                  std::string::npos;
     }},
    {"labels-are-not-replaced", true,
     [](const Row& row) { return row.Node({"metadata", "labels", "target.session"}) != nullptr; }},
};

// The deviation by which the row may differ, or empty.
std::string_view DeviationOf(const Row& row, bool of_mutation) {
  for (const Deviation& deviation : kDeviations) {
    if (deviation.of_mutation == of_mutation && deviation.applies(row)) return deviation.name;
  }
  return {};
}

// --- Sluice's answer
// ------------------------------------------------------------------------------

// Rules and profile, and the names that mean something; the same for all rows of a file.
class Judge {
 public:
  static base::Result<Judge> Make(const Path& file) {
    Judge judge;
    SLUICE_TRY(rulebook::Rulebook book, rulebook::BuildShipped());
    judge.rulebook_ = std::make_shared<const rulebook::Rulebook>(std::move(book));
    const auto shipped = policy::ShippedProfiles();
    auto policies = policy::PolicySet::ForProfile(*judge.rulebook_, shipped, "apache-operator");
    if (!policies) return tl::unexpected(policies.error().front());
    judge.policies_ = std::make_shared<const policy::PolicySet>(*std::move(policies));
    const auto names = ReadFile(file.parent_path() / "dns.json");
    if (!names) return judge;  // then no name can be resolved
    const json table = json::parse(*names, nullptr, false);
    if (table.is_discarded()) return base::Fail(base::Code::kInvalid, "dns.json is not JSON");
    judge.addresses_ = table.at("hosts").get<flink::AddressTable>();
    return judge;
  }

  void Compare(const Row& row, const std::string& where, Report& report) const {
    Known known{row, *this};
    const engine::Snapshot snapshot{rulebook_, policies_, known.knowledge};
    const policy::Selection selection = policies_->Select(
        {.namespace_name = known.question.namespace_name, .kind = known.question.kind});
    CompareVerdict(row, where, Denials(selection, known), report);
    CompareLabel(row, where, snapshot, selection, known, report);
  }

 private:
  // What is known of one row's cluster.
  struct Known {
    Known(const Row& row, const Judge& judge);
    void FindRelated(const Row& row);

    std::shared_ptr<const flink::Knowledge> knowledge;
    flink::Question question;
    std::vector<flink::Resource> related;
  };

  using Findings = std::vector<std::pair<std::string, std::string>>;  // rule, words

  static Findings Denials(const policy::Selection& selection, const Known& known) {
    const flink::Subject subject = flink::Understand(known.question, *known.knowledge);
    Findings denials;
    for (const auto& judged : engine::Judge(selection, subject).findings) {
      if (judged.action != rulebook::Action::kDeny) continue;
      denials.emplace_back(judged.finding.rule->meta.id,
                           judged.finding.field + ": " + judged.finding.detail);
    }
    return denials;
  }

  static void CompareVerdict(const Row& row, const std::string& where, const Findings& denials,
                             Report& report) {
    const std::string outcome = row.String("outcome");
    const std::string message = row.String("message");
    const std::string_view rule = RuleOf(message);
    const bool has_rule =
        std::ranges::any_of(denials, [rule](const auto& denial) { return denial.first == rule; });
    const bool same = outcome == "allow"   ? denials.empty()
                      : outcome == "error" ? !denials.empty()
                                           : has_rule;
    if (same || !DeviationOf(row, false).empty()) return report.Pass();
    const std::string expected = outcome == "error" ? row.String("errorRoot") : message;
    report.Fail(where, {outcome, expected, rule}, denials);
  }

  // The value of the label after the operator's patch, null when there is none.
  static json LabelThere(const Row& row) {
    const json& object = row.recorded.at("object");
    const json patch = row.recorded.value("mutatePatch", json::array());
    if (patch.is_array() && !patch.empty()) {
      const bool label = std::ranges::any_of(patch, [](const json& operation) {
        return operation.value("path", "").starts_with("/metadata/labels");
      });
      if (label) return row.Text({"spec", "deploymentName"});
    }
    return LabelOf(object);
  }
  static json LabelOf(const json& object) {
    const json labels = object.value("metadata", json::object()).value("labels", json());
    return labels.is_object() ? labels.value("target.session", json()) : json();
  }

  static void CompareLabel(const Row& row, const std::string& where,
                           const engine::Snapshot& snapshot, const policy::Selection& selection,
                           const Known& known, Report& report) {
    if (row.recorded.contains("mutateError")) return;
    const doc::Document document = doc::Subtree(row.document, row.object);
    const engine::Mutation mutation = engine::Mutate(snapshot, selection, known.question, document);
    json object = row.recorded.at("object");
    if (!mutation.patch_json.empty()) object = object.patch(json::parse(mutation.patch_json));
    json only_label = row.recorded.at("object");
    if (!LabelOf(object).is_null()) {
      only_label["metadata"]["labels"]["target.session"] = LabelOf(object);
    }
    if (object != only_label) {
      return report.Fail(where + " mutate", "the label alone", json::parse(mutation.patch_json));
    }
    const json there = LabelThere(row);
    const bool untouched = LabelOf(object) == LabelOf(row.recorded.at("object"));
    if (there == LabelOf(object)) return report.Pass();
    if (untouched && !DeviationOf(row, true).empty()) return report.Pass();
    report.Fail(where + " mutate", there, LabelOf(object));
  }

  std::shared_ptr<const rulebook::Rulebook> rulebook_;
  std::shared_ptr<const policy::PolicySet> policies_;
  flink::AddressTable addresses_;
};

Judge::Known::Known(const Row& row, const Judge& judge) {
  auto known = std::make_shared<flink::Knowledge>(judge.policies_->knowledge());
  if (const doc::Value* configuration = row.document.root().Find("operatorConfig")) {
    for (const doc::Member& member : configuration->members()) {
      known->operator_configuration.emplace_back(member.key, member.value.text());
    }
  }
  knowledge = std::move(known);
  const std::string_view version = row.Text({"apiVersion"});
  const std::size_t slash = std::min(version.find('/'), version.size());
  question.change = row.IsUpdate() ? flink::Change::kUpdate : flink::Change::kCreate;
  question.object = &row.object;
  question.old_object = row.document.root().Find("oldObject");
  question.group = version.substr(0, slash);
  question.version = version.substr(std::min(slash + 1, version.size()));
  question.kind = row.Text({"kind"});
  question.namespace_name = row.Text({"metadata", "namespace"});
  question.name = row.Text({"metadata", "name"});
  question.related.addresses = &judge.addresses_;
  FindRelated(row);
}

void Judge::Known::FindRelated(const Row& row) {
  if (const doc::Value* objects = row.document.root().Find("related")) {
    for (const doc::Value& object : objects->items()) {
      related.push_back(flink::Read(object).resource);
    }
  }
  const bool forced = row.String("relatedLookup") == "forced";
  const auto find = [&](std::string_view kind, std::string_view name) -> flink::RelatedResource {
    if (forced) return {true, related.empty() ? nullptr : related.data()};
    const auto found = std::ranges::find_if(related, [&](const flink::Resource& resource) {
      return resource.kind_name == kind && resource.name == name &&
             resource.namespace_name == question.namespace_name;
    });
    return {true, found == related.end() ? nullptr : &*found};
  };
  question.related.session_cluster = find("FlinkDeployment", row.Text({"spec", "deploymentName"}));
  question.related.snapshot_target =
      find(row.Text({"spec", "jobReference", "kind"}), row.Text({"spec", "jobReference", "name"}));
}

// Every deviation has its paragraph in the page.
base::Result<void> CheckPage() {
  SLUICE_TRY(const std::string page, ReadFile(Path(SLUICE_SOURCE_DIR) / "docs" / "parity.md"));
  for (const Deviation& deviation : kDeviations) {
    if (page.find("`" + std::string(deviation.name) + "`") == std::string::npos) {
      return base::Fail(base::Code::kInvalid, "docs/parity.md does not name the deviation " +
                                                  std::string(deviation.name));
    }
  }
  return {};
}

}  // namespace

base::Result<void> RunOperator(const Path& file, Report& report) {
  if (auto page = CheckPage(); !page) return page;
  SLUICE_TRY(const Judge judge, Judge::Make(file));
  return ForEachRecording(
      file, [&](const json& recorded, const doc::Document& document) -> base::Result<void> {
        const doc::Value* object = document.root().Find("object");
        if (object == nullptr || !recorded.contains("outcome")) {
          return base::Fail(base::Code::kInvalid, file.string() + " has a row of another suite");
        }
        judge.Compare(Row{recorded, document, *object}, recorded.value("id", "?"), report);
        return {};
      });
}

}  // namespace sluice::conformance

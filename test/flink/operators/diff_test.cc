// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/diff.h"

#include <string>

#include "flink/json.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

// The two objects of an UPDATE and what stands between them.
struct Update {
  Update(const std::string& before_spec, const std::string& after_spec,
         const std::string& kind = "FlinkDeployment")
      : before(test::Json(Object(before_spec, kind))), after(test::Json(Object(after_spec, kind))) {
    Question question;
    question.change = Change::kUpdate;
    question.object = &after.root();
    question.old_object = &before.root();
    subject = Understand(question, {});
    diff = DiffOf(subject);
  }
  Update(const Update&) = delete;

  static std::string Object(const std::string& spec, const std::string& kind) {
    const std::string group =
        kind == "Spotify" ? "flinkoperator.k8s.io/v1beta1" : "flink.apache.org/v1beta1";
    return R"({"apiVersion":")" + group + R"(","kind":")" +
           (kind == "Spotify" ? "FlinkCluster" : kind) + R"(","metadata":{"name":"a"},"spec":{)" +
           spec + "}}";
  }

  doc::Document before, after;
  Subject subject;
  Diff diff;
};

std::string Job(const std::string& fields) {
  return R"("flinkVersion":"v1_20","job":{)" + fields + "}";
}
std::string Configured(const std::string& configuration, const std::string& mode = "savepoint") {
  return R"("flinkVersion":"v1_20","job":{"upgradeMode":")" + mode +
         R"("},"flinkConfiguration":{)" + configuration + "}";
}

TEST_CASE("equal specs differ in nothing") {
  const Update same(Job(R"("upgradeMode":"savepoint")"), Job(R"("upgradeMode":"savepoint")"));
  CHECK(same.diff.entries.empty());
  CHECK(same.diff.consequence == Consequence::kNothing);
}

TEST_CASE("what Java fills in is no difference") {
  const Update job(Job(""),
                   Job(R"("state":"RUNNING","upgradeMode":"stateless","args":[],"parallelism":0)"));
  CHECK(job.diff.entries.empty());
  const Update flat(Configured(R"("state.backend.type":"rocksdb")"),
                    Configured(R"("state":{"backend":{"type":"rocksdb"}})"));
  CHECK(flat.diff.entries.empty());
}

TEST_CASE("keys are weighed by their prefix") {
  const Update ignored(Configured(R"("job.autoscaler.enabled":"true")"),
                       Configured(R"("parallelism.default":"3","kubernetes.operator.x":"y")"));
  REQUIRE(ignored.diff.entries.size() == 3);
  CHECK(ignored.diff.diff_class == DiffClass::kIgnore);
  CHECK(ignored.diff.consequence == Consequence::kNothing);
  CHECK(ignored.diff.entries[0].name == "job.autoscaler.enabled");
  CHECK(ignored.diff.entries[0].after == nullptr);

  const Update upgrade(Configured(R"("a":"1","job.autoscaler.enabled":"true")"),
                       Configured(R"("a":"2")"));
  CHECK(upgrade.diff.diff_class == DiffClass::kUpgrade);
  CHECK(NamesOf(upgrade.diff, DiffClass::kUpgrade, 3) == "a");
  CHECK(NamesOf(upgrade.diff, DiffClass::kIgnore, 1) == "a and 1 more");
}

TEST_CASE("overrides of vertices scale in place only where Flink can") {
  const std::string overrides = R"("pipeline.jobvertex-parallelism-overrides":)";
  const Update slow(Configured(overrides + "\"v:1\""), Configured(overrides + "\"v:2\""));
  CHECK(slow.diff.diff_class == DiffClass::kScale);
  CHECK(slow.diff.consequence == Consequence::kFromSavepoint);
  const std::string adaptive = R"("jobmanager.scheduler":"Adaptive",)";
  const Update fast(Configured(adaptive + overrides + "\"v:1\""),
                    Configured(adaptive + overrides + "\"v:2\""));
  CHECK(fast.diff.consequence == Consequence::kRescaled);
  const std::string standalone = R"("mode":"standalone",)";
  const Update upgrade(standalone + Configured(overrides + "\"v:1\""),
                       standalone + Configured(overrides + "\"v:2\""));
  CHECK(upgrade.diff.diff_class == DiffClass::kUpgrade);
}

TEST_CASE("replicas scale only standalone and reactive") {
  const auto spec = [](const std::string& mode, const std::string& replicas) {
    return R"("mode":")" + mode + R"(","taskManager":{"replicas":)" + replicas + "}," +
           Configured(R"("scheduler-mode":"reactive")");
  };
  const Update native(spec("native", "1"), spec("native", "2"));
  CHECK(native.diff.diff_class == DiffClass::kUpgrade);
  CHECK(native.diff.consequence == Consequence::kFromSavepoint);
  const Update standalone(spec("standalone", "1"), spec("standalone", "2"));
  CHECK(standalone.diff.diff_class == DiffClass::kScale);
  CHECK(standalone.diff.consequence == Consequence::kRescaled);
}

TEST_CASE("the upgrade mode says what the job starts from") {
  const auto with = [](const std::string& mode, const std::string& image) {
    return R"("image":")" + image + R"(",)" + Configured("", mode);
  };
  const auto of = [&](const std::string& mode) {
    return Update(with(mode, "i"), with(mode, "j")).diff;
  };
  CHECK(of("stateless").consequence == Consequence::kFromNothing);
  CHECK_FALSE(of("stateless").keeps_state);
  CHECK(of("savepoint").consequence == Consequence::kFromSavepoint);
  CHECK(of("last-state").consequence == Consequence::kFromLatestState);
  CHECK(of("LAST-STATE").keeps_state);
  CHECK(Update(with("savepoint", "i"), with("last-state", "i")).diff.consequence ==
        Consequence::kNothing);
  // Without high availability so far the operator takes a savepoint once.
  CHECK(Update(with("savepoint", "i"), with("last-state", "j")).diff.consequence ==
        Consequence::kFromSavepoint);
}

TEST_CASE("another Flink version needs a savepoint") {
  const Update update(R"("flinkVersion":"v1_19","job":{"upgradeMode":"last-state"})",
                      R"("flinkVersion":"v1_20","job":{"upgradeMode":"last-state"})");
  CHECK(update.diff.consequence == Consequence::kFromSavepoint);
}

TEST_CASE("suspending and resuming") {
  const std::string running = Job(R"("upgradeMode":"last-state","state":"running")");
  const std::string suspended = Job(R"("upgradeMode":"last-state","state":"suspended")");
  const std::string lost = Job(R"("state":"suspended")");
  CHECK(Update(running, suspended).diff.consequence == Consequence::kSuspended);
  CHECK(Update(running, suspended).diff.keeps_state);
  CHECK_FALSE(Update(running, lost).diff.keeps_state);
  CHECK(Update(suspended, running).diff.consequence == Consequence::kFromLatestState);
  // Suspended without state, there is none to resume from.
  CHECK(Update(lost, running).diff.consequence == Consequence::kFromNothing);
}

TEST_CASE("a redeployment from a named savepoint wins over everything") {
  const std::string one = Job(R"("upgradeMode":"stateless","savepointRedeployNonce":1)");
  const std::string two = Job(R"("upgradeMode":"stateless","savepointRedeployNonce":2)");
  const std::string none = Job(R"("upgradeMode":"stateless")");
  CHECK(Update(one, two).diff.consequence == Consequence::kFromInitialSavepoint);
  CHECK(Update(two, none).diff.consequence == Consequence::kNothing);
}

TEST_CASE("what the operator refuses, and session clusters") {
  const std::string job = Job(R"("upgradeMode":"savepoint")");
  CHECK(Update(job, R"("flinkVersion":"v1_20")").diff.consequence == Consequence::kRefused);
  CHECK(Update(job, R"("mode":"standalone",)" + job).diff.consequence == Consequence::kRefused);
  CHECK(Update(R"("image":"i")", R"("image":"j")").diff.consequence ==
        Consequence::kClusterRestarts);
  CHECK(Update(R"("deploymentName":"a","job":{})", R"("deploymentName":"b","job":{})",
               "FlinkSessionJob")
            .diff.consequence == Consequence::kRefused);
}

TEST_CASE("kinds of other operators") {
  const std::string job = R"("job":{"savepointsDir":"s3://b/s"})";
  CHECK(Update(R"("image":{"name":"i"},)" + job, R"("image":{"name":"j"},)" + job, "Spotify")
            .diff.consequence == Consequence::kFromSavepoint);
  const Update article(R"("image":"i","flinkConfiguration":{"a":"1"})",
                       R"("image":"j","flinkConfiguration":{"a":"2"})", "FlinkCluster");
  CHECK(article.diff.consequence == Consequence::kUnknown);
  CHECK(NamesOf(article.diff, DiffClass::kUpgrade, 9) == "a, spec.image");
}

TEST_CASE("a body that is no spec differs in nothing and harms nobody") {
  const Update odd(R"("job":3,"flinkConfiguration":[1])", R"("job":null,"flinkConfiguration":"x")");
  CHECK(odd.diff.entries.empty());
  Subject create;
  CHECK(DiffOf(create).entries.empty());
}

}  // namespace
}  // namespace sluice::flink

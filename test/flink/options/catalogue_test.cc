// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/options/catalogue.h"

#include <string>

#include "sluice/flink/options/ids.h"
#include "support/catch.h"

namespace sluice::flink::options {
namespace {

std::string KeysText(OptionId option, FlinkVersion version) {
  std::string text;
  for (const KeyId key : KeysOf(option, version)) {
    if (!text.empty()) text += ' ';
    text += KeyName(key);
  }
  return text;
}

OptionId Option(std::string_view key) {
  const auto option = FindOption(key);
  REQUIRE(option.has_value());
  return *option;
}

}  // namespace

TEST_CASE("every key is found by its name and keys are sorted") {
  REQUIRE(KeyCount() > 1400);
  for (std::uint16_t i = 0; i < KeyCount(); ++i) {
    const auto found = FindKey(KeyName(KeyId{i}));
    REQUIRE(found.has_value());
    REQUIRE(found->value == i);
    if (i > 0) REQUIRE(KeyName(KeyId{static_cast<std::uint16_t>(i - 1)}) < KeyName(KeyId{i}));
  }
}

TEST_CASE("unknown keys are not found") {
  for (const std::string_view key :
       {"", "a", "1234567", "12345678", "state.backend.typo", "State.backend.type",
        "state.backend.type ", "taskmanager.memory.process.siz"}) {
    CHECK_FALSE(FindKey(key).has_value());
    CHECK_FALSE(FindOption(key).has_value());
  }
}

TEST_CASE("one option over versions: high availability") {
  CHECK(Option("high-availability") == kHighAvailabilityType);
  CHECK(Option("recovery.mode") == kHighAvailabilityType);
  CHECK(CanonicalName(kHighAvailabilityType) == "high-availability.type");
  CHECK(KeysText(kHighAvailabilityType, FlinkVersion::k1_15) == "high-availability recovery.mode");
  CHECK(KeysText(kHighAvailabilityType, FlinkVersion::k1_17) ==
        "high-availability.type recovery.mode high-availability");
  const auto key = FindKey("high-availability.type");
  REQUIRE(key.has_value());
  CHECK(OptionsOf(*key, FlinkVersion::k1_16).empty());
  CHECK(VersionsOf(*key).First() == FlinkVersion::k1_17);
  CHECK(VersionsOf(*key).Last() == FlinkVersion::k2_3);
  CHECK(VersionsOf(kHighAvailabilityType).First() == FlinkVersion::k1_15);
}

TEST_CASE("one option over versions: a declaration that a newer one supersedes") {
  // 1.20 declares execution.savepoint.path (deprecated) beside the option that replaces it.
  CHECK(Option("execution.savepoint.path") == kExecutionStateRecoveryPath);
  CHECK(KeysText(kExecutionStateRecoveryPath, FlinkVersion::k1_19) == "execution.savepoint.path");
  CHECK(KeysText(kExecutionStateRecoveryPath, FlinkVersion::k1_20) ==
        "execution.state-recovery.path execution.savepoint.path");
}

TEST_CASE("a key that speaks for several options") {
  const auto key = FindKey("kubernetes.service-account");
  REQUIRE(key.has_value());
  const auto uses = OptionsOf(*key, FlinkVersion::k1_20);
  REQUIRE(uses.size() == 3);
  CHECK(uses[0].rank == 0);
  CHECK(CanonicalName(uses[0].option) == "kubernetes.service-account");
  CHECK(uses[1].rank == 1);
  CHECK(CanonicalName(uses[1].option) == "kubernetes.jobmanager.service-account");
  CHECK(CanonicalName(uses[2].option) == "kubernetes.taskmanager.service-account");
}

TEST_CASE("what an option is depends on the version") {
  const OptionInfo* old_max = Info(kTaskmanagerMemoryNetworkMax, FlinkVersion::k1_16);
  const OptionInfo* new_max = Info(kTaskmanagerMemoryNetworkMax, FlinkVersion::k1_17);
  REQUIRE((old_max != nullptr && new_max != nullptr));
  CHECK(old_max->type == ValueType::kMemorySize);
  CHECK(old_max->default_text == "1 gb");
  CHECK(new_max->default_text == "9223372036854775807 bytes");
  CHECK(Info(kHeartbeatInterval, FlinkVersion::k1_19)->type == ValueType::kLong);
  CHECK(Info(kHeartbeatInterval, FlinkVersion::k1_20)->type == ValueType::kDuration);
  // Of the two declarations of 1.20 the current, typed one.
  CHECK(Info(kPekkoAskTimeout, FlinkVersion::k1_20)->type == ValueType::kDuration);
  CHECK(Info(Option("taskmanager.heap.size"), FlinkVersion::k2_0) == nullptr);
  CHECK(KeysOf(Option("taskmanager.heap.size"), FlinkVersion::k2_0).empty());
}

TEST_CASE("versions outside the catalogue are answered as its nearest one") {
  CHECK(KeysText(kHighAvailabilityType, FlinkVersion::k1_13) == "high-availability recovery.mode");
  CHECK(Info(kSecuritySslVerifyHostname, FlinkVersion::k2_4) ==
        Info(kSecuritySslVerifyHostname, FlinkVersion::k2_3));
}

TEST_CASE("enum constants, lists and maps") {
  const OptionInfo* scheduler = Info(kJobmanagerScheduler, FlinkVersion::k2_0);
  REQUIRE(scheduler != nullptr);
  CHECK(scheduler->type == ValueType::kEnum);
  CHECK(scheduler->enum_constants.size() == 3);
  const OptionInfo* labels = Info(kKubernetesJobmanagerLabels, FlinkVersion::k1_20);
  CHECK((labels->type == ValueType::kMap && labels->is_map && !labels->is_list));
  const OptionInfo* tolerations = Info(kKubernetesJobmanagerTolerations, FlinkVersion::k1_20);
  CHECK((tolerations->type == ValueType::kMap && !tolerations->is_map && tolerations->is_list));
}

TEST_CASE("keys below a map option") {
  const auto labels = PrefixMapOf("kubernetes.jobmanager.labels.team", FlinkVersion::k1_20);
  REQUIRE(labels.has_value());
  CHECK(KeyName(*labels) == "kubernetes.jobmanager.labels");
  CHECK_FALSE(PrefixMapOf("state.backend.type.x", FlinkVersion::k1_20).has_value());
  CHECK_FALSE(PrefixMapOf(".", FlinkVersion::k1_20).has_value());
  CHECK_FALSE(PrefixMapOf("", FlinkVersion::k1_20).has_value());
  const std::string deep = "kubernetes.jobmanager.labels." + std::string(1 << 20, '.');
  CHECK(PrefixMapOf(deep, FlinkVersion::k1_20) == labels);
  CHECK_FALSE(FindKey(deep).has_value());
}

TEST_CASE("keys that are handed on") {
  for (const std::string_view key :
       {"s3.access-key", "metrics.reporter.prom.port", "flink.hadoop.fs.defaultFS",
        "external-resource.gpu.amount", "external-resource.gpu.param.discovery-script.path",
        "kubernetes.operator.default-configuration.namespace.ns1.a"}) {
    INFO(key);
    CHECK(IsPassThrough(key));
  }
  for (const std::string_view key : {"s3.", "external-resource..amount", "state.backend", ""}) {
    INFO(key);
    CHECK_FALSE(IsPassThrough(key));
  }
  CHECK(IsInternal("$internal.pipeline.job-id"));
  CHECK_FALSE(IsInternal("pipeline.name"));
}

TEST_CASE("operator options exist in every Flink version") {
  const OptionId option = Option("kubernetes.operator.savepoint.history.max.count");
  for (std::size_t v = 0; v < kCataloguedVersionCount; ++v) {
    const FlinkVersion version = AtCatalogueIndex(v);
    REQUIRE(Info(option, version) != nullptr);
    CHECK(Info(option, version)->owner == Owner::kOperator);
  }
  CHECK(InOperator(option, OperatorRelease::k1_7));
  CHECK(InOperator(option, OperatorRelease::k1_16));
  CHECK_FALSE(InOperator(kHighAvailabilityType, OperatorRelease::k1_16));
}

TEST_CASE("did you mean") {
  using Names = std::vector<std::string_view>;
  CHECK(DidYouMean("state.backend.typ", FlinkVersion::k1_20, 1) == Names{"state.backend.type"});
  CHECK(DidYouMean("state.bakcend.type", FlinkVersion::k1_20, 1) == Names{"state.backend.type"});
  CHECK(DidYouMean("taskManager.numberOfTaskslots", FlinkVersion::k1_20, 1) ==
        Names{"taskmanager.numberOfTaskSlots"});
  CHECK(DidYouMean("high-availability.type", FlinkVersion::k1_16, 3) == Names{"high-availability"});
  CHECK(DidYouMean("akka.ask.timeout", FlinkVersion::k2_0, 3) == Names{"pekko.ask.timeout"});
  CHECK(DidYouMean("XXstate.backend.type", FlinkVersion::k1_20, 1) == Names{"state.backend.type"});
  CHECK(DidYouMean("ate.backend.type", FlinkVersion::k1_20, 1) == Names{"state.backend.type"});
  CHECK(DidYouMean("state.backend.type12", FlinkVersion::k1_20, 1) == Names{"state.backend.type"});
  CHECK(DidYouMean("state.backend.type123", FlinkVersion::k1_20, 1).empty());
  CHECK(DidYouMean("tsate.backend.tyep", FlinkVersion::k1_20, 1) == Names{"state.backend.type"});
  CHECK(DidYouMean("xtate.backxnd.typx", FlinkVersion::k1_20, 1).empty());
  CHECK(DidYouMean("ports", FlinkVersion::k1_20, 3).empty());
  CHECK(DidYouMean(std::string(5000, 'a'), FlinkVersion::k1_20, 3).empty());
  CHECK(DidYouMean("", FlinkVersion::k1_20, 3).empty());
}

}  // namespace sluice::flink::options

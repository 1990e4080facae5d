// SPDX-License-Identifier: Apache-2.0
// A fleet: 200 policies over 2,000 namespaces. How long they take to load, and what it costs to
// find what holds for one request.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "sluice/policy/policy.h"
#include "sluice/rulebook/all.h"
#include "support/allocations.h"

namespace sluice::policy {
namespace {

constexpr int kTeams = 197;  // and three policies of the platform
constexpr int kNamespaces = 2'000;

std::string Document(const std::string& name, const std::string& spec) {
  return fmt::format(
      "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {{name: "
      "{}}}\nspec:\n{}",
      name, spec);
}

std::string TeamPolicy(int team) {
  return Document(
      fmt::format("team-{}", team),
      fmt::format("  profile: {}\n  match:\n    namespaces: [team-{}, team-{}-dev, \"team-{}-s?\", "
                  "\"team-{}-p*\"]\n    excludeNamespaces: [team-{}-play]\n"
                  "    excludeGroups: [platform-admins]\n"
                  "  parameters: {{storageRoot: \"s3://team-{}-state\"}}\n"
                  "  rules: [{{id: concurrent-checkpoints, actions: [Warn], params: "
                  "{{maximumConcurrent: {}}}}}]\n  defaults: [{{id: checkpoint-dir}}]\n",
                  team % 3 == 0 ? "production" : "baseline", team, team, team, team, team, team,
                  1 + team % 5));
}

std::vector<Source> Fleet() {
  std::vector<Source> sources = {
      {"all.yaml", Document("all", "  profile: baseline\n")},
      {"live.yaml",
       Document("live", "  profile: production\n  match: {namespaces: [\"*-prod\"]}\n")},
      {"lab.yaml", Document("lab",
                            "  profile: baseline\n  actions: [Warn]\n  overrides: [all]\n"
                            "  match: {namespaces: [\"lab-*\"]}\n")}};
  for (int team = 0; team < kTeams; ++team) {
    sources.push_back({fmt::format("teams/{}.yaml", team), TeamPolicy(team)});
  }
  return sources;
}

std::vector<std::string> Namespaces() {
  std::vector<std::string> names;
  constexpr const char* kStages[] = {"",         "-dev",  "-s1", "-s2",   "-prod",
                                     "-prod-eu", "-play", "-p",  "-other"};
  for (int i = 0; i < kNamespaces; ++i) {
    names.push_back(i % 10 == 9 ? fmt::format("lab-{}", i)
                                : fmt::format("team-{}{}", i / 10 % kTeams, kStages[i % 10]));
  }
  return names;
}

const rulebook::Rulebook& Book() {
  static const rulebook::Rulebook book = [] {
    auto built = rulebook::BuildShipped();
    if (!built) std::abort();
    return *std::move(built);
  }();
  return book;
}

PolicySet MustLoad() {
  auto set = PolicySet::Load(Book(), ShippedProfiles(), Fleet());
  if (!set) {
    std::cerr << set.error().front().ToString() << "\n";
    std::abort();
  }
  return *std::move(set);
}

void Load200Policies(benchmark::State& state) {
  const std::vector<Source> shipped = ShippedProfiles();
  const std::vector<Source> fleet = Fleet();
  for (auto _ : state) benchmark::DoNotOptimize(PolicySet::Load(Book(), shipped, fleet));
}
BENCHMARK(Load200Policies)->Unit(benchmark::kMillisecond);

// The worst that a folder can ask: every policy meets every other and names a parameter.
void Load200ThatMeet(benchmark::State& state) {
  const std::vector<Source> shipped = ShippedProfiles();
  std::vector<Source> fleet;
  for (int i = 0; i < 200; ++i) {
    fleet.push_back(
        {fmt::format("{}.yaml", i),
         Document(fmt::format("p{}", i),
                  fmt::format("  profile: production\n  match: {{namespaces: [\"a{}*\", "
                              "\"*z\"]}}\n  parameters: {{storageRoot: s3://a}}\n",
                              i))});
  }
  for (auto _ : state) benchmark::DoNotOptimize(PolicySet::Load(Book(), shipped, fleet));
}
BENCHMARK(Load200ThatMeet)->Unit(benchmark::kMillisecond);

void SelectIn2000Namespaces(benchmark::State& state) {
  const PolicySet set = MustLoad();
  const std::vector<std::string> names = Namespaces();
  constexpr std::string_view kGroups[] = {"developers", "system:authenticated"};
  std::size_t at = 0;
  std::size_t held = 0;
  const std::size_t before = bench::allocations;
  for (auto _ : state) {
    const Selection selection = set.Select({.namespace_name = names[at],
                                            .kind = "FlinkDeployment",
                                            .operation = k8s::Operation::kCreate,
                                            .username = "alice@example.com",
                                            .groups = kGroups});
    benchmark::DoNotOptimize(selection.rules.data());
    held += selection.policies.size();
    at = at + 1 == names.size() ? 0 : at + 1;
  }
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(bench::allocations - before), benchmark::Counter::kAvgIterations);
  state.counters["policies"] =
      benchmark::Counter(static_cast<double>(held), benchmark::Counter::kAvgIterations);
}
BENCHMARK(SelectIn2000Namespaces);

}  // namespace
}  // namespace sluice::policy

BENCHMARK_MAIN();

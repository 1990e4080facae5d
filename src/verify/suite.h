// SPDX-License-Identifier: Apache-2.0
// What a suite says, typed and with every file it names already read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sluice/verify/verify.h"

namespace sluice::verify {

// A Kubernetes object as JSON text, and where it came from.
struct Manifest {
  std::string json;
  std::string kind;
  doc::Spot spot;
};

// How many there must be: an exact number, or "one or more", or "none".
struct Amount {
  std::optional<std::uint32_t> exactly;  // nothing = at least one

  [[nodiscard]] bool Holds(std::size_t found) const {
    return exactly ? found == *exactly : found > 0;
  }
  [[nodiscard]] std::string ToString() const;  // "2", "at least 1"
};

struct Assertion {
  doc::Spot spot;
  std::optional<Amount> violations;
  std::optional<Amount> warnings;
  std::optional<bool> allowed;
  std::string rule, severity, action, lift, field;  // empty = any
  std::string message;                              // RE2, empty = any
};

struct Case {
  std::string name;
  doc::Spot spot;
  std::string review;  // the AdmissionReview that the API server would send, as JSON
  std::vector<Manifest> related;
  bool knows_related = false;  // a list was given, if an empty one
  std::optional<base::Time> now;
  std::optional<Manifest> patched;
  std::vector<Assertion> assertions;
};

struct Test {
  std::string name;
  doc::Spot spot;
  std::vector<policy::Source> policies;
  std::string profile;  // instead of policies
  std::vector<policy::Source> exceptions;
  std::optional<flink::FlatConfiguration> operator_config;
  std::vector<Manifest> namespaces;
  std::vector<Case> cases;
};

struct Suite {
  std::string file;
  std::vector<Test> tests;
};

}  // namespace sluice::verify

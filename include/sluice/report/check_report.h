// SPDX-License-Identifier: Apache-2.0
// The faces of `sluice check`: what was judged, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "sluice/doc/document.h"
#include "sluice/engine/engine.h"

namespace sluice::report {

// A finding with its place in the file it came from.
struct LocatedFinding {
  engine::JudgedFinding judged;
  doc::Mark mark;           // empty when the place is not in the text
  std::string excerpt;      // the line of the file at `mark`, empty when it may hold a secret
  std::string docs;         // documentation of the resource's Flink version
  std::string fingerprint;  // policy::FingerprintOf
};

// One Flink object that was judged.
struct CheckedObject {
  std::string file;  // "<stdin>" for standard input
  std::string item;  // "items[3]" inside a List, else empty
  std::string kind, namespace_name, name;
  bool allowed = true;
  std::vector<LocatedFinding> findings;
  std::vector<rulebook::Skip> skips;
  std::vector<rulebook::Addition> defaults;  // what a CREATE would have patched in
  std::vector<rulebook::Declined> declined;
  std::vector<std::string> perhaps;  // policies that were taken to hold, since it is not known
};

// A file or document that could not be read.
struct InputProblem {
  base::Error error;
};

// An exception, and what it did for the objects.
struct ExceptionLine {
  const policy::Exception* exception = nullptr;
  policy::ExceptionState state = policy::ExceptionState::kActive;
  std::size_t lifted = 0;  // findings
};

struct CheckReport {
  std::string profile;             // what judged: "profile baseline" or "policies of DIR"
  std::string policy_digest;       // of what judged, as in the webhook's answers
  std::vector<std::string> notes;  // what a reader must know about how it was judged
  std::vector<CheckedObject> objects;
  std::vector<InputProblem> problems;
  std::vector<ExceptionLine> exceptions;
  std::size_t files = 0;
  std::size_t other_documents = 0;  // read, but no Flink object
};

// Counts over a report.
struct CheckSummary {
  std::size_t denied = 0, warned = 0, audited = 0;  // findings by what becomes of them
  std::size_t exempted = 0;                         // lifted by an exception
};
CheckSummary Summarise(const CheckReport& report);

struct TextOptions {
  bool color = false;
};
std::string ToText(const CheckReport& report, const TextOptions& options);
std::string ToJson(const CheckReport& report);

}  // namespace sluice::report

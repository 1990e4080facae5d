// SPDX-License-Identifier: Apache-2.0
// The faces of `sluice diff`: what an update changes, what becomes of the job, what is said to it.
#pragma once

#include <string>
#include <vector>

#include "sluice/flink/diff.h"
#include "sluice/report/check_report.h"

namespace sluice::report {

// One thing that differs, with its values as they may be shown: secrets never, lists and objects
// not at all.
struct DiffRow {
  std::string name;  // a key, or a field: "spec.image"
  bool is_key = false;
  std::string before, after;  // empty = absent
  std::string why;            // of an effective value: who sets it ("operator default", ...)
};

struct DiffedObject {
  enum class Fate { kChanged, kAdded, kRemoved };
  Fate fate = Fate::kChanged;
  CheckedObject checked;  // of the new object, with the findings that the change is to blame for
  std::string old_file;
  // What differs in the resource, beside its class; and what differs then in the configuration that
  // Flink runs with, though nobody wrote it: derived sizes, sections of the operator by version.
  std::vector<std::pair<DiffRow, flink::DiffClass>> rows;
  std::vector<DiffRow> effective;
  flink::Diff diff;                // its nodes are gone; entries are in `rows`
  std::size_t other_findings = 0;  // that the old object has, too
};

struct DiffReport {
  std::string profile;
  std::vector<DiffedObject> objects;
  std::vector<InputProblem> problems;
};

// Fills rows, effective and diff from the subject of the UPDATE.
void Describe(const flink::Subject& subject, DiffedObject& object);

CheckSummary Summarise(const DiffReport& report);
std::string ToText(const DiffReport& report, const TextOptions& options);
std::string ToJson(const DiffReport& report);

}  // namespace sluice::report

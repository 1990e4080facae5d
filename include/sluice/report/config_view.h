// SPDX-License-Identifier: Apache-2.0
// The faces of `sluice config`: what configuration and memory a Flink resource really gets.
#pragma once

#include <span>
#include <string>

#include "sluice/doc/document.h"
#include "sluice/flink/subject.h"

namespace sluice::report {

// One resource to show. `document` is the one that `subject` was understood from: it knows lines.
struct ConfigView {
  std::string file;  // "<stdin>" for standard input, may be empty
  const doc::Document* document = nullptr;
  const flink::Subject* subject = nullptr;
};

struct ConfigOptions {
  bool changed = false;  // leave out what stands at Flink's default
  bool color = false;    // terminal colours; text only
};

// For people, about 100 columns: every value with its origin and line, what was overridden or is
// not read, and the memory of both roles as a picture in human units, or Flink's reason why the
// process cannot start and the nearest size that can. Values of secrets are masked.
std::string ConfigText(std::span<const ConfigView> views, const ConfigOptions& options);

// For programs: {"resources": [...]}, sizes in bytes; the same tree as JSON and as YAML.
std::string ConfigJson(std::span<const ConfigView> views, const ConfigOptions& options);
std::string ConfigYaml(std::span<const ConfigView> views, const ConfigOptions& options);

}  // namespace sluice::report

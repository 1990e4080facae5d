// SPDX-License-Identifier: Apache-2.0
// The operator's default configuration, which stands under every resource: --operator-config FILE.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sluice/base/result.h"
#include "sluice/flink/config.h"
#include "sluice/flink/config_file.h"

namespace sluice::app {

// Reads the text of `file` as what it is:
// - a ConfigMap manifest (as `kubectl get -o yaml` prints it, or a List of one): the text below
//   data["flink-conf.yaml"] or, without it, data["config.yaml"], as Flink 1.20 chooses, which the
//   operator is built on;
// - a file named config.yaml, or one with indented lines: YAML, as Flink reads config.yaml;
// - everything else: flink-conf.yaml, one "key: value" a line.
// The error names the file and never shows a value.
base::Result<flink::FlatConfiguration> ParseOperatorConfig(const std::string& file,
                                                           std::string_view text);

// The text of such a file, at most 1 MiB.
base::Result<std::string> ReadOperatorText(const std::string& file);

// ParseOperatorConfig on a file's content.
base::Result<flink::FlatConfiguration> ReadOperatorConfig(const std::string& file);

// What the policies know, with the operator's configuration.
std::shared_ptr<const flink::Knowledge> WithOperatorConfig(const flink::Knowledge& knowledge,
                                                           flink::FlatConfiguration configuration);

}  // namespace sluice::app

// SPDX-License-Identifier: Apache-2.0
#include "rules/support/ports.h"

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"

namespace sluice::rules {

bool DataPortIsRandom(const flink::Subject& subject) {
  if (subject.resource.kind == flink::ResourceKind::kSpotifyFlinkCluster) return false;
  const flink::Entry* port = subject.config.Find(flink::options::kTaskmanagerDataPort);
  return port == nullptr || base::JavaTrim(port->value) == "0";
}

}  // namespace sluice::rules

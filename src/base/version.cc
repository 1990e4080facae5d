// SPDX-License-Identifier: Apache-2.0
#include "sluice/base/version.h"

namespace sluice::base {

std::string_view Version() { return SLUICE_VERSION; }
std::string_view Commit() { return SLUICE_COMMIT; }

}  // namespace sluice::base

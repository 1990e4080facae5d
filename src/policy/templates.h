// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/bind.h"

namespace sluice::policy {

// Fills the placeholders of text parameters, and of the words of lists, that stand for other
// parameters of the same rule or default: "{{storageRoot}}/{{namespace}}". What is left is for the
// request: {{namespace}}, {{name}} and, in no list, {{root}}, the storage root or the bucket that
// the resource itself names. Complains about any other.
void FillTemplates(const rulebook::Meta& meta, const std::vector<ParamOrigin>& origins,
                   rulebook::Params& params, Complaints& complaints);

}  // namespace sluice::policy

// SPDX-License-Identifier: Apache-2.0
// For the defaults that stand for those of Spotify's operator.
#pragma once

#include "defaults/support/helpers.h"
#include "sluice/doc/document.h"
#include "sluice/flink/spotify.h"

namespace sluice::defaults {

namespace go = flink::spotify;

}  // namespace sluice::defaults

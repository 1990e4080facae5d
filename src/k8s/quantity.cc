// SPDX-License-Identifier: Apache-2.0
#include "sluice/k8s/quantity.h"

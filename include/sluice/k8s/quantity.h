// SPDX-License-Identifier: Apache-2.0
// Kubernetes quantities ("500m", "2Gi", "1e3"), exact, as apimachinery's resource.Quantity.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sluice/base/result.h"

namespace sluice::k8s {

// An exact amount in billionths, which is apimachinery's own grain: what is finer is rounded away
// from zero when it is read. Binary amounts are capped at 2^63-1 units as apimachinery caps them;
// decimal ones at about 1.7e29 units (apimachinery has no cap there).
class Quantity {
 public:
  // apimachinery's grammar (v0.35, resource.ParseQuantity), with what it lets pass ("5.", "+",
  // "n").
  static base::Result<Quantity> Parse(std::string_view text);

  // Whole units, rounded away from zero, as Quantity.Value(); saturates at int64.
  [[nodiscard]] std::int64_t Value() const;
  // Thousandths, rounded away from zero, as Quantity.MilliValue(); saturates at int64.
  [[nodiscard]] std::int64_t MilliValue() const;
  [[nodiscard]] double AsDouble() const;
  // Sign of the amount: -1, 0, 1.
  [[nodiscard]] int Sign() const;
  [[nodiscard]] bool IsZero() const { return Sign() == 0; }
  friend bool operator==(const Quantity&, const Quantity&) = default;
  // Compares exactly: negative, 0, positive.
  [[nodiscard]] int Compare(const Quantity& other) const;
  // The amount as a plain decimal number, without exponent or trailing zeros ("1610612736", "0.5").
  [[nodiscard]] std::string ToDecimal() const;

 private:
  // 128-bit: amounts up to about 1.7e29 units.
  __extension__ typedef __int128 Nano;
  Nano nano_ = 0;
};

// What the Apache operator hands to Flink for a memory string that only Kubernetes understands:
// `Quantity.parse(text).getNumericalAmount().toString()` of fabric8 (kubernetes-client 6.13), with
// BigDecimal's scale and exponent kept: "1.5Gi" is "1610612736.0", "1Ei" is
// "1.152921504606847E+18". Not what Kubernetes itself makes of the text. Linear.
base::Result<std::string> FabricAmount(std::string_view text);

}  // namespace sluice::k8s

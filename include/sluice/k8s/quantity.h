// SPDX-License-Identifier: Apache-2.0
// Kubernetes quantities ("500m", "2Gi", "1e3"), exact, as apimachinery's resource.Quantity.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sluice/base/result.h"

namespace sluice::k8s {

// A non-floating amount: `nano` billionths. Holds every quantity of apimachinery's grammar; amounts
// beyond its range are capped as apimachinery caps them.
class Quantity {
 public:
  static base::Result<Quantity> Parse(std::string_view text);

  // Whole units, rounded up, as Quantity.Value() (saturating at int64).
  [[nodiscard]] std::int64_t Value() const;
  // Thousandths, rounded up, as Quantity.MilliValue() (saturating).
  [[nodiscard]] std::int64_t MilliValue() const;
  [[nodiscard]] double AsDouble() const;
  // Sign of the amount: -1, 0, 1.
  [[nodiscard]] int Sign() const;
  [[nodiscard]] bool IsZero() const { return Sign() == 0; }
  friend bool operator==(const Quantity&, const Quantity&) = default;
  // Compares exactly: negative, 0, positive.
  [[nodiscard]] int Compare(const Quantity& other) const;
  // The amount as a plain decimal number without exponent ("1610612736", "0.5"), as Java's
  // BigDecimal of fabric8's Quantity.getNumericalAmount prints it.
  [[nodiscard]] std::string ToDecimal() const;

 private:
  // 128-bit: amounts up to about 1.7e29 units.
  __extension__ typedef __int128 Nano;
  Nano nano_ = 0;
};

}  // namespace sluice::k8s

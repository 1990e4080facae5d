// SPDX-License-Identifier: Apache-2.0
#include "sluice/webhook/webhook.h"

namespace sluice::webhook {

void ExceptionUse::Note(const engine::Verdict& verdict) {
  if (verdict.exempted.empty()) return;
  const std::lock_guard lock(mutex_);
  for (const engine::JudgedFinding& judged : verdict.exempted)
    names_.insert(judged.exception->name);
}

bool ExceptionUse::Used(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  return names_.contains(name);
}

}  // namespace sluice::webhook

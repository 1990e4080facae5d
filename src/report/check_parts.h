// SPDX-License-Identifier: Apache-2.0
// What the reports of `check`, `diff` and `policy explain` share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sluice/report/check_report.h"

namespace sluice::report {

// "FlinkDeployment shop/orders".
std::string TitleOf(const CheckedObject& object);
// The findings of one object, then what defaults would add and what could not be judged.
std::string ObjectText(const CheckedObject& object, const TextOptions& options);
nlohmann::ordered_json ObjectJson(const CheckedObject& object);
// All but what it lifts.
nlohmann::ordered_json ExceptionJson(const ExceptionLine& line);
nlohmann::ordered_json ProblemJson(const base::Error& error);
void Count(const CheckedObject& object, CheckSummary& summary);
// "1 warning", "2 warnings".
std::string Plural(std::size_t count, std::string_view word);

}  // namespace sluice::report

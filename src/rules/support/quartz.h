// SPDX-License-Identifier: Apache-2.0
// The periods in which the operator's autoscaler rests, as Quartz reads them (2.4, CronExpression
// and DailyCalendar) and the operator joins them (CalendarUtils, 1.16-SNAPSHOT): `9:30-11:00`,
// `* * * ? * MON-FRI`, or one of each joined by `&&`. Pure functions, any thread, time linear in
// the text.
#pragma once

#include <string_view>

namespace sluice::rules {

// HH:mm[:ss[:SSS]] twice with a dash between, the first before the second.
bool IsDailyRange(std::string_view text);

// Six or seven fields: seconds, minutes, hours, day of month, month, day of week, year.
bool IsQuartzCron(std::string_view text);

// Why `period` is none, the rest of a sentence; empty when it is one.
std::string_view PeriodFault(std::string_view period);

}  // namespace sluice::rules

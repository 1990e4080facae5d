// SPDX-License-Identifier: Apache-2.0
#include "telemetry/process.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace sluice::telemetry {
namespace {

double CountOpenFds() {
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  double count = 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count > 3 ? count - 3 : 0;  // ".", ".." and the folder's own
}

double BootTime() {
  std::ifstream stat("/proc/stat");
  std::string word;
  double value = 0;
  while (stat >> word) {
    if (word == "btime" && stat >> value) return value;
  }
  return 0;
}

// The fields of /proc/self/stat after the command's name, which may hold spaces; proc(5) numbers
// them from 3.
std::vector<double> StatFields() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t end = line.rfind(')');
  if (end == std::string::npos || end + 3 > line.size()) return {};
  std::istringstream rest(line.substr(end + 3));
  std::vector<double> fields;
  for (double value = 0; rest >> value;) fields.push_back(value);
  return fields;  // [0] is field 4, ppid
}

}  // namespace

ProcessNumbers ReadProcessNumbers() {
  ProcessNumbers numbers;
  const std::vector<double> fields = StatFields();
  if (fields.size() > 20) {
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    numbers.cpu_seconds = (fields[10] + fields[11]) / ticks;  // utime, stime
    numbers.threads = fields[16];
    numbers.start_time_seconds = BootTime() + fields[18] / ticks;
    numbers.virtual_bytes = fields[19];
    numbers.resident_bytes = fields[20] * static_cast<double>(sysconf(_SC_PAGESIZE));
  }
  numbers.open_fds = CountOpenFds();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) numbers.max_fds = static_cast<double>(limit.rlim_cur);
  return numbers;
}

}  // namespace sluice::telemetry

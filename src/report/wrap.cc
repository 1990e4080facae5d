// SPDX-License-Identifier: Apache-2.0
#include "report/wrap.h"

#include <algorithm>

namespace sluice::report {

std::string Wrapped(std::string_view text, std::size_t indent, std::size_t width,
                    std::string_view first) {
  std::string out;
  std::string line;
  const auto flush = [&] {
    if (line.empty()) return;
    out += out.empty() && !first.empty() ? std::string(first) : std::string(indent, ' ');
    out += line + "\n";
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && indent + line.size() + 1 + word.size() > width) flush();
    if (!line.empty()) line += ' ';
    line += word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  flush();
  return out;
}

}  // namespace sluice::report

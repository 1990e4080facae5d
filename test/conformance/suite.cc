// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite.h"

#include <zlib.h>

#include <array>
#include <iostream>
#include <memory>

namespace sluice::conformance {
namespace {

std::string Shown(const nlohmann::json& value) {
  constexpr std::size_t kMax = 1000;
  std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  if (text.size() > kMax) text = text.substr(0, kMax) + "...";
  return text;
}

// A text that names classes of the recorder (its enums) or of the JVM.
bool NamesForeignClass(const std::string& message) {
  return message.find("Could not parse value for enum ") != std::string::npos ||
         message.find("cannot be cast to class") != std::string::npos;
}

tl::unexpected<base::Error> NotJson(const Path& file, std::size_t row) {
  return base::Fail(base::Code::kInvalid,
                    file.string() + ": row " + std::to_string(row) + " is not JSON");
}

// Calls `use` with each line that is not blank.
base::Result<void> ForEachLine(const Path& file,
                               const std::function<base::Result<void>(std::string_view)>& use) {
  SLUICE_TRY(const std::string content, ReadFile(file));
  for (std::size_t start = 0; start < content.size();) {
    const std::size_t end = std::min(content.find('\n', start), content.size());
    const std::string_view line(content.data() + start, end - start);
    start = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (auto used = use(line); !used) return used;
  }
  return {};
}

}  // namespace

void Report::Fail(const std::string& where, const nlohmann::json& expected,
                  const nlohmann::json& got) {
  ++failed_;
  if (failed_ == kShown + 1) std::cout << "further mismatches are only counted\n";
  if (failed_ > kShown) return;
  std::cout << where << "\n  expected: " << Shown(expected) << "\n  got:      " << Shown(got)
            << "\n";
}

void Report::Compare(const std::string& where, const nlohmann::json& expected,
                     const nlohmann::json& got) {
  if (expected == got) {
    Pass();
  } else {
    Fail(where, expected, got);
  }
}

base::Result<std::string> ReadFile(const Path& file) {
  // gzread hands a file that is not compressed through as it is.
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> handle(gzopen(file.c_str(), "rb"), gzclose);
  if (handle == nullptr) {
    return base::Fail(base::Code::kUnavailable, "cannot open " + file.string());
  }
  std::string content;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const int count = gzread(handle.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    if (count < 0) return base::Fail(base::Code::kInvalid, "cannot unpack " + file.string());
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

base::Result<std::vector<nlohmann::json>> ReadRows(const Path& file) {
  std::vector<nlohmann::json> rows;
  const auto read = ForEachLine(file, [&](std::string_view line) -> base::Result<void> {
    rows.push_back(nlohmann::json::parse(line, nullptr, false));
    if (rows.back().is_discarded()) return NotJson(file, rows.size());
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return rows;
}

base::Result<void> ForEachRow(const Path& file, const UseRow& use) {
  std::size_t number = 0;
  return ForEachLine(file, [&](std::string_view line) -> base::Result<void> {
    ++number;
    const auto document = doc::ReadJson(line, {});
    return document ? use(line, *document) : NotJson(file, number);
  });
}

base::Result<void> ForEachRecording(const Path& file, const UseRecording& use) {
  return ForEachRow(
      file, [&](std::string_view line, const doc::Document& document) -> base::Result<void> {
        const nlohmann::json recorded = nlohmann::json::parse(line, nullptr, false);
        if (!recorded.is_discarded()) return use(recorded, document);
        return base::Fail(base::Code::kInvalid,
                          file.string() + " has a number that no double holds");
      });
}

nlohmann::json ToJson(const flink::JavaError& error) {
  constexpr std::size_t kRecorded = 6;
  nlohmann::json chain = nlohmann::json::array();
  for (const flink::JavaError::Link& link : error.chain) {
    if (chain.size() < kRecorded) chain.push_back({link.type, link.message});
  }
  return chain;
}

bool SameChain(const nlohmann::json& expected, const nlohmann::json& got) {
  if (!expected.is_array() || !got.is_array() || expected.size() != got.size()) return false;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i][0] != got[i][0]) return false;
    const nlohmann::json& message = expected[i][1];
    if (expected[i][0] == "ClassCastException") continue;
    if (message.is_string() && NamesForeignClass(message)) continue;
    const std::string text = message.is_string() ? message.get<std::string>() : std::string();
    if (text != got[i][1].get<std::string>()) return false;
  }
  return true;
}

}  // namespace sluice::conformance

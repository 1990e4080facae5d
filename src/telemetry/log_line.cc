// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "sluice/base/text.h"
#include "sluice/telemetry/log.h"

namespace sluice::telemetry {
namespace {

constexpr std::size_t kMaxValueBytes = 512;
constexpr std::size_t kReserve = 32;  // room for the end of the line: truncated, brace, newline
constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warn", "error"};

std::string Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const auto seconds = static_cast<std::time_t>(millis / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     millis % 1000);
}

bool Plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

// Appends `text` as a JSON string of printable characters.
void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  if (text.size() <= kMaxValueBytes && Plain(text)) {
    out += text;
  } else {
    for (const char c : base::Printable(text, kMaxValueBytes)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  out += '"';
}

bool Bare(std::string_view text) {
  return !text.empty() && text.find_first_of(" \"=\\,[]") == std::string_view::npos;
}

}  // namespace

Line::Line(Format format, Level level, std::string_view event) : format_(format), level_(level) {
  text_.reserve(kMaxLineBytes / 2);
  const std::string_view word = kLevels[static_cast<std::size_t>(level)];
  if (format == Format::kJson) {
    text_ = fmt::format(R"({{"ts":"{}","level":"{}","event_type":"{}","process":"sluice")", Now(),
                        word, event);
  } else {
    text_ = fmt::format("{} {:5} {}", Now(), word, event);
  }
}

bool Line::Begin(std::string_view key, std::size_t value_bytes) {
  if (text_.size() + key.size() + value_bytes + 4 + kReserve > kMaxLineBytes) {
    truncated_ = true;
    return false;
  }
  if (format_ == Format::kJson) {
    text_.append(",\"").append(key).append("\":");
  } else {
    text_.append(" ").append(key).append("=");
  }
  return true;
}

Line& Line::Text(std::string_view key, std::string_view value) {
  if (value.size() <= kMaxValueBytes && Plain(value)) {
    if (!Begin(key, value.size() + 2)) return *this;
    if (format_ == Format::kText && Bare(value)) {
      text_ += value;
    } else {
      AppendQuoted(text_, value);
    }
    return *this;
  }
  std::string rendered;  // first, since only then its size is known
  AppendQuoted(rendered, value);
  if (Begin(key, rendered.size())) text_ += rendered;
  return *this;
}

Line& Line::Number(std::string_view key, std::int64_t value) {
  if (Begin(key, 20)) text_ += std::to_string(value);
  return *this;
}

Line& Line::Bool(std::string_view key, bool value) {
  if (Begin(key, 5)) text_ += value ? "true" : "false";
  return *this;
}

Line& Line::List(std::string_view key, std::span<const std::string> values) {
  if (values.empty() || !Begin(key, 2)) return *this;
  text_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t before = text_.size();
    if (i > 0) text_ += ',';
    AppendQuoted(text_, values[i]);
    if (text_.size() + 1 + kReserve > kMaxLineBytes) {
      text_.resize(before);
      truncated_ = true;
      break;
    }
  }
  text_ += ']';
  return *this;
}

std::string Line::Finish() const {
  if (format_ == Format::kJson) return text_ + (truncated_ ? ",\"truncated\":true}" : "}");
  return text_ + (truncated_ ? " truncated=true" : "");
}

base::Result<Level> ParseLevel(std::string_view word) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == word) return static_cast<Level>(i);
  }
  return base::Fail(base::Code::kInvalid, "The log level must be debug, info, warn or error.");
}

base::Result<Format> ParseFormat(std::string_view word) {
  if (word == "text") return Format::kText;
  if (word == "json") return Format::kJson;
  return base::Fail(base::Code::kInvalid, "The log format must be text or json.");
}

}  // namespace sluice::telemetry

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

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

// `text` as a JSON string: Printable has already dealt with control characters and bad UTF-8.
std::string Quoted(std::string_view text) {
  const std::string printable = base::Printable(text, kMaxValueBytes);
  std::string out = "\"";
  for (const char c : printable) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

bool Bare(std::string_view text) {
  return !text.empty() && text.find_first_of(" \"=\\,[]") == std::string_view::npos;
}

}  // namespace

Line::Line(Format format, Level level, std::string_view event) : format_(format), level_(level) {
  text_.reserve(kMaxLineBytes / 2);
  const std::string_view word = kLevels[static_cast<std::size_t>(level)];
  if (format == Format::kJson) {
    text_ = fmt::format(R"({{"ts":"{}","level":"{}","event_type":{},"process":"sluice")", Now(),
                        word, Quoted(event));
  } else {
    text_ = fmt::format("{} {:5} {}", Now(), word, event);
  }
}

void Line::Append(std::string_view key, std::string_view rendered) {
  if (text_.size() + key.size() + rendered.size() + 4 + kReserve > kMaxLineBytes) {
    truncated_ = true;
    return;
  }
  if (format_ == Format::kJson) {
    text_ += fmt::format(",\"{}\":{}", key, rendered);
  } else {
    text_ += fmt::format(" {}={}", key, rendered);
  }
}

Line& Line::Text(std::string_view key, std::string_view value) {
  if (format_ == Format::kText && Bare(value)) {
    Append(key, base::Printable(value, kMaxValueBytes));
  } else {
    Append(key, Quoted(value));
  }
  return *this;
}

Line& Line::Number(std::string_view key, std::int64_t value) {
  Append(key, std::to_string(value));
  return *this;
}

Line& Line::Bool(std::string_view key, bool value) {
  Append(key, value ? "true" : "false");
  return *this;
}

Line& Line::List(std::string_view key, std::span<const std::string> values) {
  if (values.empty()) return *this;
  std::string rendered = "[";
  for (const std::string& value : values) {
    const std::string item = Quoted(value);
    if (text_.size() + key.size() + rendered.size() + item.size() + 8 + kReserve > kMaxLineBytes) {
      truncated_ = true;
      break;
    }
    if (rendered.size() > 1) rendered += ',';
    rendered += item;
  }
  Append(key, rendered + "]");
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

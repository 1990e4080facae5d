// SPDX-License-Identifier: Apache-2.0
// Log: one line an event, JSON or text, written by a thread of its own. A full queue or a blocked
// output never delays a request: lines are dropped and counted.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sluice/base/result.h"

namespace sluice::telemetry {

enum class Level : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class Format : std::uint8_t { kText, kJson };

// "debug", "info", "warn", "error"; the error lists them.
base::Result<Level> ParseLevel(std::string_view word);
// "text" or "json"; the error lists them.
base::Result<Format> ParseFormat(std::string_view word);

// The longest line, its newline included: an atomic write to a pipe, with room to spare.
inline constexpr std::size_t kMaxLineBytes = 2048;

// One line under construction. Fields that would pass kMaxLineBytes are left out and the line says
// `truncated`. Values are made printable; callers never pass a body nor an option's value.
class Line {
 public:
  Line(Format format, Level level, std::string_view event);

  Line& Text(std::string_view key, std::string_view value);
  Line& Number(std::string_view key, std::int64_t value);
  Line& Bool(std::string_view key, bool value);
  Line& List(std::string_view key, std::span<const std::string> values);

  [[nodiscard]] Level level() const { return level_; }
  // The finished line without newline.
  [[nodiscard]] std::string Finish() const;

 private:
  // Begins the field `key` if its value of at most `value_bytes` still fits.
  bool Begin(std::string_view key, std::size_t value_bytes);
  Format format_;
  Level level_;
  bool truncated_ = false;
  std::string text_;
};

struct LogOptions {
  Level level = Level::kInfo;
  Format format = Format::kJson;
  std::size_t queue_bytes = 4U << 20U;  // of lines that are not written yet; beyond, they are lost
};

// Any thread.
class Log {
 public:
  // Where whole lines (with their newlines, at most 4 KiB at a time) go; false = they could not be
  // written. Called by one thread.
  using Write = std::function<bool(std::string_view)>;

  static base::Result<std::unique_ptr<Log>> ToStdout(const LogOptions& options);
  static base::Result<std::unique_ptr<Log>> To(const LogOptions& options, Write write);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  [[nodiscard]] bool Enabled(Level level) const { return level >= level_; }
  [[nodiscard]] Line Begin(Level level, std::string_view event) const {
    return Line(format_, level, event);
  }
  void Send(const Line& line);

  // Like Send for lines that a stranger can cause at will: at most `kNoisyPerSecond` a second, the
  // rest is counted and the next line that passes says how many.
  void SendNoisy(Line line);
  static constexpr std::uint32_t kNoisyPerSecond = 10;

  // Lines lost to a full queue or an output that does not take them.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct Impl;
  Log(const LogOptions& options, std::unique_ptr<Impl> impl);
  Level level_;
  Format format_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::telemetry

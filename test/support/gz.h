// SPDX-License-Identifier: Apache-2.0
// Recorded files are read plain or gzipped alike.
#pragma once

#include <zlib.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>

namespace sluice::test {

// The text of `path`, decompressed when it is gzip; nothing when it cannot be read to its end.
inline std::optional<std::string> ReadMaybeGz(const std::filesystem::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 65536> buffer{};
  int got = 0;
  while ((got = gzread(file, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return gzclose(file) == Z_OK && got == 0 ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace sluice::test

// SPDX-License-Identifier: Apache-2.0
// Reading a folder of policy files, and what tells one content of it from another.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <tuple>

#include "policy/model.h"
#include "sluice/base/text.h"
#include "sluice/policy/policy.h"

namespace sluice::policy {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Result;

constexpr std::uintmax_t kMaximumBytes = 64U << 20U;
constexpr int kMaximumDepth = 16;  // also ends a cycle of symlinks

tl::unexpected<base::Error> Unreadable(const fs::path& path, const std::error_code& why) {
  return tl::unexpected(base::Error{.code = Code::kUnavailable,
                                    .message = "cannot be read: " + why.message(),
                                    .file = path.string()});
}

// Policies in a repository are often deployed by kustomize, whose file stands beside them.
bool IsKustomization(const fs::path& path) { return path.stem() == "kustomization"; }

bool IsPolicyFile(const fs::path& path) {
  if (IsKustomization(path)) return false;
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

// Collects the files below `folder`, following symlinks. A mounted ConfigMap keeps its files in
// hidden folders and links to them, so hidden names are left out.
Result<bool> Collect(const fs::path& folder, int depth, std::vector<fs::path>& files) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) return Unreadable(folder, error);
  if (depth > kMaximumDepth) {
    return Unreadable(folder, std::make_error_code(std::errc::too_many_symbolic_link_levels));
  }
  for (const fs::directory_iterator end; entries != end; entries.increment(error)) {
    const fs::path path = entries->path();
    if (path.filename().string().starts_with('.')) continue;
    const fs::file_status status = fs::status(path, error);  // of what a symlink leads to
    if (error && IsPolicyFile(path)) return Unreadable(path, error);
    if (fs::is_directory(status)) {
      SLUICE_TRY([[maybe_unused]] const bool ok, Collect(path, depth + 1, files));
    } else if (IsPolicyFile(path)) {
      files.push_back(path);
    }
    error.clear();
  }
  if (error) return Unreadable(folder, error);
  return true;
}

Result<std::string> ReadText(const fs::path& path, std::uintmax_t budget) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return Unreadable(path, error ? error : std::make_error_code(std::errc::not_supported));
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return Unreadable(path, std::make_error_code(std::errc::permission_denied));
  std::string text;
  char block[16384];
  while (stream.read(block, sizeof block) || stream.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > budget) {
      return tl::unexpected(base::Error{.code = Code::kTooLarge,
                                        .message = "the policy files are larger than 64 MiB",
                                        .file = path.string()});
    }
  }
  if (stream.bad()) return Unreadable(path, std::make_error_code(std::errc::io_error));
  return text;
}

}  // namespace

std::string DigestOf(std::initializer_list<std::span<const Source>> lists) {
  std::vector<const Source*> all;
  for (const std::span<const Source> list : lists) {
    for (const Source& source : list) all.push_back(&source);
  }
  std::sort(all.begin(), all.end(), [](const Source* a, const Source* b) {
    return std::tie(a->file, a->text) < std::tie(b->file, b->text);
  });
  std::string text;
  for (const Source* source : all) text += fmt::format("{}\n{}", source->text.size(), source->text);
  return base::Sha256Hex(text).substr(0, 16);
}

Result<std::vector<Source>> ReadFolder(const fs::path& folder) {
  std::vector<fs::path> files;
  SLUICE_TRY([[maybe_unused]] const bool ok, Collect(folder, 0, files));
  std::sort(files.begin(), files.end());
  std::vector<Source> sources;
  std::uintmax_t budget = kMaximumBytes;
  for (const fs::path& path : files) {
    SLUICE_TRY(std::string text, ReadText(path, budget));
    budget -= text.size();
    sources.push_back({.file = path.string(), .text = std::move(text)});
  }
  return sources;
}

}  // namespace sluice::policy

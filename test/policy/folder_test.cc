// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sluice/policy/policy.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

namespace fs = std::filesystem;

// A folder that is gone when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(fs::temp_directory_path() / ("sluice-folder-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  void Write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string Show(const base::Result<std::vector<Source>>& sources, const fs::path& root) {
  if (!sources) return "error: " + sources.error().message;
  std::string out;
  for (const Source& source : *sources) {
    out += fs::path(source.file).lexically_relative(root).string() + "=" + source.text + " ";
  }
  return out;
}

TEST_CASE("A folder gives its YAML files by path, sub-folders too, hidden ones not") {
  const TemporaryFolder folder;
  folder.Write("b.yml", "1");
  folder.Write("a.yaml", "2");
  folder.Write("sub/c.yaml", "3");
  folder.Write("readme.md", "no");
  folder.Write(".git/d.yaml", "no");
  folder.Write("kustomization.yaml", "no");
  CHECK(Show(ReadFolder(folder.path()), folder.path()) == "a.yaml=2 b.yml=1 sub/c.yaml=3 ");
}

TEST_CASE("A mounted ConfigMap is read through its links, once") {
  const TemporaryFolder folder;
  folder.Write("..2026_01/p.yaml", "one");
  fs::create_directory_symlink("..2026_01", folder.path() / "..data");
  fs::create_symlink("..data/p.yaml", folder.path() / "p.yaml");
  CHECK(Show(ReadFolder(folder.path()), folder.path()) == "p.yaml=one ");
  folder.Write("..2026_02/p.yaml", "two");
  fs::remove(folder.path() / "..data");
  fs::create_directory_symlink("..2026_02", folder.path() / "..data");
  CHECK(Show(ReadFolder(folder.path()), folder.path()) == "p.yaml=two ");
}

TEST_CASE("What cannot be read is an error that names the file") {
  const TemporaryFolder folder;
  const auto absent = ReadFolder(folder.path() / "absent");
  REQUIRE_FALSE(absent);
  CHECK(absent.error().code == base::Code::kUnavailable);
  CHECK(absent.error().file == (folder.path() / "absent").string());

  fs::create_symlink("nowhere", folder.path() / "broken.yaml");
  const auto broken = ReadFolder(folder.path());
  REQUIRE_FALSE(broken);
  CHECK(broken.error().file == (folder.path() / "broken.yaml").string());
  fs::remove(folder.path() / "broken.yaml");

  fs::create_directory_symlink(".", folder.path() / "loop");
  CHECK_FALSE(ReadFolder(folder.path()));
}

TEST_CASE("More than 64 MiB is refused") {
  const TemporaryFolder folder;
  folder.Write("big.yaml", std::string((64U << 20U) + 1, '#'));
  const auto sources = ReadFolder(folder.path());
  REQUIRE_FALSE(sources);
  CHECK(sources.error().code == base::Code::kTooLarge);
}

}  // namespace
}  // namespace sluice::policy

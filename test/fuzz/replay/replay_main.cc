// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files of the folders given: as they are, every beginning of the small
// ones, and with single bytes changed. The changes are the same in every run.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void Run(const std::string& input) {
  std::string exact(input);  // own allocation: a sanitizer sees a read behind its end
  exact.shrink_to_fit();
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(exact.data()), exact.size());
}

void RunVariants(const std::string& input) {
  Run(input);
  if (input.size() > 4096) return;
  for (std::size_t length = 0; length < input.size(); ++length) Run(input.substr(0, length));
  constexpr char kBytes[] = {'\0', '"', '{', ']', ',', '0', '\xFF', '\n', '\\', ':'};
  for (std::size_t at = 0; at < input.size(); ++at) {
    std::string changed = input;
    changed[at] = kBytes[at % sizeof(kBytes)];
    Run(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      RunVariants({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
      ++files;
    }
  }
  std::cout << files << " files\n";
  return files == 0 ? 1 : 0;
}

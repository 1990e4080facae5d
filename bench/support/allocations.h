// SPDX-License-Identifier: Apache-2.0
// Counts every operator new of a program. For the one .cc file of a benchmark.
#pragma once

#include <cstdlib>
#include <new>

namespace sluice::bench {
inline std::size_t allocations = 0;  // one thread
}  // namespace sluice::bench

void* operator new(std::size_t size) {
  ++sluice::bench::allocations;
  if (void* memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

# SPDX-License-Identifier: Apache-2.0
# Compiler warnings and sanitizers of Sluice's own targets.
add_library(sluice_warnings INTERFACE)
target_compile_options(sluice_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Wno-missing-field-initializers  # designated initializers leave the rest at their defaults
  $<$<BOOL:${SLUICE_WERROR}>:-Werror>)

if(SLUICE_SANITIZE)
  # GCC 12 finds uninitialised values where there are none in what sanitizers have instrumented.
  target_compile_options(sluice_warnings INTERFACE -Wno-maybe-uninitialized)
  list(JOIN SLUICE_SANITIZE "," _sanitizers)
  add_compile_options(-fsanitize=${_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${_sanitizers})
  if("thread" IN_LIST SLUICE_SANITIZE)
    # Boost.Asio's fenced block is a standalone fence, which TSan does not understand.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

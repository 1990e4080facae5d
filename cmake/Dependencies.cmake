# SPDX-License-Identifier: Apache-2.0
# Third-party libraries, all from Debian packages (see packages.txt).
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3.0 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(re2 QUIET CONFIG)  # Debian 12 has no CMake file for it
if(TARGET re2::re2)
  set(SLUICE_RE2 re2::re2)
else()
  find_library(SLUICE_RE2 re2 REQUIRED)
endif()
find_package(Threads REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

add_library(sluice_expected INTERFACE)
find_path(TL_EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
target_include_directories(sluice_expected SYSTEM INTERFACE ${TL_EXPECTED_INCLUDE_DIR})
target_link_libraries(sluice_expected INTERFACE fmt::fmt)
find_package(fmt REQUIRED)

if(TARGET yaml-cpp::yaml-cpp)
  set(SLUICE_YAML yaml-cpp::yaml-cpp)
else()
  set(SLUICE_YAML yaml-cpp)
endif()

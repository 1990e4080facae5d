# SPDX-License-Identifier: Apache-2.0
# sluice_room(<name> SOURCES a.cc ... [DEPENDS room ...] [LINK target ...])
# One room = one static library `sluice_<name>`. Private headers are included as "<name>/x.h",
# doors as "sluice/<name>/x.h". LINK names third-party targets, DEPENDS other rooms.
function(sluice_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(sluice_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(sluice_${name}
    PUBLIC ${CMAKE_SOURCE_DIR}/include
    PRIVATE ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_DEPENDS PREPEND sluice_)
  target_link_libraries(sluice_${name} PUBLIC ${ROOM_DEPENDS} sluice_expected ${ROOM_LINK}
                        PRIVATE sluice_warnings)
endfunction()

# sluice_test(<name> SOURCES a_test.cc ... [LINK target ...] [LABELS label ...] [SHARED])
# One Catch2 program, registered with ctest as <name>. Tests may look inside rooms. SHARED: every
# case needs the recorded ground truth; where it is absent, ctest shows the program as skipped.
function(sluice_test name)
  cmake_parse_arguments(TEST "SHARED" "" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT TEST_LABELS)
    set(TEST_LABELS unit)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/test ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE SLUICE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                             SLUICE_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${TEST_LINK} sluice_catch_main sluice_warnings)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT 600)
  if(TEST_SHARED)
    set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED:")
  endif()
endfunction()

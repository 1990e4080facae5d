# SPDX-License-Identifier: Apache-2.0
# The tables of all rules and defaults, written from the folders src/rules and src/defaults.
#
# src/rules/<category>/<id>.cc must define `const rulebook::Rule sluice::rules::<id>` with `_` for
# `-` (a forgotten or misspelled one is a link error); src/defaults/<category>/<id>.cc likewise a
# rulebook::Default. Files of src/rules/support and src/defaults/support are shared helpers: built,
# not listed.
set(SLUICE_CATEGORIES checkpoints high-availability memory networking operability security state
                      upgrade)

# Sets <out> to the sources of src/<folder>, and writes <table> with the function <function>.
function(sluice_write_table folder type function table out)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*/*.cc)
  list(SORT files)
  set(externs "")
  set(rows "")
  set(count 0)
  foreach(file IN LISTS files)
    cmake_path(GET file PARENT_PATH parent)
    cmake_path(GET parent FILENAME category)
    cmake_path(GET file STEM LAST_ONLY id)
    if(category STREQUAL "support")
      continue()
    endif()
    if(NOT category IN_LIST SLUICE_CATEGORIES)
      message(FATAL_ERROR "${file}: '${category}' is no category of rules (${SLUICE_CATEGORIES})")
    endif()
    if(NOT id MATCHES "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
      message(FATAL_ERROR "${file}: the id '${id}' is not kebab-case")
    endif()
    string(REPLACE "-" "_" symbol ${id})
    string(APPEND externs "extern const rulebook::${type} ${symbol};\n")
    string(APPEND rows "    &${symbol},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${table} CONTENT
"// Written by cmake/Rulebook.cmake from src/${folder}. Do not edit.
#include \"sluice/rulebook/all.h\"

namespace sluice::${folder} {
${externs}
namespace {
constexpr const rulebook::${type}* kAll[] = {
${rows}    nullptr,
};
}  // namespace

std::span<const rulebook::${type}* const> ${function}() { return {kAll, ${count}}; }
}  // namespace sluice::${folder}
" @ONLY)
  set(${out} ${files} PARENT_SCOPE)
endfunction()

set(_tables ${CMAKE_BINARY_DIR}/generated)
sluice_write_table(rules Rule AllRules ${_tables}/rules_table.cc _rules)
sluice_write_table(defaults Default AllDefaults ${_tables}/defaults_table.cc _defaults)

add_library(sluice_rules STATIC ${_rules} ${_defaults} ${_tables}/rules_table.cc
                                ${_tables}/defaults_table.cc)
target_include_directories(sluice_rules PUBLIC ${CMAKE_SOURCE_DIR}/include
                                        PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(sluice_rules PUBLIC sluice_rulebook PRIVATE sluice_warnings)

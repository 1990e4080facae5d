# SPDX-License-Identifier: Apache-2.0
# The fuzz targets and what they link: test/fuzz/<name>_fuzz.cc, seeds in test/fuzz/corpus/<name>.
set(SLUICE_FUZZ_TARGETS flatten resolve)
set(SLUICE_FUZZ_LINK_flatten sluice_flink)
set(SLUICE_FUZZ_LINK_resolve sluice_flink)

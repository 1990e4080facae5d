# SPDX-License-Identifier: Apache-2.0
# The fuzz targets and what they link: test/fuzz/<name>_fuzz.cc, seeds in test/fuzz/corpus/<name>.
set(SLUICE_FUZZ_TARGETS flatten json resolve review value yaml)
set(SLUICE_FUZZ_LINK_flatten sluice_flink)
set(SLUICE_FUZZ_LINK_json sluice_doc)
set(SLUICE_FUZZ_LINK_resolve sluice_flink)
set(SLUICE_FUZZ_LINK_review sluice_k8s)
set(SLUICE_FUZZ_LINK_value sluice_flink)
set(SLUICE_FUZZ_LINK_yaml sluice_doc)

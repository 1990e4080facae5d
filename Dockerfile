# syntax=docker/dockerfile:1
# SPDX-License-Identifier: Apache-2.0
# One dynamic binary with just the libraries it needs, no shell, no package manager, non-root.
FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
      build-essential cmake ninja-build python3 git ca-certificates \
      libboost1.81-dev libboost-json1.81-dev libssl-dev nlohmann-json3-dev libspdlog-dev libfmt-dev \
      libyaml-cpp-dev libcli11-dev prometheus-cpp-dev libexpected-dev libre2-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cmake --preset release -DSLUICE_TESTS=OFF && ninja -C build/release sluice \
    && tools/image-root.sh build/release/sluice /image

FROM scratch
COPY --from=build /image/ /
USER 65532:65532
EXPOSE 8443 8080
ENTRYPOINT ["/usr/bin/sluice"]
CMD ["serve", "--policy-dir", "/etc/sluice/policies", \
     "--tls-cert-file", "/etc/sluice/tls/tls.crt", "--tls-private-key-file", "/etc/sluice/tls/tls.key"]

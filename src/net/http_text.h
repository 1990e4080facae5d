// SPDX-License-Identifier: Apache-2.0
// The pure half of the server: which route, and what a response looks like on the wire.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sluice/net/http.h"

namespace sluice::net {

std::string_view ReasonPhrase(int status);

struct RouteMatch {
  const Route* route = nullptr;
  int status = 404;        // 404 or 405 when there is no route
  std::string_view allow;  // for 405
};
RouteMatch FindRoute(std::span<const Route> routes, std::string_view method, std::string_view path);

std::string ResponseText(const Response& response, std::string_view allow, bool head_only,
                         bool close);

}  // namespace sluice::net

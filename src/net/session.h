// SPDX-License-Identifier: Apache-2.0
// Session: one connection, from its first byte to its last.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "net/worker.h"

namespace sluice::net {

// Starts the session of `socket` on its worker; call on the worker's thread. The session owns the
// socket and the slot, and ends by itself.
void StartSession(Shared& shared, Worker& worker, asio::ip::tcp::socket socket, Slot slot);

}  // namespace sluice::net

// SPDX-License-Identifier: Apache-2.0
#ifndef BRIDGE_REGISTER_OPEN_INVOCATIONS_H_
#define BRIDGE_REGISTER_OPEN_INVOCATIONS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bridge/tracing/open_span.h"
#include "wamp/ids.h"
#include "wamp/transport/client_connection.h"

namespace wampbridge::bridge {

// The invocations that one stream's client has been given and has not answered.
// Ids of different sessions collide by design, so each gets a number of the
// stream's own, from 1. Not thread-safe.
class OpenInvocations {
 public:
  using Connection = std::shared_ptr<transport::ClientConnection>;
  struct Open {
    Connection connection;    // that it came by
    wamp::RequestId request;  // its id there
    size_t procedure = 0;     // index into the stream's procedures
    bool wants_progress = false;
    std::shared_ptr<OpenSpan> span = nullptr;  // null: it is not traced
  };

  // Gives its number.
  uint64_t Add(const Open& open);
  // nullptr: not open.
  const Open* Find(uint64_t id) const;
  // 0: not open.
  uint64_t IdOf(const Connection& connection, wamp::RequestId request) const;
  // Whether there ever was such a number.
  bool WasGiven(uint64_t id) const { return id >= 1 && id <= last_id_; }
  // Its span lasts as long as it is open. Nothing happens if it is not.
  void Trace(uint64_t id, std::shared_ptr<OpenSpan> span);
  void Erase(uint64_t id);
  std::vector<Open> TakeAll();

  size_t size() const { return by_id_.size(); }
  bool empty() const { return by_id_.empty(); }

 private:
  // Valid as long as the invocation is open, which holds its connection.
  using Origin = std::pair<const transport::ClientConnection*, wamp::RequestId>;

  uint64_t last_id_ = 0;
  // number -> what it stands for (the client answers by it)
  absl::flat_hash_map<uint64_t, Open> by_id_;
  // (session, id) -> number (the router speaks of it so)
  absl::flat_hash_map<Origin, uint64_t> by_origin_;
};

}  // namespace wampbridge::bridge

#endif  // BRIDGE_REGISTER_OPEN_INVOCATIONS_H_

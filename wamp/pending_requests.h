// SPDX-License-Identifier: Apache-2.0
#ifndef WAMP_PENDING_REQUESTS_H_
#define WAMP_PENDING_REQUESTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "wamp/ids.h"
#include "wamp/message.h"
#include "wamp/session_event.h"

namespace wampbridge::wamp {

// One request that waits for its answer.
struct PendingRequest {
  MessageType type = MessageType::kCall;
  bool wants_progress = false;  // CALL: progressive results were asked for
  bool more = false;            // CALL: further chunks may follow
  RequestTag tag = nullptr;
  uint64_t place = 0;   // in the TransmitBuffer; the first chunk's
  uint64_t target = 0;  // UNSUBSCRIBE, UNREGISTER: the id that it gives up
};

// A session's request ids and who waits for what. Ids are one counter for all
// kinds of request: 1, +1, after 2^53 back to 1 (basic profile, "IDs"). An id
// that was given is never taken back. Not thread-safe.
class PendingRequests {
 public:
  PendingRequests() = default;
  // Counts from `next`, for tests.
  explicit PendingRequests(RequestId next) : next_(next.value) {}

  // The id that Add or Skip takes next.
  RequestId next() const { return RequestId{next_}; }
  RequestId Add(const PendingRequest& request);
  // Takes an id for a request that gets no answer.
  RequestId Skip();

  // nullptr where nothing with this id is pending.
  const PendingRequest* Find(RequestId id) const;
  void Erase(RequestId id) { by_id_.erase(id.value); }
  // No further chunk follows. REQUIRES: pending.
  void EndChunks(RequestId id) { by_id_.at(id.value).more = false; }
  // Whether the id was ever given.
  bool Issued(RequestId id) const;

  // Takes all out, in the order of their places.
  std::vector<PendingRequest> TakeAll();

  size_t size() const { return by_id_.size(); }

 private:
  uint64_t next_ = 1;
  bool wrapped_ = false;
  // request id -> who waits (found once for every answer)
  absl::flat_hash_map<uint64_t, PendingRequest> by_id_;
};

}  // namespace wampbridge::wamp

#endif  // WAMP_PENDING_REQUESTS_H_
